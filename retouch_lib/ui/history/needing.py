"""History's filter for what needs a look: the results are held against the limits first, a second's worth a drawing."""

from __future__ import annotations

import streamlit as st

from retouch_lib.ui import session
from retouch_lib.ui.session import OWNER, lab
from retouch_lib.words.counted import counted
from retouch_lib.work.triaging import JudgedHistory

SECONDS = 1.0
"""So long a drawing may take over it; after new limits 100,000 results take many drawings."""
_TICK = 0.5
NAME = "needs_look"


def needing_toggle() -> None:
    st.toggle(
        "Needs a look",
        key=session.history_filter(NAME),
        help="Only results with a figure beyond a limit of Settings, as far as they are measured.",
    )


def needing() -> str:
    """The digest of the limits that results must be beyond; empty while everything is shown."""
    if not session.value(session.history_filter(NAME)):
        return ""
    held = lab().triages.hold_all(OWNER, SECONDS)
    if held.left:
        st.fragment(_goes_on, run_every=_TICK, key=session.HISTORY_HOLDING)(held)
    return held.limits


def _goes_on(held: JudgedHistory) -> None:
    """The page is drawn again until all are held against the limits."""
    st.caption(f"{counted(held.left, 'result')} still to be held against the limits: the rows below are not all yet.")
    if session.take(session.HISTORY_HELD) is held and not session.asking():
        st.rerun()
    session.put(session.HISTORY_HELD, held)
