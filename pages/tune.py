"""Tune: photos, plugin board, variants, the plan with its price, and results beside the sliders."""

import streamlit as st

from retouch_lib.ui import runs, session
from retouch_lib.ui.shared.add_photos import add_photos
from retouch_lib.ui.shared.server_note import consent_note
from retouch_lib.ui.shared.skip_links import landing, skip_links
from retouch_lib.ui.tune.board import board
from retouch_lib.ui.tune.details import details
from retouch_lib.ui.tune.plan_bar import plan_bar
from retouch_lib.ui.tune.run_banner import run_banner
from retouch_lib.ui.tune.run_choices import sending
from retouch_lib.ui.tune.stage import stage
from retouch_lib.ui.tune.variant_bar import variant_bar

runs.arrive()
skip_links()
with st.sidebar:
    add_photos()

# How these parts stand, wide and narrow: `ui/shared/app.css`.
with st.container(key=session.TUNE):
    with st.container(key=session.TUNE_PICTURE, gap="xsmall"):
        landing("picture")
        consent_note()
        run_banner()
        stage()
    with st.container(key=session.TUNE_CONTROLS, gap="small"):
        landing("variants")
        variant_bar()
        with st.container(key=session.TUNE_SCROLLED, gap="small"):
            board()
            sending()
        with st.container(key=session.TUNE_FOOT):
            plan_bar()
    with st.container(key=session.TUNE_BELOW):
        details()
