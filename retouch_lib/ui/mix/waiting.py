"""What was asked for on this page and is still being rendered; the page is drawn anew when it is there."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.store.records import Job, JobState
from retouch_lib.ui import session
from retouch_lib.ui.runs import moves
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.escaped import progress
from retouch_lib.ui.shared.job_words import done_share, state_in_words
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.plan import Plan

_TICK_SECONDS = 1.0


def job_of(plan: Plan) -> Job | None:
    """The job that answers a plan for one picture, done or under way."""
    return plan.items[0].job


def jobs_of(plan: Plan) -> list[Job | None]:
    """The same of a plan for several pictures."""
    return [item.job for item in plan.items]


def is_done(job: Job) -> bool:
    """Whether its result is there."""
    return job.state is JobState.DONE


def waiting(jobs: Sequence[Job | None], what: str) -> None:
    """Draw how far those are that go on by themselves; it ticks, and ends with a drawing of the whole page."""
    moving = [job.id for job in jobs if job is not None and moves(job)]
    if moving:
        st.fragment(lambda: _tick(moving, what), run_every=_TICK_SECONDS, key=session.MIX_WAITING)()


def _tick(job_ids: Sequence[str], what: str) -> None:
    jobs = [job for job in (lab().store.job(owner(), job_id) for job_id in job_ids) if job is not None]
    if not all(moves(job) for job in jobs) and not session.asking():
        st.rerun()
    for job in jobs:
        photo = lab().store.photo(owner(), job.photo)
        st.caption(plain(f"{what}: {state_in_words(job)}"))
        progress(done_share(job, photo.bytes if photo else 0))
