"""Survey: photos × looks, the same crop in every cell, judged where they stand; names hidden if one wants."""

import streamlit as st

from retouch_lib.ui.server.top_level import TUNE
from retouch_lib.ui.shared.run_notes import unknown_run_note
from retouch_lib.ui.survey.sheet import sheet, surveyed

unknown_run_note()
shown = surveyed()
if not shown.items:
    st.info("Nothing to survey yet. Run some looks on a few photos; their results will stand here side by side.")
    st.page_link(TUNE, label="Go to Tune", icon=":material/tune:")
    st.stop()
sheet(moving=shown.under_way)
