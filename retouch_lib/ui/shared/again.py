"""Drawing a part of the page anew, after what was pressed in it changed what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

import streamlit as st
from streamlit.errors import StreamlitAPIException

from retouch_lib.ui.session import Key


def draw_again() -> NoReturn:
    """Draw this fragment anew; the whole page where that is what is being drawn: a key may have come with it."""
    try:
        st.rerun(scope="fragment")
    except StreamlitAPIException:
        st.rerun()


def draw_parts(keys: Sequence[Key]) -> None:
    """In a callback: draw these fragments of the page anew, and nothing else.

    Where one of them is on no page that was drawn, as when it was pressed while another page was on its way, the whole
    page is drawn: that is what a callback that returns leads to.
    """
    with suppress(StreamlitAPIException):
        st.rerun(list(keys))
