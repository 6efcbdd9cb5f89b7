"""One archive of everything that is kept: what it will hold, how big it gets, and its button; for the Settings page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.store.records import Job, JobState
from retouch_lib.ui import session
from retouch_lib.ui.server.urls import backup_url
from retouch_lib.words.counted import counted
from retouch_lib.words.sizes import size_in_words
from retouch_lib.work.storage import Usage

_MOST_JOBS = 500
_UNANSWERED = (JobState.QUEUED, JobState.STARTING)
_UNFETCHED = (JobState.WAITING, JobState.DOWNLOADING)


def backup_panel() -> None:
    """Draw what a backup holds, what becomes of jobs under way, and the button that downloads it."""
    lab = session.lab()
    if not lab.people.is_admin(session.owner()):  # an archive holds everybody's
        st.caption("An admin of the lab makes it, or who sits at its computer: `retouch-lab backup`.")
        return
    usage = lab.storage.usage(session.owner())
    st.markdown(contents_in_words(usage))
    for sentence in under_way_in_words(lab.store.jobs(session.owner(), (*_UNANSWERED, *_UNFETCHED), limit=_MOST_JOBS)):
        st.markdown(sentence)
    st.link_button(
        f"Back up · {size_in_words(usage.backup)}",
        backup_url(lab.backup_tickets.issue(session.owner())),
        icon=":material/archive:",
        help="Downloads one ZIP, made while jobs go on. Nothing is stopped or changed.",
    )
    st.caption(
        "To a disk, by hand or by a schedule: `python -m retouch_lib.backup save ARCHIVE`. Back into an empty folder:"
        " `python -m retouch_lib.backup restore ARCHIVE FOLDER`; every byte is checked first."
    )


def contents_in_words(usage: Usage) -> str:
    """ "1 photo, 3 results, and all runs, presets and choices. …", as Markdown."""
    holding = usage.holding
    return (
        f"{counted(holding.photos, 'photo')}, {counted(holding.results, 'result')}, and all runs, presets, history and"
        " choices, in one ZIP. Not in it: your token, which is nowhere on disk; previews, which are made again; the"
        " local engine’s own copies."
    )


def under_way_in_words(jobs: Sequence[Job]) -> list[str]:
    """What a restored lab does about jobs that have not ended now; the local engine's cost nothing."""
    paid = [job for job in jobs if job.server != LOCAL_NAME]
    unanswered = sum(job.state in _UNANSWERED for job in paid)
    unfetched = len(paid) - unanswered
    sentences = []
    if unanswered:
        sentences.append(
            f"**Not sent yet, or without an answer: {counted(unanswered, 'job')}.** In a restored lab that is *unsure*"
            " and waits for your word, because this lab may pay for it meanwhile. Back up again when all have ended."
        )
    if unfetched:
        sentences.append(
            f"**Not fetched yet: {counted(unfetched, 'result')}.** A restored lab fetches them for nothing, as long as"
            " the server has them; a later backup holds them."
        )
    return sentences
