"""The head of the strip: how the run as a whole is, by its name; how far one under way is stands at Run."""

from __future__ import annotations

import streamlit as st

from retouch_lib.store.records import Photo, Run
from retouch_lib.ui import desks, runs, session
from retouch_lib.ui.desk import photos_of
from retouch_lib.ui.shared.download import download_button, offers_of_run
from retouch_lib.ui.shared.job_words import run_in_words


def run_bar(run: Run, photo: Photo) -> None:
    """Draw its one line, and where the photo in the viewer is none of that run's, the way to those that are."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(run_in_words(run), width="content")
        download_button(offers_of_run(run, photo), session.download_button("tune"), tertiary=True)
    if photo.sha256 in photos_of(run):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("The photo above is not in that run.", width="content")
        st.button("Show the run", key=session.SHOW_RUN, type="tertiary", on_click=_show, args=(run.id,))


def _show(run_id: str) -> None:
    runs.look_at(run_id)
    desks.ask_for(run_id)
    st.rerun()  # the whole page: another desk lies open
