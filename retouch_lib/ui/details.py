"""Below the picture on Tune: what differs between the variants, the payload as code, and the run's log."""

from __future__ import annotations

import streamlit as st

from retouch_lib.differences import differences
from retouch_lib.presets import Preset
from retouch_lib.store.records import Job
from retouch_lib.ui import session
from retouch_lib.ui.code_view import code_view
from retouch_lib.ui.deleting import delete_buttons
from retouch_lib.ui.escaped import table
from retouch_lib.ui.job_words import elapsed, state_in_words

_DIFFERS, _CODE, _LOG = "What differs", "Code", "Log"


def details() -> None:
    st.fragment(_details, key="details")()


def _details() -> None:
    view = st.segmented_control(
        "Details",
        [_DIFFERS, _CODE, _LOG],
        default=_DIFFERS,
        required=True,
        key="details_view",
        label_visibility="collapsed",
    )
    if view == _CODE:
        code_view()
    elif view == _LOG:
        _log()
    else:
        difference_table(session.presets_to_run())


def difference_table(presets: list[Preset]) -> None:
    """The values that are not the same in all presets."""
    if len(presets) < 2:
        st.caption("Two variants are needed to tell what differs.")
        return
    rows = differences([preset.with_layers(False) for preset in presets])  # layers or not is said beside the names
    if not rows:
        st.caption("These have the same values.")
        return
    names = [preset.name for preset in presets]
    columns: dict[str, list[str]] = {"Plugin": [row.plugin for row in rows], "Value": [row.name for row in rows]}
    for index, name in enumerate(names):
        unique = name if names.count(name) == 1 else f"{name} ({index + 1})"
        columns[unique] = [row.values[index].replace(" %", "\N{NO-BREAK SPACE}%") for row in rows]
    table(columns)


def _log() -> None:
    run = session.run()
    if run is None:
        st.caption("Nothing was run yet.")
        return
    names = {photo.sha256: photo.name for photo in session.photos()}
    st.dataframe(
        [_log_row(item.variant, names.get(item.job.photo, item.job.photo[:12]), item.job) for item in run.items],
        hide_index=True,
        height="content",
    )
    with st.container(horizontal=True, gap="small"):
        delete_buttons({run.id}, {run.project})


def _log_row(variant: str, photo: str, job: Job) -> dict[str, object]:
    return {
        "Variant": variant,
        "Photo": photo,
        "State": state_in_words(job),
        "Seconds": round(elapsed(job), 1),
        "Server": job.server,
        "Server's id": job.remote_id or "",
        "Status calls": job.polls,
        "Day's quota after": job.quota,
        "Payload": job.fingerprint[:12],
        "Remark": job.note or job.reason,
    }
