"""What of a batch brought no result, by its reason; each can be tried again."""

from __future__ import annotations

import streamlit as st

from retouch_lib.store.batches import Batch, BatchState, Failure
from retouch_lib.ui import session
from retouch_lib.ui.batch import presses
from retouch_lib.ui.session import lab
from retouch_lib.ui.shared.paid_press import Offer, Offers, paid_button
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.words.text import shortened_inside

_NAME_LENGTH = 40
_MOST = 12
"""Reasons that are shown."""


def failures(batch: Batch) -> None:
    """Draw them; nothing where there is none."""
    found = lab().store.batch_failures(batch.id)
    if not found:
        return
    with st.expander(f"Without a result: {sum(one.count for one in found):,}", expanded=not batch.works):
        for place, one in enumerate(found[:_MOST]):
            _failure(batch, one, place)
        if len(found) > _MOST:
            st.caption(f"{counted(len(found) - _MOST, 'reason')} more.")


def _failure(batch: Batch, failure: Failure, place: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(gap=None, width="stretch"):
            st.markdown(f"**{failure.count:,} ×** {plain(failure.why)}")
            st.caption(plain(_names(failure)))
        if batch.state is not BatchState.STOPPED:
            _again(batch, failure, place)


def _names(failure: Failure) -> str:
    names = [shortened_inside(name, _NAME_LENGTH) for name in failure.names]
    more = failure.count - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more else "")


def _again(batch: Batch, failure: Failure, place: int) -> None:
    takes = lab().batches.takes_again(batch, failure)
    offer = Offer(takes, lambda confirmed: presses.try_again(batch, failure, confirmed))
    price = f" · {counted(offer.credits, 'credit')}" if takes else ""
    paid_button(
        f"Try {'it' if failure.count == 1 else 'these'} again{price}",
        Offers(offer, offer),
        key=session.batch_again(place),
        place=session.BATCH,
        kind="secondary",
    )
