"""Keys that judge on Tune: a pick goes on to the next photo of the run."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from retouch_lib.store.records import Job, Photo, Run, Verdict
from retouch_lib.ui import session, workspace
from retouch_lib.ui.desk import photos_of
from retouch_lib.ui.shared import judging
from retouch_lib.ui.shared.again import draw_again
from retouch_lib.ui.shared.photo_filter import seen


def judge(value: object, jobs: Mapping[str, Job], run: Run | None, photo: Photo) -> None:
    """Do what the viewer's trigger asks for; `jobs`: the results in it."""
    if value is None:
        return
    stands = judging.judge(value, jobs)
    if session.noted():
        st.rerun()  # the whole page: the dialog is drawn by it
    if stands and run is not None and judging.is_pick(value, jobs):
        _go_on(run, photo)
    draw_again()  # in any case: the viewer is told thereby that it was heard


def _go_on(run: Run, photo: Photo) -> None:
    """Show the run's next photo; at the last one say how far one has come."""
    photos = photos_of(run)
    following = seen(photos[photos.index(photo.sha256) + 1 :]) if photo.sha256 in photos else ()
    if following:
        workspace.show_photo(following[0])
        return
    picks = session.lab().picks.of_photos(session.owner(), photos).values()
    won = len({pick.photo for pick in picks if pick.verdict is Verdict.PICKED})
    have = "has" if len(photos) == 1 else "have"
    session.say("toast", f"That was the last photo: {won} of {len(photos)} {have} a winner.", session.JUDGING)
