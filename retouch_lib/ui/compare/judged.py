"""What is said of the results compared: by the viewer's keys, and by buttons under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from retouch_lib.store.records import Job, Photo, Pick
from retouch_lib.ui import session
from retouch_lib.ui.compare.comparison import Comparison
from retouch_lib.ui.compare.photo_choice import step
from retouch_lib.ui.shared import judging
from retouch_lib.ui.shared.client_comments import client_comments
from retouch_lib.ui.shared.client_dialog import client_button_of
from retouch_lib.ui.shared.photo_filter import seen
from retouch_lib.ui.shared.pick_buttons import pick_buttons
from retouch_lib.ui.shared.shots import result_label
from retouch_lib.ui.shared.text import plain


def picks_of(photo: Photo) -> Mapping[str, Pick]:
    """How the photo's results are judged, by job."""
    return session.lab().picks.of_photos(session.owner(), [photo.sha256])


def judge(value: object, comparison: Comparison) -> None:
    """Do what the viewer's trigger asks for; nothing where it asks for nothing. A pick goes on to the next photo."""
    jobs = {job.id: job for job in comparison.chosen}
    if value is None:
        return
    if judging.judge(value, jobs) and judging.is_pick(value, jobs):
        _go_on(comparison)
    st.rerun()  # in any case: the viewer is told thereby that it was heard


def _go_on(comparison: Comparison) -> None:
    shown = comparison.photo.sha256
    if seen([photo.sha256 for photo in comparison.with_results], shown)[-1:] == [shown]:
        session.say("toast", "That was the last photo.", session.JUDGING)
    else:
        step(comparison.photo, 1, comparison.with_results)


def judged_results(photo: Photo, jobs: Sequence[Job], picks: Mapping[str, Pick]) -> None:
    """What clients said of the photo; the buttons of each result, under its name; and the way to ask a client."""
    client_comments(photo.sha256)
    with st.container(horizontal=True, gap="medium"):
        for job in jobs:
            with st.container(width="content", gap=None):
                st.markdown(f"**{plain(result_label(job))}**")
                pick_buttons(job, picks.get(job.id))
        client_button_of(jobs)
