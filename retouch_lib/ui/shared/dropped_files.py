"""Beside the picture: which of the files that were dropped were not added, and why; and which the lab knows.

What is no photo in a dropped folder is no mistake: it is counted, not listed.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.ui import session
from retouch_lib.ui.drop_zone import Answer, LeftOut, Rejected, Uploaded
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.words.text import shortened_inside

_MOST_KEPT = 500
_MOST_NAMED = 8
_NAME_LENGTH = 60


def keep_dropped(answers: Sequence[Answer]) -> None:
    """Say what is to be said of these until it is hidden, with what is said already."""
    refused = [(one.name, one.message) for one in answers if isinstance(one, Rejected)]
    known = [(one.name, _known(one)) for one in answers if isinstance(one, Uploaded) and one.said]
    left_out = [(one.name, one.message) for one in answers if isinstance(one, LeftOut)]
    told_of = {session.REFUSED_FILES: refused, session.KNOWN_FILES: known, session.LEFT_OUT: left_out}
    for key, told in told_of.items():
        session.put(key, (*_kept(key), *told)[-_MOST_KEPT:])


def dropped_files() -> None:
    """Draw them, each by its name; of many the last ones."""
    _draw(session.REFUSED_FILES, "error", f"Not added: {_files(session.REFUSED_FILES)}", session.HIDE_REFUSED)
    _draw(session.KNOWN_FILES, "info", f"Results of this lab: {_files(session.KNOWN_FILES)}", session.HIDE_KNOWN)
    _draw(session.LEFT_OUT, "folder", "Not all in the folders was added", session.HIDE_LEFT_OUT)


def _known(file: Uploaded) -> str:
    """A result that comes back is seldom meant to be retouched once more: `add_photos` leaves it out of the run."""
    return f"{file.said} It is on the list, not in the run." if file.sha256 else file.said


def _draw(key: Key, icon: str, head: str, hide: Key) -> None:
    files = _kept(key)
    if not files:
        return
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":material/{icon}: **{plain(head)}**", width="content")
            st.button("Hide all", key=hide, type="tertiary", on_click=session.take, args=(key,))
        for name, words in files[-_MOST_NAMED:]:
            st.markdown(f"**{plain(shortened_inside(name, _NAME_LENGTH))}**: {plain(words)}")
        if len(files) > _MOST_NAMED:
            st.caption(f"… and {len(files) - _MOST_NAMED:,} before these.")


def _files(key: Key) -> str:
    return counted(len(_kept(key)), "file")


def _kept(key: Key) -> tuple[tuple[str, str], ...]:
    """Names and sentences."""
    return session.value(key) or ()
