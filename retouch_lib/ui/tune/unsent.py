"""Under the strip: the jobs of a run that were not sent because the limit was reached, tried again in one press."""

from __future__ import annotations

from functools import partial

import streamlit as st

from retouch_lib.errors import LimitReached, RetouchError
from retouch_lib.store.records import Job, JobState, Run
from retouch_lib.ui import session, workspace
from retouch_lib.ui.shared.paid_press import for_jobs, paid_button
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted

_PLACE = "unsent"


def unsent_bar(run: Run) -> None:
    """Draw it where there are two or more; a single one has its button on its card."""
    session.show_sayings(_PLACE)
    jobs = unsent(run)
    if len(jobs) < 2 or not workspace.is_set(run.server):
        return
    free = session.lab().server(run.server).is_local
    price = "free" if free else counted(len(jobs), "credit")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"{len(jobs)} of this run were not sent.", width="content")
        paid_button(
            f"Try the {len(jobs)} again · {price}",
            for_jobs(jobs, partial(_press, run.id, {job.id for job in jobs})),
            key=session.RETRY_UNSENT,
            place=_PLACE,
            kind="secondary",
            help_text="All photos and variants of this run that were not sent.",
        )


def unsent(run: Run) -> list[Job]:
    """Each once, in the run's order."""
    jobs = {item.job.id: item.job for item in run.items}
    return [job for job in jobs.values() if job.state is JobState.REFUSED and job.error == LimitReached.__name__]


def _press(run_id: str, seen: set[str], sent: tuple[Job, ...], confirmed: int) -> None:
    _retry(run_id, seen, {job.id for job in sent}, confirmed)
    st.rerun()  # the whole page: the strip's timer and the plan may have to start


def _retry(run_id: str, seen: set[str], sent: set[str], confirmed: int) -> None:
    """Try again; nothing is sent if more of the run were refused since the price was shown."""
    lab = session.lab()
    if not {job.id for job in lab.store.not_sent(session.owner(), run_id)} <= seen:
        session.say("warning", "More of this run was not sent meanwhile. Nothing was sent now; look again.", _PLACE)
        return
    try:
        lab.jobs.retry_unsent(session.owner(), run_id, confirmed=confirmed, among=sent)
    except RetouchError as error:
        session.say("error", plain(str(error)), _PLACE)
