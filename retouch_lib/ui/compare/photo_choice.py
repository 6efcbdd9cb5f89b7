"""Which photo Compare shows: the one shown on Tune, until another one is chosen here; its address names it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.store.records import Photo
from retouch_lib.ui import session, workspace
from retouch_lib.ui.shared.photo_address import hear_address, tell_address
from retouch_lib.ui.shared.photo_filter import seen, show_next
from retouch_lib.ui.shared.photo_names import photo_names


def photo_choice(photos: Sequence[Photo], with_results: Sequence[Photo]) -> Photo:
    """Draw the list to choose from by name; returns the photo chosen. `photos`: the filmstrip's."""
    hear_address(photos)
    shown = _shown(photos, with_results)
    tell_address(shown)
    names = photo_names(photos)
    session.put(session.COMPARE_PHOTO, shown.sha256)  # before it is drawn: strip and keys change it, too
    st.selectbox(
        "Photo",
        list(names),
        key=session.COMPARE_PHOTO,
        format_func=lambda sha256: names[sha256],
        label_visibility="collapsed",
        on_change=_chosen,
    )
    return shown


def step(photo: Photo, by: int, with_results: Sequence[Photo]) -> None:
    """Show the next photo that has results and that the filter leaves, or the one before; after the last the first."""
    show_next(seen([other.sha256 for other in with_results], photo.sha256), photo.sha256, by)


def _shown(photos: Sequence[Photo], with_results: Sequence[Photo]) -> Photo:
    """Where nobody has chosen one yet, one that has results."""
    shown = workspace.photo_shown()
    if shown is not None and (shown in with_results or workspace.a_photo_is_asked_for()):
        return shown
    return with_results[0] if with_results else photos[0]


def _chosen() -> None:
    workspace.show_photo(session.text(session.COMPARE_PHOTO))
