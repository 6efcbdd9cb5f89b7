"""Before a batch begins, or goes on: its price, what it takes, what would be paid for nothing, and the presses."""

from __future__ import annotations

import streamlit as st

from retouch_lib.store.batches import Batch, BatchState, BatchTally, ItemState
from retouch_lib.ui import session
from retouch_lib.ui.batch import presses
from retouch_lib.ui.batch.words import press_in_words, price_in_words
from retouch_lib.ui.session import lab
from retouch_lib.ui.shared.paid_press import Offer, Offers, paid_button
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.work.batch_files import small_faces_in_words
from retouch_lib.work.batch_forecast import forecast_in_words
from retouch_lib.work.batches import Price

_TEST = 10
"""Photos in a test, unless another number is chosen."""


def asked(batch: Batch) -> None:
    """Draw it."""
    tally, price = lab().store.batch_tally(batch), lab().batches.price(batch)
    if not tally.items.get(ItemState.WAITING):
        st.info(plain(_nothing_in_words(batch, tally)))
        return
    local = lab().server(batch.server).is_local
    st.markdown(plain(price_in_words(tally, price, local=local)))
    if told := forecast_in_words(lab().batches.forecast(batch, price)):
        st.caption(plain(told))
    _small_faces(batch, tally)
    _presses(batch, tally, price)


def _nothing_in_words(batch: Batch, tally: BatchTally) -> str:
    if not tally.count:
        return "There is no photo in this folder: JPEG, PNG and HEIC are looked for."
    if tally.settled or batch.begun_at:
        return "Nothing of it waits to be sent."
    return "None of its photos can be sent."


def _small_faces(batch: Batch, tally: BatchTally) -> None:
    left_out = tally.items.get(ItemState.LEFT_OUT, 0)
    if said := small_faces_in_words(tally.small_faces, tally.count, batch.least_face):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":material/flag: {plain(said)}", width="content")
            st.button("Leave them out", key=session.BATCH_LEAVE_OUT, on_click=presses.leave_out, args=(batch,))
    elif left_out:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(f"{counted(left_out, 'photo')} left out.", width="content")
            st.button(
                "Send them after all",
                key=session.BATCH_BACK_IN,
                type="tertiary",
                on_click=presses.take_back_in,
                args=(batch,),
            )


def _presses(batch: Batch, tally: BatchTally, price: Price) -> None:
    what = "Run all" if batch.begun_at is None else "Go on"
    whole = Offer(price.takes, lambda confirmed: presses.go_on(batch, confirmed))
    with st.container(key=session.BATCH_PRESSES, width=420):
        _paid(plain(press_in_words(what, price.credits, price.takes)), whole, batch, price, session.BATCH_RUN)
    if batch.state is BatchState.READY and tally.wanted > 1 and not tally.settled:
        _test(batch, tally, price)


def _paid(label: str, offer: Offer, batch: Batch, price: Price, key: session.Key) -> None:
    """Over a limit its credits are typed first; what was agreed to before goes on as it is."""
    if not lab().batches.limits(batch, price):
        st.button(
            label,
            key=key,
            type="primary",
            icon=":material/play_arrow:",
            width="stretch",
            on_click=offer.press,
            args=(0,),
        )
        return
    paid_button(label, Offers(offer, offer), key=key, place=session.BATCH)


def _test(batch: Batch, tally: BatchTally, price: Price) -> None:
    """The first photos alone; its whole price is agreed to with it."""
    most = min(100, tally.wanted - 1)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        count = st.number_input(
            "A test first: the first photos", 1, most, min(_TEST, most), key=session.batch_test(batch.id), width=200
        )
        if lab().batches.limits(batch, price):
            return  # the whole is beyond a limit: its credits are typed for all of it
        st.button(
            f"Test {counted(int(count or 1), 'photo')}",
            key=session.BATCH_TEST,
            icon=":material/science:",
            on_click=presses.go_on,
            args=(batch, 0, int(count or 1)),
            help="They run, are measured and shown; nothing else is sent before you go on.",
        )
