"""What of Compare leaves: its results one by one, or *Download…* for all of a photo or a run."""

from __future__ import annotations

import streamlit as st

from retouch_lib.ui import runs, session
from retouch_lib.ui.compare.comparison import Comparison
from retouch_lib.ui.shared.download import download_button, offers_of_photo
from retouch_lib.ui.shared.save_buttons import save_buttons
from retouch_lib.ui.shared.simulated import look_button


def leaving(comparison: Comparison) -> None:
    st.markdown("**Download**")
    save_buttons(comparison.photo, comparison.chosen, comparison.amounts)
    for look in comparison.looks:
        look_button(look)
    offers = offers_of_photo(comparison.photo, comparison.chosen, runs.shown())
    download_button(offers, session.download_button("compare"))
