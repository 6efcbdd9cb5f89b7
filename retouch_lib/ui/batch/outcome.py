"""What a batch brought: its last results beside their photos, what needs a look, and the ways on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.imaging.measures.places import PhotoPlace
from retouch_lib.store.batches import Batch
from retouch_lib.store.records import Job, JobState
from retouch_lib.ui import runs, session, workspace
from retouch_lib.ui.server.top_level import COMPARE, SURVEY
from retouch_lib.ui.server.urls import crop_url
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.download import DownloadOffer, download_button
from retouch_lib.ui.shared.needs_look import named_result, needs_look
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.delivery import MOST, ResultsOf

_SHOWN, _CROP, _WIDTH = 10, 160, 112
"""Results beside their photos, and the pixels of a crop as it is made and shown."""


def outcome(batch: Batch) -> None:
    """Draw it, where there is any result."""
    run_ids = lab().store.batch_runs(batch.id)
    done = lab().store.batch_job_ids(batch.id, {JobState.DONE})
    if not done:
        return
    _pictures(lab().store.results(owner(), done[:_SHOWN]))
    with st.container(horizontal=True, gap="small"):
        name = plain(batch.project or "This batch")
        download_button([DownloadOffer(name, ResultsOf(runs=run_ids))], session.BATCH_DOWNLOAD)
        st.button(
            "See them on Survey",
            key=session.BATCH_SURVEY,
            icon=":material/grid_view:",
            on_click=session.put,
            args=(session.BATCH_OPENED, run_ids[0]),
            help="Photos and looks side by side, a hundred results at a time.",
        )
    if opened := session.take(session.BATCH_OPENED):
        runs.look_at(opened)
        st.switch_page(SURVEY)
    needs_look(lab().store.results(owner(), done[:MOST]), "batch", _open)


def _pictures(jobs: Sequence[Job]) -> None:
    """The faces of the first ones, before and after."""
    with st.container(horizontal=True, gap="medium"):
        for job in jobs:
            assert job.result is not None
            with st.container(gap=None, width=2 * _WIDTH + 8):
                with st.container(horizontal=True, gap="xxsmall"):
                    for file, what in ((job.photo, "before"), (job.result, "after")):
                        st.markdown(f"![{what}]({crop_url(file, job.photo, 'face', _CROP)})", width=_WIDTH)
                st.caption(named_result(job))


def _open(job: Job, place: PhotoPlace | None) -> None:
    """That result beside its original, on Compare, at 1:1 at that place."""
    for run_id in lab().store.runs_of_jobs(owner(), [job.id]):
        runs.look_at(run_id)
        break
    workspace.show_photo(job.photo)
    session.put(session.compared(job.photo), [job.id])
    session.put(session.LOOK_AT, (job.photo, place.middle) if place else None)
    st.switch_page(COMPARE)
