"""What clients said of single photos on their pick pages, where these photos are judged."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from retouch_lib.store.client_pages import PhotoComment
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.words.times import ago

_MOST = 5
"""Comments on a photo, the newest; all of them stand in the dialog of answers."""


def client_comments(photo: str) -> None:
    """Draw those on that photo (SHA-256), the newest first; nothing where there is none."""
    if said := lab().store.client_comments(owner(), [photo]):
        with st.container(gap=None):
            for one in said[:_MOST]:
                st.markdown(f":material/chat: {plain(_in_words(one))}")


def commented_photos(names: Mapping[str, str]) -> None:
    """A list of those of these photos (SHA-256 → name) that clients said something of; nothing where there is none."""
    said: dict[str, list[PhotoComment]] = {}
    for one in lab().store.client_comments(owner(), names):
        said.setdefault(one.photo, []).append(one)
    if said:
        with st.expander(f"Clients’ comments on {counted(len(said), 'photo')}", icon=":material/chat:"):
            for photo in [photo for photo in names if photo in said]:
                for one in said[photo][:_MOST]:
                    st.markdown(f"**{plain(names[photo])}** {plain(_in_words(one))}")


def _in_words(one: PhotoComment) -> str:
    """ "“Less skin” · Anna, 2 h ago, on “Spring”" """
    return f"“{one.comment}” · {one.sender or 'Somebody'}, {ago(lab().clock() - one.answered_at)}, on “{one.title}”"
