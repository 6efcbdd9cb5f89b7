"""Tune: photos, plugin board, variants, the plan with its price, and results beside the sliders."""

import streamlit as st

from retouch_lib.ui import runs
from retouch_lib.ui.shared.add_photos import add_photos
from retouch_lib.ui.shared.server_note import consent_note
from retouch_lib.ui.tune.board import board
from retouch_lib.ui.tune.details import details
from retouch_lib.ui.tune.plan_bar import plan_bar
from retouch_lib.ui.tune.run_banner import run_banner
from retouch_lib.ui.tune.stage import stage
from retouch_lib.ui.tune.variant_bar import variant_bar

runs.arrive()
with st.sidebar:
    add_photos()

# Three tracks: the picture takes two beside the controls, or stands above them where the window is narrow.
page = st.grid(3, min_column_width=290, gap="medium")
with page.cell(column_span=2):
    consent_note()
    run_banner()
    stage()
    details()
with page.cell():
    variant_bar()
    board()
    plan_bar()
