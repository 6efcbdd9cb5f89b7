"""What can be done with one cell of a sweep of any setting: a finer sweep around it, a variant on Tune, Compare."""

from __future__ import annotations

import streamlit as st

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.payload_sweep import PayloadSweep
from retouch_lib.store.records import Job, JobState
from retouch_lib.ui import session, workspace
from retouch_lib.ui.server.top_level import COMPARE, TUNE
from retouch_lib.ui.shared.add_variants import add_variants
from retouch_lib.ui.shared.kept_press import kept_press
from retouch_lib.ui.shared.simulated import BADGE
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.sweep.asked import swept_anew
from retouch_lib.ui.variants import MAX_VARIANTS
from retouch_lib.work.sweep_cells import PlannedCell, PlannedSweep

HINT = "Enter opens a cell, up to 1:1; P picks it, 1 to 5 rates it."


def cell_bar(planned: PlannedSweep, one: PlannedCell | None) -> None:
    """Draw it; None: no cell was opened or judged yet."""
    if one is None:
        st.caption(HINT, width="stretch")
        return
    badge = f" {BADGE}" if one.simulated else ""
    st.markdown(f"**{plain(planned.sweep.sweep.in_words(one.cell))}**{badge}", width="content")
    _refine_button(planned, one)
    about = one.photo, one.preset.fingerprint
    if kept_press("Use on Tune", key=session.CELLS_TUNE, about=about, icon=":material/tune:"):
        _use(one)
    if one.job is not None and one.job.state is JobState.DONE:
        _compare_button(one.job)


def _refine_button(planned: PlannedSweep, one: PlannedCell) -> None:
    try:
        finer = planned.sweep.refined(one.cell)
    except InvalidPayload:
        finer = None
    st.button(
        "Refine here",
        key=session.CELLS_REFINE,
        icon=":material/zoom_in_map:",
        disabled=finer is None,
        help="A finer sweep between its neighbours. Its price is seen before it runs."
        if finer
        else "It can’t be finer: the steps are the plugin’s own.",
        on_click=_refine,
        args=(finer,),
    )


def _refine(finer: PayloadSweep | None) -> None:
    session.take(session.CELLS_OPENED)
    session.take(session.CELLS_WENT)
    if finer is not None:
        swept_anew(finer)
    st.rerun()  # the whole page: the fields show it


def _compare_button(job: Job) -> None:
    if kept_press("Compare", key=session.CELLS_COMPARE, about=job.id, icon=":material/compare:"):
        workspace.show_photo(job.photo)
        session.put(session.compared(job.photo), [job.id])
        st.switch_page(COMPARE)


def _use(one: PlannedCell) -> None:
    if not add_variants([one.preset]):
        session.say("warning", f"There are {MAX_VARIANTS} variants on Tune already; remove one there first.")
        st.rerun()
    workspace.show_photo(one.photo)
    st.switch_page(TUNE)
