"""One batch: a fragment that ticks while it works; in each state what is known, and what may be pressed."""

from __future__ import annotations

import streamlit as st

from retouch_lib.store.batches import SENDING, Batch, BatchState, ItemState
from retouch_lib.ui import session
from retouch_lib.ui.batch import presses
from retouch_lib.ui.batch.asked import asked
from retouch_lib.ui.batch.failures import failures
from retouch_lib.ui.batch.outcome import outcome
from retouch_lib.ui.batch.words import (
    listed,
    looks_in_words,
    named,
    outcome_in_words,
    progress_in_words,
    share,
    state_in_words,
)
from retouch_lib.ui.notice import notice
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.escaped import progress as progress_bar
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted

_TICK_SECONDS = 1.0
_MOST_LISTED = 30
_RESTS = frozenset({BatchState.TESTED, BatchState.PAUSED, BatchState.STOPPED, BatchState.DONE})


def shown() -> Batch | None:
    """The batch that is looked at: the one chosen, else one that works."""
    chosen = session.value(session.BATCH_SHOWN)
    if chosen is None:
        batches = lab().store.batches(owner(), _MOST_LISTED)
        return next((batch for batch in batches if batch.works), None)
    return lab().store.batch(owner(), chosen) if chosen else None


def choice(now: Batch | None) -> None:
    """Draw which batch is looked at; nothing where there is none yet."""
    batches = {batch.id: batch for batch in lab().store.batches(owner(), _MOST_LISTED)}
    if not batches:
        return
    if now is not None:
        batches.setdefault(now.id, now)
    session.put(session.BATCH_CHOICE, now.id if now else "")
    st.selectbox(
        "Batch",
        ["", *batches],
        key=session.BATCH_CHOICE,
        format_func=lambda batch_id: plain(listed(batches[batch_id])) if batch_id in batches else "A new batch",
        on_change=_choose,
        width=480,
    )


def _choose() -> None:
    presses.show(str(session.value(session.BATCH_CHOICE) or ""))


def sheet(batch: Batch) -> None:
    """Draw it."""

    def draw() -> None:
        now = lab().store.batch(owner(), batch.id)
        if now is None or now.state is not batch.state:
            if now is not None and now.state in _RESTS:
                session.say("toast", plain(f"{named(now)}: {state_in_words(now)}"))
            st.rerun()  # the whole page: the timer starts or stops, and the list says how it is
        _sheet(now)

    st.fragment(draw, run_every=_TICK_SECONDS if batch.works else None, key=session.BATCH)()
    notice(batch.id, f"{named(batch)}: {state_in_words(batch)}", works=batch.works, key=session.BATCH_NOTICE)


def _sheet(batch: Batch) -> None:
    session.show_sayings(session.BATCH)
    st.markdown(f"**{plain(named(batch))}** · {plain(looks_in_words(batch))} · {plain(_server_of(batch))}")
    if batch.note:
        st.warning(plain(batch.note))
    if batch.state is BatchState.LOOKING:
        _looking(batch)
        return
    if batch.state in SENDING or (batch.state is BatchState.PAUSED and batch.begun_at):
        _moving(batch)
    if batch.state in (BatchState.READY, BatchState.TESTED) or (batch.state is BatchState.PAUSED and batch.begun_at):
        asked(batch)
    if batch.state in _RESTS and batch.begun_at:
        st.markdown(plain(outcome_in_words(lab().store.batch_tally(batch))))
        outcome(batch)
    failures(batch)
    if batch.state in (BatchState.READY, BatchState.TESTED, BatchState.PAUSED):
        _stop_button(batch)
    if batch.state in (BatchState.PAUSED, BatchState.DONE):
        _look_again(batch)


def _look_again(batch: Batch) -> None:
    """What is new in a folder, and what could not be read."""
    if batch.source or batch.begun_at is None:
        st.button(
            "Look again",
            key=session.BATCH_AGAIN,
            icon=":material/refresh:",
            on_click=presses.look_again,
            args=(batch,),
            help="What is new in the folder is added; nothing is sent before you say so.",
        )


def _looking(batch: Batch) -> None:
    tally = lab().store.batch_tally(batch)
    looked = tally.count - tally.items.get(ItemState.LISTED, 0)
    progress_bar(
        looked / max(1, tally.count), f"Looking at the photos: {looked:,} of {tally.count:,}. Nothing is sent."
    )
    _stop_button(batch)


def _moving(batch: Batch) -> None:
    progress = lab().batches.progress(batch)
    progress_bar(share(progress), progress_in_words(progress))
    if batch.state is BatchState.PAUSED:
        return
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Pause",
            key=session.BATCH_PAUSE,
            icon=":material/pause:",
            on_click=presses.pause,
            args=(batch,),
            help="Nothing more is handed out; what was handed out comes.",
        )
        _stop_button(batch)
    waiting = progress.tally.items.get(ItemState.WAITING, 0)
    st.caption(
        f"{counted(progress.under_way, 'job')} under way, {counted(waiting, 'photo')} not handed out yet. You may "
        "close this tab. What you run on Tune goes first."
    )


def _stop_button(batch: Batch) -> None:
    with st.popover("Stop…", type="tertiary", icon=":material/stop_circle:"):
        st.caption("For good: nothing more is sent. What was paid for is kept, and is not paid again.")
        st.button("Stop this batch", key=session.BATCH_STOP, on_click=presses.stop, args=(batch,))


def _server_of(batch: Batch) -> str:
    labels = {server.name: server.label for server in lab().servers()}
    return labels.get(batch.server, batch.server)
