"""That there are more results than are surveyed, and the press that shows them: a small run hides nothing unseen."""

from __future__ import annotations

import streamlit as st

from retouch_lib.store.records import JobState
from retouch_lib.ui import runs, session
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.survey.scope import EVERYTHING, RUN, Scope, photos_around, result_count
from retouch_lib.words.counted import counted


def others(shown: Scope) -> None:
    """Draw it; nothing where the run has all that there is."""
    run = runs.shown()
    if run is None:
        return
    mine = len({(item.job.photo, item.job.fingerprint) for item in run.items if item.job.state is JobState.DONE})
    if shown.id == run.id:
        total = result_count(photos_around(run))
        if total > mine:
            words = f"the {counted(mine, 'result')} of this run" if mine else "this run, which has no result yet"
            _line(f"Shown: {words}.", f"Show all {counted(total, 'result')}{_of(run.project)}", EVERYTHING)
    elif len(shown.items) > mine:
        words = f"Shown: all {counted(len(shown.items), 'result')} of {counted(len(shown.photos), 'photo')}"
        _line(f"{words}{_in(run.project)}.", "Show only this run", RUN)


def _of(project: str) -> str:
    return f" of “{project}”" if project else ""


def _in(project: str) -> str:
    return f" in “{project}”" if project else ""


def _line(words: str, label: str, which: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(plain(words), width="content")
        st.button(
            plain(label),
            key=session.SURVEY_WIDEN,
            type="tertiary",
            icon=":material/filter_none:",
            on_click=session.put,
            args=(session.SURVEY_WHICH, which),
        )
