"""The app's own stylesheet, on every page. The only raw HTML that is drawn, and it is a file of ours."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_SHEET = Path(__file__).with_name("app.css")


def sheet() -> None:
    """Hand it to the page; it takes no room there."""
    st.html(_SHEET)
