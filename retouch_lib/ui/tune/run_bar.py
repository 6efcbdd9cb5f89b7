"""The head of the strip: how the run as a whole is, by its name, and the way to stop what of it isn't sent yet."""

from __future__ import annotations

import streamlit as st

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.store.records import Photo, Run
from retouch_lib.ui import desks, runs, session
from retouch_lib.ui.desk import photos_of
from retouch_lib.ui.shared.escaped import progress
from retouch_lib.ui.shared.job_words import run_in_words, run_share, stop_in_words, stopped_in_words

_PLACE = "run"


def run_bar(run: Run, left: float | None) -> None:
    """Draw a bar while something of the run is under way, and one line after that. `left`: seconds, or None."""
    words = run_in_words(run, left)
    if not run.under_way:
        st.caption(words)
    else:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            with st.container(width="stretch"):
                progress(run_share(run), words)
            _stop_button(run)
        if warning := stop_in_words(run, free=run.server == LOCAL_NAME):
            st.caption(warning)
    session.show_sayings(_PLACE)


def elsewhere_note(run: Run, photo: Photo) -> None:
    """That the photo in the viewer is none of that run's, and the way to those that are."""
    if photo.sha256 in photos_of(run):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("The photo above is not in that run.", width="content")
        st.button("Show the run", key=session.SHOW_RUN, type="tertiary", on_click=_show, args=(run.id,))


def _show(run_id: str) -> None:
    runs.look_at(run_id)
    desks.ask_for(run_id)
    st.rerun()  # the whole page: another desk lies open


def _stop_button(run: Run) -> None:
    if stop_in_words(run, free=True):
        st.button("Stop what isn’t sent yet", key=session.STOP_UNSENT, on_click=_stop, args=(run,))


def _stop(run: Run) -> None:
    stopped = session.lab().jobs.stop_unsent(session.OWNER, run.id)
    left = session.lab().store.run(session.OWNER, run.id)
    # A toast: what stands in the strip itself is gone with its next drawing, which comes at once.
    session.say("toast", stopped_in_words(stopped, left, free=run.server == LOCAL_NAME), _PLACE)
    st.rerun()  # the whole page: the plan counted what was to run
