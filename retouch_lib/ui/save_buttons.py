"""Buttons that save results as the files they are: not encoded anew, named after the photo."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.downloads import result_name
from retouch_lib.store.records import Job, Photo
from retouch_lib.ui import session
from retouch_lib.ui.urls import file_url

_FROM_DISK = 100_000_000
"""Bytes from which a result (a ZIP of layers) is sent from disk: Streamlit's own button would hold it in memory."""


def save_buttons(photo: Photo, jobs: Sequence[Job], *, quiet: bool = False) -> None:
    """One button per result; `quiet`: as a link that says just Download."""
    for job in jobs:
        if job.result is None:
            continue
        name = result_name(photo, job)
        if (job.result_bytes or 0) > _FROM_DISK:
            st.link_button(name, file_url(job.result, download=name), icon=":material/download:")
            continue
        st.download_button(
            "Download" if quiet else name,
            data=session.lab().files.path(job.result).read_bytes,
            file_name=name,
            key=f"save_{job.id}",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary" if quiet else "secondary",
        )
