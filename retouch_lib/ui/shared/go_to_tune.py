"""The way to Tune, on a page that has nothing to show yet."""

from __future__ import annotations

import streamlit as st

from retouch_lib.ui.server.top_level import TUNE


def go_to_tune() -> None:
    """Draw it."""
    st.page_link(TUNE, label="Go to Tune", icon=":material/tune:")
