"""What needs a look in History: of the rows in sight with their places, and a filter for all of them.

For the filter the results are held against the limits first, a second's worth a drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from retouch_lib.store.records import Job
from retouch_lib.ui import session
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.needs_look import Open, needs_look
from retouch_lib.words.counted import counted
from retouch_lib.work.triaging import JudgedHistory, TriagedResults

SECONDS = 1.0
"""So long a drawing may take over it; after new limits 100,000 results take many drawings."""
_TICK = 0.5
NAME, LOOK = "needs_look", "Needs a look"
"""Of the filter, and as it is called."""


def needing_toggle() -> None:
    st.toggle(
        LOOK,
        key=session.history_filter(NAME),
        help="Only results with a figure beyond a limit of Settings, as far as they are measured.",
    )


def results_of(rows: pd.DataFrame) -> list[Job]:
    """The finished jobs of those rows, each once, called as in the table."""
    ids, presets, photos = (rows[column].to_list() for column in ("job", "preset", "photo_name"))
    called = dict(zip(ids, zip(presets, photos, strict=True), strict=True))
    done = lab().store.results(owner(), list(called))
    return [replace(job, variant=called[job.id][0], photo_name=called[job.id][1]) for job in done]


def needing_here(results: Sequence[Job], found: TriagedResults, open_: Open) -> None:
    """Of the rows in sight those that need a look, which open at 1:1; and the press that leaves all that do."""
    needs_look(results, "history", open_)
    if found.needing and not session.value(session.history_filter(NAME)):
        st.button(
            "Show all that need a look",
            key=session.HISTORY_NEEDING,
            icon=":material/filter_list:",
            type="tertiary",
            on_click=session.put,
            args=(session.history_filter(NAME), True),
        )


def needing() -> str:
    """The digest of the limits that results must be beyond; empty while everything is shown."""
    if not session.value(session.history_filter(NAME)):
        return ""
    held = lab().triages.hold_all(owner(), SECONDS)
    if held.left:
        st.fragment(_goes_on, run_every=_TICK, key=session.HISTORY_HOLDING)(held)
    return held.limits


def _goes_on(held: JudgedHistory) -> None:
    """The page is drawn again until all are held against the limits."""
    st.caption(f"{counted(held.left, 'result')} still to be held against the limits: the rows below are not all yet.")
    if session.take(session.HISTORY_HELD) is held and not session.asking():
        st.rerun()
    session.put(session.HISTORY_HELD, held)
