"""A sentence on a card."""

from __future__ import annotations

import streamlit as st

from retouch_lib.ui.shared.text import plain
from retouch_lib.words.text import beginning

_LONGEST = 64


def say(remark: str) -> None:
    """All cards are of one height: of a long remark the beginning, which opens the whole."""
    if len(remark) <= _LONGEST:
        st.caption(plain(remark))
        return
    with st.popover(plain(beginning(remark, _LONGEST)), type="tertiary"):
        st.caption(plain(remark))
