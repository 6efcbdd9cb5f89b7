"""A button that pays. Over a budget, or over the balance, the number of credits is typed before it sends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from retouch_lib.budget import counted
from retouch_lib.plan import Plan
from retouch_lib.store.records import Job, Take
from retouch_lib.ui import session

_LONGEST = 12


def passed(plans: Sequence[Plan]) -> tuple[str, ...]:
    """A sentence for each limit that one press for all these plans passes: none where it is free."""
    lab = session.lab()
    return lab.budget(session.OWNER).reasons(lab.takes(plans))


def passed_by(jobs: Sequence[Job]) -> tuple[str, ...]:
    """The same for sending these jobs, of one server, once more."""
    lab = session.lab()
    if not jobs or lab.server(jobs[0].server).is_local:
        return ()
    return lab.budget(session.OWNER).reasons([Take(len(jobs), lab.standing(session.OWNER, jobs[0].server))])


def paid_button(
    label: str,
    credits_: int,
    reasons: Sequence[str],
    *,
    key: str,
    press: Callable[[int], None],
    place: str,
    kind: Literal["primary", "secondary", "tertiary"] = "primary",
    icon: str | None = None,
    help_text: str | None = None,
    shortcut: str | None = None,
) -> None:
    """Draw it; `press` gets the credits that were typed, 0 where none had to be.

    `reasons`: the limits it passes. `kind`: a primary button stretches, and makes room for the field at its place; the
    others open it. `place`: where it is said that something else was typed.
    """
    main = kind == "primary"
    if not reasons:
        st.button(
            label,
            key=key,
            type=kind,
            icon=icon,
            width="stretch" if main else "content",
            help=help_text,
            shortcut=shortcut,
            on_click=press,
            args=(0,),
        )
    elif main:
        _typed_first(label, credits_, reasons, key, press, place)
    else:
        with st.popover(label, type=kind, icon=icon, help=help_text):
            _typed_first(label, credits_, reasons, key, press, place)


def _typed_first(
    label: str, credits_: int, reasons: Sequence[str], key: str, press: Callable[[int], None], place: str
) -> None:
    st.warning(" ".join(reasons))
    field = f"{key}_typed_{credits_}"  # another price is another field: what was typed for the old one is gone
    with st.form(f"{key}_form", border=False):
        st.text_input(
            f"Type {credits_} to spend {counted(credits_)}",
            key=field,
            max_chars=_LONGEST,
            autocomplete="off",
        )
        st.form_submit_button(
            label, key=key, width="stretch", on_click=_press_typed, args=(press, credits_, field, place)
        )


def _press_typed(press: Callable[[int], None], credits_: int, field: str, place: str) -> None:
    typed = str(st.session_state.get(field, "")).strip()
    if typed == str(credits_):
        press(credits_)
        return
    session.say("warning", f"Nothing was sent. Type {credits_}, the number of credits, to spend them.", place)
    st.rerun()  # the whole page: `place` may stand outside the fragment
