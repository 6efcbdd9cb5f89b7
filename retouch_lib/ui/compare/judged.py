"""What is said of the results compared: by the viewer's keys, and by buttons under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from retouch_lib.store.records import Job, Photo, Pick
from retouch_lib.ui import session
from retouch_lib.ui.shared import judging
from retouch_lib.ui.shared.pick_buttons import pick_buttons
from retouch_lib.ui.shared.shots import result_label
from retouch_lib.ui.shared.text import plain


def picks_of(photo: Photo) -> Mapping[str, Pick]:
    """How the photo's results are judged, by job."""
    return session.lab().picks.of_photos(session.OWNER, [photo.sha256])


def judge(value: object, jobs: Sequence[Job]) -> None:
    """Do what the viewer's trigger asks for; nothing where it asks for nothing."""
    if value is not None and judging.judge(value, {job.id: job for job in jobs}):
        st.rerun()


def judged_results(jobs: Sequence[Job], picks: Mapping[str, Pick]) -> None:
    """The buttons of each, under its name."""
    with st.container(horizontal=True, gap="medium"):
        for job in jobs:
            with st.container(width="content", gap=None):
                st.markdown(f"**{plain(result_label(job))}**")
                pick_buttons(job, picks.get(job.id))
