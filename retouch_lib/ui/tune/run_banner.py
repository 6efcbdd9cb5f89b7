"""At the head of Tune: which run is looked at in the place of one's own photos, and the way back."""

from __future__ import annotations

import streamlit as st

from retouch_lib.store.records import Run
from retouch_lib.ui import desks, runs, session, workspace
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.text import shortened
from retouch_lib.words.times import day_of_year_and_time


def run_banner() -> None:
    """Draw it, while another desk than one's own lies open, or a run is asked for that there is none of."""
    run = runs.asked()
    if run is not None and desks.looked_at() is not None:
        _draw(viewing_in_words(run), "Back to my photos", ":material/arrow_back:")
    elif run is None and desks.asked():
        _draw(no_run_in_words(desks.asked()), "Close", ":material/close:")


def viewing_in_words(run: Run) -> str:
    """ "Viewing the run of 24 Nov 02:20", and where it was made, if a press goes to another server now."""
    words = f":material/history: **Viewing the run of {day_of_year_and_time(run.created_at)}**"
    labels = {server.name: server.label for server in session.lab().servers()}
    server = workspace.server()
    if run.server != server.name:
        made = plain(labels.get(run.server, run.server))
        words += f" made on {made}; what you run goes to {plain(server.label)}"
    return words


def no_run_in_words(run_id: str) -> str:
    return (
        f"There is no run “{plain(shortened(run_id))}” of yours: it was deleted, or is somebody else’s. "
        "What you see is your own."
    )


def _draw(words: str, way_on: str, icon: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(words, width="content")
        st.button(way_on, key=session.BACK_TO_MINE, icon=icon, type="tertiary", on_click=_back)


def _back() -> None:
    desks.leave()
    session.take(session.PHOTO_SHOWN)
