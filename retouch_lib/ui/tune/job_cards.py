"""The strip under the viewer: one card per job, with what it does, how long, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

import streamlit as st

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.errors import RetouchError
from retouch_lib.jobs.life import expiry
from retouch_lib.owners import Owner
from retouch_lib.store.records import Job, JobState, Mix, Photo, Pick, RunItem
from retouch_lib.ui import runs, session, workspace
from retouch_lib.ui.shared.escaped import progress
from retouch_lib.ui.shared.job_words import done_share, state_in_words, times_in_words
from retouch_lib.ui.shared.paid_press import for_jobs, paid_button
from retouch_lib.ui.shared.pick_buttons import pick_buttons
from retouch_lib.ui.shared.save_buttons import save_buttons
from retouch_lib.ui.shared.shots import trouble
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.tune.card_picture import card_picture
from retouch_lib.ui.tune.remark import say
from retouch_lib.ui.tune.unsure import fetch_by_id, inference_of, told_in_words
from retouch_lib.words.times import clock_time
from retouch_lib.work.amounts import called

_Action = Callable[[Owner, str], object]
_PaidAction = Callable[..., object]
"""Takes `confirmed` too: the credits that were typed."""
_CARD_WIDTH = 150
_FEWEST_COLUMNS, _MOST_COLUMNS = 2, 4
_TRY_AGAIN = {JobState.FAILED, JobState.EXPIRED, JobState.REFUSED, JobState.CANCELLED, JobState.DROPPED}
_SENT = {JobState.WAITING, JobState.DOWNLOADING}


def job_cards(
    photo: Photo,
    items: Sequence[RunItem],
    left: Mapping[str, float],
    picks: Mapping[str, Pick],
    amounts: Mapping[str, Mix],
) -> None:
    """Draw the cards of one photo's jobs, side by side.

    `left`: seconds still to go, by job, where they can be told; `picks`: how results are judged, `amounts`: how much of
    them is kept, by job.
    """
    columns = min(_MOST_COLUMNS, max(_FEWEST_COLUMNS, len(items)))
    with st.grid(columns, min_column_width=_CARD_WIDTH, gap="small", key=session.JOB_CARDS):
        for item in items:
            with st.container(border=True, gap="xsmall", key=session.job_card(item.position)):
                card_picture(item, amounts.get(item.job.id))
                _card(photo, item, left.get(item.job.id), amounts)
                if item.job.state in (JobState.DONE, JobState.SWEPT):
                    pick_buttons(item.job, picks.get(item.job.id))


def _card(photo: Photo, item: RunItem, left: float | None, amounts: Mapping[str, Mix]) -> None:
    job = item.job
    state = state_in_words(job, item.share)
    if job.state is JobState.DONE:
        st.markdown(f"**{plain(called(item.variant, amounts.get(job.id)))}** · {plain(state)} · {times_in_words(job)}")
    elif job.ended:
        colour = "gray" if job.state is JobState.SWEPT else "red"
        st.markdown(f"**{plain(item.variant)}** · :{colour}[{plain(state)}]")
    else:
        st.markdown(f"**{plain(item.variant)}** · {times_in_words(job, left)}")
        progress(done_share(job, job.sent_bytes or photo.bytes), state)
    if remark := _remark(job):
        say(remark)
    with st.container(horizontal=True, gap="small"):
        _actions(photo, job, amounts)


def _remark(job: Job) -> str:
    """What is said on the card itself; what the server remarks on a finished one stands once below all cards."""
    if job.state in _SENT and job.server != LOCAL_NAME and not job.note:
        return f"The server keeps it until {clock_time(expiry(job))}."
    if told := inference_of(job):
        return told_in_words(told)
    if job.state is not JobState.DONE:
        return job.note or job.reason
    return trouble(job)


def _actions(photo: Photo, job: Job, amounts: Mapping[str, Mix]) -> None:
    jobs = session.lab().jobs
    if job.state is JobState.DONE:
        save_buttons(photo, [job], amounts, quiet=True)
        if job.provisional:
            _fetch_again(job, expiry(job))
    elif job.state is JobState.UNSURE:
        resend = partial(jobs.resend, attempts=job.attempts)
        fetch_by_id(job)
        _paid_button("Send again", job, resend, "If the first one arrived after all, this pays a second time.")
        _button("Leave it", job, jobs.drop)
    elif job.state is JobState.QUEUED:
        _button("Cancel", job, jobs.cancel)
    elif job.state is JobState.SWEPT:
        if job.remote_id is not None and job.expires_at is not None and job.expires_at > session.lab().clock():
            _fetch_again(job, job.expires_at)
        _paid_button("Run again", job, jobs.retry)
    elif job.state in _TRY_AGAIN:
        if job.state is JobState.EXPIRED and job.remote_id is not None:
            _button("Ask again", job, jobs.ask_again, help_text="Asks the server for this job once more, for nothing.")
        _paid_button("Try again", job, jobs.retry)
    elif job.state in _SENT and job.server != LOCAL_NAME:
        with st.popover("Stop watching", type="tertiary"):
            st.write("Stop watching? The credit is already spent; the result will still be kept.")
            _button("Stop watching", job, lambda _owner, job_id: runs.unwatch(job_id), name="unwatch")


def _fetch_again(job: Job, expires: datetime) -> None:
    until = f"The server keeps it until {clock_time(expires)}; fetching it again costs nothing."
    _button("Fetch again", job, session.lab().jobs.fetch_again, help_text=until)


def _paid_button(label: str, job: Job, action: _PaidAction, help_text: str | None = None) -> None:
    """A button that sends, with its price where there is one."""
    if job.server == LOCAL_NAME:
        _button(label, job, action, help_text=help_text)
        return
    if unset := workspace.unset_in_words(job.server):
        st.button(label, key=session.job_button(label, job.id), type="tertiary", disabled=True, help=plain(unset))
        return
    paid_button(
        f"{label} · 1 credit",
        for_jobs([job], lambda _jobs, confirmed: _act(partial(action, confirmed=confirmed), job.id)),
        key=session.job_button(label, job.id),
        place=session.PAGE,
        kind="tertiary",
        help_text=help_text,
    )


def _button(label: str, job: Job, action: _Action, *, help_text: str | None = None, name: str = "") -> None:
    st.button(
        label,
        key=session.job_button(name or label, job.id),
        help=help_text,
        type="tertiary",
        on_click=_act,
        args=(action, job.id),
    )


def _act(action: _Action, job_id: str) -> None:
    try:
        action(session.owner(), job_id)
    except RetouchError as error:
        session.say("error", plain(str(error)))
    except KeyError:
        session.say("warning", "This job was deleted meanwhile, in another tab. Nothing was sent.")
    st.rerun()  # the whole page: the strip's timer and the plan may have to start or stop
