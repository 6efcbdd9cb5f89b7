"""Settings: whether single keys work."""

from __future__ import annotations

import streamlit as st

from retouch_lib.ui import keys, preferences, session


def keyboard_section() -> None:
    """Draw the switch, with what works without it."""
    session.put(session.SINGLE_KEYS, preferences.single_keys())
    st.toggle("Single keys", key=session.SINGLE_KEYS, on_change=_switch)
    st.caption("P picks, F fits, and so on: the question mark at the pictures, or the key ?, shows all of them.")
    st.caption(keys.SINGLE_KEYS_OFF)


def _switch() -> None:
    preferences.keep_single_keys(bool(session.value(session.SINGLE_KEYS)))
