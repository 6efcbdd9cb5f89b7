"""Survey: photos × looks, the same crop in every cell, judged where they stand; names hidden if one wants."""

import streamlit as st

from retouch_lib.ui.shared.go_to_tune import go_to_tune
from retouch_lib.ui.shared.run_notes import unknown_run_note
from retouch_lib.ui.survey.sheet import sheet, surveyed

unknown_run_note()
shown = surveyed()
if not shown.items:
    st.info("Nothing to survey yet. Run some looks on a few photos; their results will stand here side by side.")
    go_to_tune()
    st.stop()
sheet(moving=shown.under_way)
