"""The note on a result, or one on several at once."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.store.records import Job
from retouch_lib.ui import session
from retouch_lib.ui.shared.judging import judge_jobs
from retouch_lib.ui.shared.needs_look import named_result
from retouch_lib.words.counted import counted
from retouch_lib.words.text import visible
from retouch_lib.work.picks import LONGEST_NOTE, Judgement


def note_dialog() -> None:
    """Draw it while a note is being written."""
    if jobs := session.noted():
        st.dialog("Note", on_dismiss=session.stop_noting)(_dialog)(jobs)


def _dialog(jobs: Sequence[Job]) -> None:
    if session.value(session.NOTE_TEXT) is None:
        session.put(session.NOTE_TEXT, _note_before(jobs))
    st.caption(named_result(jobs[0]) if len(jobs) == 1 else f"The same note on {counted(len(jobs), 'result')}.")
    with st.form(session.NOTE_FORM, border=False):  # in a form Ctrl + Enter, or ⌘ + Enter, presses its button
        st.text_area(
            "Note",
            key=session.NOTE_TEXT,
            max_chars=LONGEST_NOTE,
            placeholder="What is right, or wrong, with this result",
        )
        help_text = "Ctrl + Enter saves it, too; ⌘ + Enter on a Mac."
        st.form_submit_button(
            "Save note", key=session.NOTE_SAVE, type="primary", help=help_text, on_click=_save, args=(jobs,)
        )


def _note_before(jobs: Sequence[Job]) -> str:
    """What all of them say; nothing where they differ."""
    picks = session.lab().picks.of_photos(session.owner(), {job.photo for job in jobs})
    notes = {picks[job.id].note if job.id in picks else "" for job in jobs}
    return notes.pop() if len(notes) == 1 else ""


def _save(jobs: Sequence[Job]) -> None:
    note = visible(session.text(session.NOTE_TEXT), keep="\n").strip()[:LONGEST_NOTE]
    if judge_jobs(jobs, Judgement("note", note=note)):
        session.stop_noting()
    st.rerun()
