"""Parts of a page that show text from outside as it is, never as Markdown.

Everything else (labels, captions, messages, tooltips) gets such text through `text.plain`; a test looks for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from retouch_lib.ui.shared.text import plain

_AS_WIDE_AS_THERE_IS_ROOM = 10_000
"""Pixels: more than any window has. Only a table whose width is a number can be scrolled sideways by the keyboard."""


def table(columns: Mapping[str, Sequence[str]]) -> None:
    """A small table with its heads; it scrolls sideways where its columns find no room."""
    escaped = {plain(head): [plain(cell) for cell in cells] for head, cells in columns.items()}
    st.table(escaped, border="horizontal", width=_AS_WIDE_AS_THERE_IS_ROOM, hide_index=True)


def progress(share: float, text: str = "") -> None:
    """A bar, 0–1, with a line of text above it, if any."""
    st.progress(share, text=plain(text) or None)
