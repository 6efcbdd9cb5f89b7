"""Buttons that save results as the files they are: not encoded anew, named after the photo."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.downloads import result_name
from retouch_lib.store.records import Job, Photo
from retouch_lib.ui import session


def save_buttons(photo: Photo, jobs: Sequence[Job], *, quiet: bool = False) -> None:
    """One button per result; `quiet`: as a link that says just Download."""
    for job in jobs:
        if job.result is None:
            continue
        name = result_name(photo, job)
        st.download_button(
            "Download" if quiet else name,
            data=session.lab().files.path(job.result).read_bytes,
            file_name=name,
            key=f"save_{job.id}",
            on_click="ignore",
            icon=":material/download:",
            type="tertiary" if quiet else "secondary",
        )
