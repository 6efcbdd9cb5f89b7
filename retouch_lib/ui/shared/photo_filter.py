"""Which photos are seen in the filmstrip and stepped through: all, or those with a result that is judged so."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.ui import runs, session, workspace
from retouch_lib.ui.shared.needs_look import triaged
from retouch_lib.ui.shared.pick_filter import NEEDS_LOOK, WITH_NEEDS_LOOK, photos_left

ALL = "all"
_WIDTH = 165


def photo_filter() -> None:
    """Draw the choice, where there are several photos; it is the same on Tune and Compare."""
    if len(workspace.photos()) < 2:
        return
    st.selectbox(
        "Photos shown",
        (ALL, *WITH_NEEDS_LOOK),
        key=session.PHOTO_FILTER,
        width=_WIDTH,
        format_func=lambda choice: WITH_NEEDS_LOOK.get(choice, "All photos"),
        label_visibility="collapsed",
        persist_state="session",
    )


def seen(sha256s: Sequence[str], shown: str = "") -> list[str]:
    """Those that the filter leaves, and the one that is shown, in their order."""
    choice = session.value(session.PHOTO_FILTER) or ALL
    if choice == ALL:
        return list(sha256s)
    if choice == NEEDS_LOOK:
        left = _needing()
        return [sha256 for sha256 in sha256s if sha256 in left or sha256 == shown]
    left = set(photos_left([choice], sha256s, session.lab().picks.of_photos(session.owner(), sha256s)))
    return [sha256 for sha256 in sha256s if sha256 in left or sha256 == shown]


def show_next(walked: Sequence[str], shown: str, by: int) -> None:
    """Of the photos walked through show the one after the one shown, or before it; after the last the first."""
    if walked:
        place = walked.index(shown) + by if shown in walked else 0
        workspace.show_photo(walked[place % len(walked)])


def _needing() -> set[str]:
    """Photos of which a result of the run shown needs a look."""
    jobs = {item.job.id: item.job for item in runs.watched(runs.shown())}
    return {jobs[one.id].photo for one in triaged(list(jobs.values())).needing}
