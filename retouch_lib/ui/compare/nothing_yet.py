"""What Compare says while there is nothing to compare."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from retouch_lib.ui.shared.go_to_tune import go_to_tune
from retouch_lib.ui.shared.strip_note import strip_note


def nothing_yet() -> NoReturn:
    """Draw it, and end the page."""
    st.info("Choose two results on Tune, or wait for a run to finish.")
    go_to_tune()
    strip_note()
    st.stop()
