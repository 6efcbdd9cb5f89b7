"""Drawing a part of the page anew, after what was pressed in it changed what it shows."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st
from streamlit.errors import StreamlitAPIException


def draw_again() -> NoReturn:
    """Draw this fragment anew; the whole page where that is what is being drawn: a key may have come with it."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()
