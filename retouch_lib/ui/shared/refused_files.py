"""Beside the picture: which of the files that were dropped were not added, and why."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.ui import session
from retouch_lib.ui.drop_zone import Rejected
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.words.text import shortened_inside

_MOST_KEPT = 500
_MOST_NAMED = 8
_NAME_LENGTH = 60


def keep_refused(files: Sequence[Rejected]) -> None:
    """Say these until they are hidden, with those that are said already."""
    kept = _refused()
    session.put(session.REFUSED_FILES, (*kept, *files)[-_MOST_KEPT:])


def refused_files() -> None:
    """Draw them, each by its name; of many the last ones."""
    files = _refused()
    if not files:
        return
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":material/error: **Not added: {counted(len(files), 'file')}**", width="content")
            st.button("Hide all", key=session.HIDE_REFUSED, type="tertiary", on_click=_hide)
        for file in files[-_MOST_NAMED:]:
            st.markdown(f"**{plain(shortened_inside(file.name, _NAME_LENGTH))}**: {plain(file.message)}")
        if len(files) > _MOST_NAMED:
            st.caption(f"… and {len(files) - _MOST_NAMED:,} before these.")


def _refused() -> tuple[Rejected, ...]:
    return session.value(session.REFUSED_FILES) or ()


def _hide() -> None:
    session.take(session.REFUSED_FILES)
