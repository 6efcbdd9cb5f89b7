"""Settings: what is taken out of files that leave."""

from __future__ import annotations

import streamlit as st

from retouch_lib.ui import session


def leaving_section() -> None:
    """Draw the switch for coordinates, with what stays."""
    session.put(session.WITHOUT_PLACE, session.lab().leaving.without_place(session.owner()))
    st.toggle("Remove the place (GPS) from files that leave", key=session.WITHOUT_PLACE, on_change=_switch)
    st.caption(
        "Coordinates in EXIF and XMP. Names of places that somebody typed, such as a city in IPTC, stay. All else that"
        " a photo says of itself goes along with its results: see docs/metadata.md."
    )


def _switch() -> None:
    session.lab().leaving.keep_without_place(session.owner(), bool(session.value(session.WITHOUT_PLACE)))
