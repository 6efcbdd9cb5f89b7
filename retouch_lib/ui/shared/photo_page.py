"""The top of a page about one photo: photos are added in the sidebar, and the address says which one is shown."""

from __future__ import annotations

import streamlit as st

from retouch_lib.store.records import Photo
from retouch_lib.ui import workspace
from retouch_lib.ui.shared.add_photos import add_photos
from retouch_lib.ui.shared.dropped_files import dropped_files
from retouch_lib.ui.shared.go_to_tune import go_to_tune
from retouch_lib.ui.shared.photo_address import hear_address, tell_address


def photo_of_page(without: str) -> Photo:
    """Draw it; which photo. `without`: what is said where there is none yet, which ends the page."""
    with st.sidebar:
        add_photos()
    dropped_files()
    hear_address(workspace.photos())
    photo = workspace.photo_shown()
    if photo is None:
        st.info(without)
        go_to_tune()
        st.stop()
    tell_address(photo)
    return photo
