"""Which sweep the page shows: strengths of layers that are there, for nothing, or any setting, for a price."""

from __future__ import annotations

import streamlit as st

from retouch_lib.store.records import Photo
from retouch_lib.ui import session
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.sweep.asked import is_news, leave_address

LAYERS, ANY_SETTING = "From layers, free", "Any setting"


def kind(photo: Photo) -> str:
    """Draw the choice: at first layers where the photo has some, unless the address says what is swept."""
    if is_news():
        session.put(session.SWEEP_KIND, ANY_SETTING)
    elif session.value(session.SWEEP_KIND) is None:
        has_layers = bool(lab().mixes.results(owner(), photo.sha256, 1))
        session.put(session.SWEEP_KIND, LAYERS if has_layers else ANY_SETTING)
    chosen = st.segmented_control(
        "What is swept",
        (LAYERS, ANY_SETTING),
        required=True,
        key=session.SWEEP_KIND,
        label_visibility="collapsed",
        persist_state="session",
    )
    if chosen != ANY_SETTING:
        leave_address()
    return str(chosen or LAYERS)
