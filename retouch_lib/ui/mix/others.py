"""The same mix on other photos that have layers: by its values, so that layers rendered otherwise show it, too."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.store.records import Photo
from retouch_lib.ui import session, workspace
from retouch_lib.ui.mix.mixed import PLACE, Mixed, change, of_result
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.photo_names import photo_names
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.work.mixing import SameMix

_GUARD = "Strengths only: what is guarded is kept on this photo."
_MOST_TOLD = 5
"""Photos of which it is said what their layers can't show."""


def others(mixed: Mixed) -> None:
    """Draw the button that opens it, where another photo has layers."""
    there = {job.photo for job in lab().mixes.results(owner(), limit=1000)} - {mixed.photo.sha256}
    photos = [photo for photo in workspace.photos() if photo.sha256 in there]
    if not photos:
        return
    popover = st.popover("Same mix on other photos", type="tertiary", key=session.MIX_OTHERS, on_change="rerun")
    if not popover.open:
        return  # what the layers of many photos can show of it takes a while to look up
    with popover:
        st.caption(f"{counted(len(photos), 'other photo')} with layers.")
        names = photo_names(photos)
        key = session.mix_others(hash(tuple(names)))
        chosen = st.multiselect("Photos", list(names), default=list(names), key=key, format_func=lambda one: names[one])
        found = lab().mixes.same_on(owner(), mixed.result, mixed.strengths, chosen)
        if mixed.guard:
            st.caption(_GUARD)
        _told(found, photos)
        st.button(
            f"Put it on {counted(len(found), 'photo')}",
            key=session.MIX_COPY,
            disabled=not found,
            on_click=_put,
            args=(found, photos),
        )


def _told(found: Sequence[SameMix], photos: Sequence[Photo]) -> None:
    names = {photo.sha256: photo.name for photo in photos}
    for one in [one for one in found if one.remarks][:_MOST_TOLD]:
        st.caption(f"{plain(names[one.result.job.photo])}: {plain(' '.join(one.remarks))}")


def _put(found: Sequence[SameMix], photos: Sequence[Photo]) -> None:
    """Each can be taken back on its photo, as any other step."""
    there = {photo.sha256: photo for photo in photos}
    for one in found:
        change(of_result(there[one.result.job.photo], one.result), one.strengths)
    session.say("toast", f"The same mix lies on {counted(len(found), 'photo')} now.", PLACE)
