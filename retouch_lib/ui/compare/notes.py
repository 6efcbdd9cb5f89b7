"""What is to be known of the results compared, under the pictures."""

from __future__ import annotations

import streamlit as st

from retouch_lib.ui.compare.comparison import Comparison
from retouch_lib.ui.shared.remarks import remarks_note
from retouch_lib.ui.shared.sent_note import sent_note
from retouch_lib.ui.shared.server_note import origin_note


def notes(comparison: Comparison) -> None:
    """Who made them, from what, and what the files say of themselves."""
    with st.container(gap=None):
        origin_note(comparison.chosen)
        sent_note(comparison.photo, comparison.chosen)
        remarks_note(comparison.chosen)
