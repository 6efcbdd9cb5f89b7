"""Where a run's address was opened: that there is no such run, and the line that leads back to one's own photos."""

from __future__ import annotations

import streamlit as st

from retouch_lib.ui import desks, runs, session
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.text import shortened


def unknown_run_note() -> None:
    """Draw it where a run is asked for that there is none of."""
    if desks.asked() and runs.asked() is None:
        way_back(no_run_in_words(desks.asked()), "Close", ":material/close:")


def no_run_in_words(run_id: str) -> str:
    return (
        f"There is no run “{plain(shortened(run_id))}” of yours: it was deleted, or is somebody else’s. "
        "What you see is your own."
    )


def way_back(words: str, label: str, icon: str) -> None:
    """A line in Markdown with the button that leads back."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(words, width="content")
        st.button(label, key=session.BACK_TO_MINE, icon=icon, type="tertiary", on_click=_back)


def _back() -> None:
    desks.leave()
    session.take(session.PHOTO_SHOWN)
