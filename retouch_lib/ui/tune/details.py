"""Below the picture on Tune: what differs between the variants, the payload as code, and the run's log."""

from __future__ import annotations

import streamlit as st

from retouch_lib.store.records import Photo, RunItem
from retouch_lib.ui import runs, session, workspace
from retouch_lib.ui.shared.deleting import delete_buttons
from retouch_lib.ui.shared.difference_table import difference_table
from retouch_lib.ui.shared.job_words import elapsed, state_in_words
from retouch_lib.ui.shared.sent_words import size_in_words
from retouch_lib.ui.tune.code_view import code_view

_DIFFERS, _CODE, _LOG = "What differs", "Code", "Log"


def details() -> None:
    st.fragment(_details, key=session.DETAILS)()


def _details() -> None:
    view = st.segmented_control(
        "Details",
        [_DIFFERS, _CODE, _LOG],
        default=_DIFFERS,
        required=True,
        key=session.DETAILS_VIEW,
        label_visibility="collapsed",
    )
    if view == _CODE:
        code_view()
    elif view == _LOG:
        _log()
    else:
        difference_table(workspace.presets_to_run())


def _log() -> None:
    run = runs.shown()
    if run is None:
        st.caption("Nothing was run yet.")
        return
    photos = {photo.sha256: photo for photo in workspace.photos()}
    st.dataframe(
        [_log_row(item, photos.get(item.job.photo)) for item in run.items],
        hide_index=True,
        height="content",
    )
    with st.container(horizontal=True, gap="small"):
        delete_buttons({run.id}, {run.project})


def _log_row(item: RunItem, photo: Photo | None) -> dict[str, object]:
    job = item.job
    return {
        "Variant": item.variant,
        "Photo": item.photo_name,
        "Sent": size_in_words(photo, job) if photo else f"{job.longest_side} px" if job.longest_side else "as it is",
        "State": state_in_words(job),
        "Seconds": round(elapsed(job), 1),
        "Server": job.server,
        "Server's id": job.remote_id or "",
        "Status calls": job.polls,
        "Day's quota after": job.quota,
        "Payload": job.fingerprint[:12],
        "Remark": job.note or job.reason,
    }
