"""The address says which photo is shown, on pages that are opened by their address: after F5, or in another tab."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.store.records import Photo
from retouch_lib.ui import session, workspace

_LETTERS = 12
"""Of a photo's SHA-256 in the address."""


def hear_address(photos: Sequence[Photo]) -> None:
    """An address that was opened, or gone back to, says which photo; this page's own last word is no news."""
    asked = st.query_params.get(session.PHOTO, "")
    if len(asked) < _LETTERS or asked == session.value(session.PHOTO_IN_ADDRESS):
        return
    for photo in photos:
        if photo.sha256.startswith(asked):
            workspace.show_photo(photo.sha256)


def tell_address(photo: Photo) -> None:
    """This photo is shown."""
    st.query_params[session.PHOTO] = photo.sha256[:_LETTERS]
    session.put(session.PHOTO_IN_ADDRESS, photo.sha256[:_LETTERS])
