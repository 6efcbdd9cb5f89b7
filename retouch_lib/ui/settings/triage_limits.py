"""Settings: from which value on a measure says that a result needs a look."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from retouch_lib.errors import BadSetting
from retouch_lib.imaging.measures.parts import Part
from retouch_lib.ui import session
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.triage_limits import RANGES, part_limit, tint_limit

_PLACE = "triage"
_WIDTH = 170


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    """As in `work.triage_limits.RANGES`."""
    label: str
    """With its unit."""
    help: str = ""
    percent: bool = False
    """Whether it is shown in per cent."""
    step: float = 0.5
    is_whole: bool = False


_STRAY = (
    _Field("stray", "Moved, ΔE00", "What a hundredth of the part exceeds, or the mean of its worst place."),
    _Field("stray_share", "Share that moved by more than 2 ΔE00, %", percent=True),
)
_PARTS = tuple(_Field(part_limit(part), f"{part.value.capitalize()}, ΔE00") for part in Part)
_TINTS = tuple(
    _Field(tint_limit(part), f"{part.value.capitalize()}, ΔC (a*, b*)") for part in Part if tint_limit(part) in RANGES
)
_SKIN = (
    _Field("skin_shift", "Mean colour of a face, ΔE (L*, a*, b*)"),
    _Field("texture", "Texture kept at least, %", percent=True, step=1.0),
    _Field("moles", "Moles gone", is_whole=True, step=1),
    _Field("freckles", "Freckles gone", is_whole=True, step=1),
)
_WHITE = (_Field("white", "White of the whole picture, ΔC (a*, b*)"),)
_GROUPS = {
    "Where no plugin of the payload belongs": _STRAY,
    "Skin": _SKIN,
    "A part that may change: moved, at its worst place": _PARTS,
    "A part whose colour no plugin is for": (*_TINTS, *_WHITE),
}


def triage_section() -> None:
    """Draw every limit, and the way back to the usual ones."""
    st.caption(
        "Every finished result is measured against its original. One that reaches a limit is listed on Tune, Survey and"
        " History, the worst first. What each figure means stands under Measures on Compare."
    )
    session.show_sayings(_PLACE)
    for heading, fields in _GROUPS.items():
        with st.container(gap="xxsmall"):
            st.markdown(f":small[{heading}]")
            with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
                for field in fields:
                    _draw(field)
    chosen = session.lab().triages.limits.chosen(session.owner())
    st.button(
        "Back to the defaults",
        key=session.TRIAGE_BACK,
        icon=":material/undo:",
        type="tertiary",
        disabled=not chosen,
        on_click=_go_back,
    )


def _draw(field: _Field) -> None:
    limits, each = session.lab().triages.limits, RANGES[field.name]
    factor = 100.0 if field.percent else 1.0
    kind = int if field.is_whole else float
    key = session.choice_field(field.name)
    session.put(key, kind(round(limits.values(session.owner())[field.name] * factor, 2)))
    st.number_input(
        field.label,
        kind(each.least * factor),
        kind(each.most * factor),
        step=kind(field.step),
        format="%d" if field.is_whole else "%.1f",
        key=key,
        help=f"{field.help} {each.usual * factor:g} by default.",
        on_change=_choose,
        args=(field,),
        width=_WIDTH,
    )


def _choose(field: _Field) -> None:
    value = float(session.value(session.choice_field(field.name)))
    try:
        value = round(value / 100, 4) if field.percent else value
        session.lab().triages.limits.choose(session.owner(), field.name, value)
    except BadSetting as error:
        session.say("error", f"{plain(str(error))} Nothing was changed.", _PLACE)


def _go_back() -> None:
    session.lab().triages.limits.forget(session.owner())
