"""At Run, and so always in sight: how far the run under way is, its time to go, and the way to stop what isn't sent."""

from __future__ import annotations

import streamlit as st

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.store.records import Run
from retouch_lib.ui import runs, session
from retouch_lib.ui.shared.escaped import progress
from retouch_lib.ui.shared.job_words import progress_in_words, run_share, stop_in_words, stopped_in_words
from retouch_lib.work import time_left

_TICK_SECONDS = 1.0
_PLACE = session.RUN_PROGRESS


def run_progress() -> None:
    """Draw it while something of the run shown moves; it ticks by itself, and the plan is not drawn anew for it.

    Its timer ends with the next drawing of the whole page, which `stage` asks for when the last job has ended.
    """
    moving = runs.moving(runs.shown())
    st.fragment(_progress, run_every=_TICK_SECONDS if moving else None, key=session.RUN_PROGRESS)()


def _progress() -> None:
    session.show_sayings(_PLACE)
    run = runs.shown()
    if run is None or not runs.moving(run):
        return
    left = time_left.of_run(session.lab().store, run, session.lab().clock()).run
    with st.container(key=session.RUN_PROGRESS_BAR, gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            st.caption(progress_in_words(run, left), width="stretch")
            _stop_button(run)
        progress(run_share(run))


def _stop_button(run: Run) -> None:
    if does := stop_in_words(run, free=run.server == LOCAL_NAME):
        st.button(
            "Stop what isn’t sent yet", key=session.STOP_UNSENT, type="tertiary", help=does, on_click=_stop, args=(run,)
        )


def _stop(run: Run) -> None:
    stopped = session.lab().jobs.stop_unsent(session.owner(), run.id)
    left = session.lab().store.run(session.owner(), run.id)
    # A toast: what stands here itself is gone with the next drawing, which comes at once.
    session.say("toast", stopped_in_words(stopped, left, free=run.server == LOCAL_NAME), _PLACE)
    st.rerun()  # the whole page: the plan counted what was to run
