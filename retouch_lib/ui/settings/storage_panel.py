"""What the data folder holds, what the limits would sweep, and what servers still have; for the Settings page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.jobs.life import expiry
from retouch_lib.media.files import CacheStatus
from retouch_lib.store.records import Job, JobState
from retouch_lib.ui import session
from retouch_lib.ui.shared.escaped import table
from retouch_lib.ui.shared.team import is_admin
from retouch_lib.words.counted import counted
from retouch_lib.words.sizes import size_in_words
from retouch_lib.words.times import clock_time
from retouch_lib.work.storage import Due, Usage

_PLACE = "storage"
_MOST_JOBS = 500
_UNFETCHED = (JobState.WAITING, JobState.DOWNLOADING)


def storage_panel() -> None:
    """Draw folder, sizes, deadlines, and the buttons that sweep and empty."""
    lab = session.lab()
    usage, due = lab.storage.usage(session.owner()), lab.storage.due(session.owner())
    if usage.cache is None:
        st.caption("Photos, results and databases lie in this folder. The token is never written there.")
    else:
        _store(usage.cache)
    st.code(str(lab.storage.folder), language=None)
    table(_sizes(usage))
    st.caption(f"{size_in_words(usage.free)} free on this disk.")
    for sentence in (*_deadlines(usage, _unfetched()), *_due_in_words(due)):
        st.markdown(sentence)
    session.show_sayings(_PLACE)
    with st.container(horizontal=True, gap="small"):
        st.button(
            f"Sweep now · {size_in_words(due.bytes)}" if due.count else "Sweep now",
            key=session.STORAGE_SWEEP,
            icon=":material/mop:",
            disabled=not due.count,
            help="Removes what is past the limits, as it happens by itself every hour. Jobs and their figures stay.",
            on_click=_sweep,
        )
        st.button(
            "Empty previews",
            key=session.STORAGE_PREVIEWS,
            icon=":material/hide_image:",
            disabled=not usage.previews or not is_admin(),
            help="Removes the smaller pictures; they are made again when they are needed.",
            on_click=_empty,
        )


def _store(cache: CacheStatus) -> None:
    """Where the files are that several computers share, and how full their copies' place is."""
    st.caption("Photos and results lie in this store, for all computers of the team.")
    st.code(cache.place, language=None)
    st.caption(
        f"{size_in_words(cache.bytes)} of {size_in_words(cache.most)} for copies of those used lately are taken, in"
        " this folder, where previews are too. The token is never written there."
    )


def _sizes(usage: Usage) -> dict[str, list[str]]:
    holding = usage.holding
    rows = (
        ("Photos", f"{holding.photos:,}", holding.photo_bytes),
        ("Results", f"{holding.results:,}", holding.result_bytes),
        ("Previews", "", usage.previews),
        ("Databases", "", usage.databases),
        ("Local engine’s copies, for 24 hours", "", usage.engine),
    )
    return {
        "Kind": [kind for kind, _, _ in rows],
        "Number": [number for _, number, _ in rows],
        "Size": [size_in_words(size) for _, _, size in rows],
    }


def _unfetched() -> Sequence[Job]:
    """Jobs that a server has and whose result is not here yet; the local engine's cost nothing."""
    jobs = session.lab().store.jobs(session.owner(), _UNFETCHED, limit=_MOST_JOBS)
    return [job for job in jobs if job.server != LOCAL_NAME]


def _deadlines(usage: Usage, unfetched: Sequence[Job]) -> list[str]:
    sentences = []
    if unfetched:
        first = min(map(expiry, unfetched))
        sentences.append(
            f"**Not fetched yet: {counted(len(unfetched), 'result')}.** The servers keep them until"
            f" {clock_time(first)} at least; they are fetched by themselves while Retouch Lab runs."
        )
    holding = usage.holding
    if holding.on_servers and holding.on_servers_until:
        sentences.append(
            f"The servers still have the results of {counted(holding.on_servers, 'job')}, the last until"
            f" {clock_time(holding.on_servers_until)}: one that was swept can be fetched again for nothing until then."
        )
    return sentences


def _due_in_words(due: Due) -> list[str]:
    choices = session.lab().choices(session.owner())
    if not choices.keep_days and not choices.keep_gb:
        return ["Results are kept for ever: no limit is set."]
    parts = []
    if due.too_old:
        parts.append(f"{counted(len(due.too_old), 'result')} not used for {counted(choices.keep_days, 'day')}")
    if due.too_much:
        parts.append(f"{counted(len(due.too_much), 'result')} beyond {choices.keep_gb:g} GB, the longest unused")
    swept = " and ".join(parts)
    if not swept and not due.over:
        return ["Nothing is past the limits."]
    sentences = [f"Past the limits: {swept} ({size_in_words(due.bytes)})."] if swept else []
    if due.over:
        sentences.append(
            f"Results stay {size_in_words(due.over)} over the limit: what was fetched or used within the last 24 hours,"
            " or belongs to the latest run or one under way, is never swept."
        )
    return sentences


def _sweep() -> None:
    swept = session.lab().storage.sweep(session.owner())
    session.say("success", f"{counted(swept.count, 'result')} swept, {size_in_words(swept.bytes)} freed.", _PLACE)


def _empty() -> None:
    freed = session.lab().storage.empty_previews()
    session.say("success", f"Previews emptied, {size_in_words(freed)} freed.", _PLACE)
