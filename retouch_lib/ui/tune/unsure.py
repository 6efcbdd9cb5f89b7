"""A start without an answer: what the balances tell of its credit, and the way to a result by the server's id."""

from __future__ import annotations

import streamlit as st

from retouch_lib.cloud.replies import is_id
from retouch_lib.errors import RetouchError
from retouch_lib.store.records import Job, JobState
from retouch_lib.ui import session
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.work.history import Inference

_LONGEST_ID = 200


def inference_of(job: Job) -> Inference | None:
    """What the balances tell of an unsure job; None of every other one, and where they don't tell."""
    if job.state is not JobState.UNSURE:
        return None
    return session.lab().history(session.owner()).inference(job)


def told_in_words(told: Inference) -> str:
    """ "3 credits gone, 2 results: paid. …" """
    figures = f"{counted(told.gone, 'credit')} gone, {counted(told.sure, 'result')}"
    these = "" if len(told.jobs) == 1 else f", these {len(told.jobs)} each"
    if told.charged:
        return f"{figures}: paid{these}. The server has taken it; sending it again is paid once more."
    return f"{figures}: not paid{these}. Sending it again is paid for the first time."


def fetch_by_id(job: Job) -> None:
    """Draw the field for the server's id of a job whose start was not answered."""
    with st.popover("Fetch by its id", type="tertiary"), st.form(session.by_id_form(job.id), border=False):
        st.caption("With the server’s id of the job (Retouch4me’s support may know it) its result is fetched; free.")
        field = session.by_id_field(job.id)
        st.text_input("Server’s id", value=job.remote_id or "", key=field, max_chars=_LONGEST_ID, autocomplete="off")
        st.form_submit_button(
            "Fetch it", key=session.job_button("Fetch by id", job.id), on_click=_fetch, args=(job.id, field)
        )


def _fetch(job_id: str, field: Key) -> None:
    remote_id = session.text(field).strip()
    if not is_id(remote_id):
        session.say("warning", "That can’t be a server’s id. Nothing was changed.")
    else:
        try:
            session.lab().jobs.fetch_by_id(session.owner(), job_id, remote_id)
        except RetouchError as error:
            session.say("error", plain(str(error)))
        except KeyError:
            session.say("warning", "This job was deleted meanwhile, in another tab. Nothing was changed.")
    st.rerun()  # the whole page: the strip's timer has to start
