"""Settings: the numbers an owner can choose, each with where it comes from and a way back."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from retouch_lib.errors import BadSetting
from retouch_lib.settings import LIMITS
from retouch_lib.ui import session, workspace
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.work.choices import HERE

_FIELD_WIDTH = 240
_PLACE = "choices"


@dataclass(frozen=True, slots=True)
class Field:
    """One number on the page."""

    name: str
    """As in `Settings` and `Choices`."""
    label: str
    """With its unit."""
    zero: str = ""
    """What 0 means, where it means something of its own."""
    step: float = 1
    places: int = 0
    """Digits behind the point; with 0 it is a whole number."""
    help: str = ""


BUDGET = (
    Field("budget_run", "Per run, credits", "no limit"),
    Field("budget_day", "Per day, credits", "no limit", help="All paid runs of one day of this computer’s clock."),
)
PRICE = (
    Field("price", "Price per credit, USD", "no money is shown", 0.01, 3, "Packages differ: 0.04 to 0.20 USD."),
    Field("billing_day", "Billing month begins on day", help="1 to 28, which every month has."),
)
KEEPING = (
    Field("keep_days", "Keep results, days", "for ever"),
    Field("keep_gb", "Keep results, GB", "any size", 1.0, 1, "The oldest go first."),
)
POLLING = (
    Field("poll_seconds", "Ask every, seconds", step=1.0, places=1, help="2 to 60. It holds from the next call on."),
)


def budget_section() -> None:
    """Draw the two limits, and what stands against the day's."""
    st.caption("A press that would pass one of these asks you to type its number of credits first.")
    choice_fields(BUDGET)
    spent = session.lab().standing(session.owner(), workspace.server().name).spent
    st.caption(f"Today: {counted(spent, 'credit')}, on all cloud servers, those of jobs under way included.")


def choice_fields(fields: tuple[Field, ...]) -> None:
    """Draw these one below the other."""
    session.show_sayings(f"{_PLACE}_{fields[0].name}")
    for field in fields:
        _draw(field, f"{_PLACE}_{fields[0].name}")


def _draw(field: Field, place: str) -> None:
    lab = session.lab()
    value = getattr(lab.choices(session.owner()), field.name)
    given = getattr(lab.settings, field.name)
    key = session.choice_field(field.name)
    kind = float if field.places else int
    least, most = LIMITS[field.name]
    session.put(key, kind(value))
    with st.container(gap="xxsmall"):
        st.markdown(f":small[{field.label}]", help=field.help or None, width="content")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.number_input(
                field.label,
                kind(least),
                kind(most),
                kind(given),
                step=kind(field.step),
                format=f"%.{field.places}f" if field.places else "%d",
                key=key,
                label_visibility="collapsed",
                on_change=_choose,
                args=(field.name, place),
                width=_FIELD_WIDTH,
            )
            _origin(field, value, given)


def _origin(field: Field, value: float, given: float) -> None:
    """Beside the field: where its value comes from, and the way back from one's own."""
    source = session.lab().choice_source(session.owner(), field.name)
    st.caption(f"{source}: {field.zero}" if field.zero and not value else source, width="content")
    if source == HERE:
        st.button(
            f"Back to {amount(field, given)}",
            key=session.choice_back(field.name),
            type="tertiary",
            icon=":material/undo:",
            help=f"From {session.lab().settings.source(field.name) or 'the default'}.",
            on_click=_go_back,
            args=(field.name,),
        )


def amount(field: Field, value: float) -> str:
    """A value as the field shows it: "25", "0.06"; 0 in the words it stands for."""
    if not value and field.zero:
        return f"0, {field.zero}"
    return f"{value:g}"


def _choose(name: str, place: str) -> None:
    try:
        session.lab().choose(session.owner(), name, session.value(session.choice_field(name)))
    except BadSetting as error:
        session.say("error", f"{plain(str(error))} Nothing was changed.", place)


def _go_back(name: str) -> None:
    session.lab().choose(session.owner(), name, None)
