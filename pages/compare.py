"""Compare: the original and up to three results at pixel level, what differs between them, and downloads."""

import streamlit as st

from retouch_lib.downloads import zipped
from retouch_lib.ui import session
from retouch_lib.ui.comparison import choose
from retouch_lib.ui.details import difference_table
from retouch_lib.ui.save_buttons import save_buttons
from retouch_lib.ui.server_note import origin_note
from retouch_lib.ui.shots import face_boxes, original_shot, result_shots
from retouch_lib.ui.viewer import viewer

VIEWER_HEIGHT = 680

comparison = choose()
if comparison is None:
    st.info("Choose two results on Tune, or wait for a run to finish.")
    st.page_link("../../pages/tune.py", label="Go to Tune", icon=":material/tune:")
    st.stop()

shots = [original_shot(comparison.photo), *result_shots(comparison.chosen)]
pair = len(shots) > 2
viewer(
    shots,
    key="compare_viewer",
    height=VIEWER_HEIGHT,
    left=1 if pair else 0,
    right=2 if pair else len(shots) - 1,
    faces=face_boxes(comparison.photo),
    start="face",
)
origin_note(comparison.chosen)  # the sidebar, which says it elsewhere, is closed here
differs, save = st.columns([3, 2], gap="large")
with differs:
    st.markdown("**What differs**")
    difference_table(comparison.presets())
with save:
    st.markdown("**Download**")
    save_buttons(comparison.photo, comparison.chosen)
    if len(comparison.chosen) > 1:
        results = [(comparison.photo, job) for job in comparison.chosen]
        st.download_button(
            "All as ZIP",
            data=lambda: zipped(session.lab().files, results),
            file_name="retouch-lab.zip",
            on_click="ignore",
            icon=":material/folder_zip:",
        )
