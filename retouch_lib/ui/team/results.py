"""The results of a colleague's run on one photo: what each is, how it was judged, and a way to save it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.errors import NotAllowed, RetouchError
from retouch_lib.store.records import Job, JobState, Pick, Verdict
from retouch_lib.ui import session
from retouch_lib.ui.server.urls import result_url
from retouch_lib.ui.session import Key, lab
from retouch_lib.ui.shared.job_words import state_in_words
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.picks import LONGEST_NOTE, Judgement
from retouch_lib.work.sharing import OpenedRun

_MARKS = {Verdict.PICKED: "✓ picked", Verdict.REJECTED: "✗ rejected", Verdict.NONE: ""}


def results(opened: OpenedRun, jobs: Sequence[Job], place: str) -> None:
    """Draw a row for each; buttons that judge where the run is shared to write."""
    picks = lab().picks.of_photos(opened.access.owner, {job.photo for job in jobs})
    for job in jobs:
        pick = picks.get(job.id)
        with st.container(border=True, gap="xsmall"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(
                    f"**{plain(job.variant)}** · {plain(state_in_words(job))}{_judged_in_words(pick)}", width="stretch"
                )
                if job.state is JobState.DONE:
                    st.link_button("Save", result_url(job.id), icon=":material/download:", type="tertiary")
            if pick is not None and pick.note:
                st.caption(plain(pick.note))
            if opened.writes and job.state in (JobState.DONE, JobState.SWEPT):
                _judging(opened, job, pick, place)


def _judged_in_words(pick: Pick | None) -> str:
    if pick is None:
        return ""
    words = (_MARKS[pick.verdict], "★" * pick.stars)
    return "".join(f" · {word}" for word in words if word)


def _judging(opened: OpenedRun, job: Job, pick: Pick | None, place: str) -> None:
    verdict = pick.verdict if pick else Verdict.NONE
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _press("Pick", opened, job, Judgement("pick"), place)
        _press("Reject", opened, job, Judgement("reject"), place)
        if verdict is not Verdict.NONE:
            _press("Take back", opened, job, Judgement("clear"), place)
        stars = pick.stars if pick else 0
        key = session.team_stars(job.id, stars)
        session.put(key, stars - 1 if stars else None)
        st.feedback("stars", key=key, on_change=_give_stars, args=(opened, job, key, place))
        with st.popover("Note", type="tertiary"):
            note = session.team_note(job.id)
            st.text_area("Note", value=pick.note if pick else "", max_chars=LONGEST_NOTE, key=note)
            st.button(
                "Save note",
                key=session.team_judge("save note", job.id),
                on_click=_note,
                args=(opened, job, note, place),
            )


def _press(label: str, opened: OpenedRun, job: Job, judgement: Judgement, place: str) -> None:
    key = session.team_judge(label, job.id)
    st.button(label, key=key, type="tertiary", on_click=_judge, args=(opened, job, judgement, place))


def _give_stars(opened: OpenedRun, job: Job, key: Key, place: str) -> None:
    chosen = session.value(key)
    _judge(opened, job, Judgement("stars", 0 if chosen is None else chosen + 1), place)


def _note(opened: OpenedRun, job: Job, key: Key, place: str) -> None:
    _judge(opened, job, Judgement("note", note=session.text(key)[:LONGEST_NOTE]), place)


def _judge(opened: OpenedRun, job: Job, judgement: Judgement, place: str) -> None:
    try:
        lab().sharing.judge(session.owner(), opened.run.id, [job], judgement)
    except (NotAllowed, RetouchError) as error:
        session.say("error", plain(str(error)), place)
