"""Compare: the original and up to three results at pixel level, their layers, what differs, and downloads."""

import streamlit as st

from retouch_lib.ui import session
from retouch_lib.ui.compare.comparison import choose
from retouch_lib.ui.compare.judged import judge, judged_results, picks_of
from retouch_lib.ui.compare.layers import layers
from retouch_lib.ui.shared.difference_table import difference_table
from retouch_lib.ui.shared.remarks import remarks_note
from retouch_lib.ui.shared.save_buttons import save_buttons, zip_button
from retouch_lib.ui.shared.sent_note import sent_note
from retouch_lib.ui.shared.server_note import origin_note
from retouch_lib.ui.shared.shots import face_boxes, is_layered, judged, original_shot, result_shots
from retouch_lib.ui.viewer import viewer

VIEWER_HEIGHT, HEIGHT_OVER_LAYERS = 680, 450
"""Pixels. The layers are to be seen, and clicked, below the picture without scrolling."""

comparison = choose()
if comparison is None:
    st.info("Choose two results on Tune, or wait for a run to finish.")
    st.page_link("../../pages/tune.py", label="Go to Tune", icon=":material/tune:")
    st.stop()

picture, taken_apart = st.container(), st.container()
with taken_apart:
    layer = layers(comparison.photo, comparison.chosen)  # first: what is clicked there is shown above
with picture:
    picks = picks_of(comparison.photo)
    results = result_shots(comparison.photo, comparison.chosen)
    shots = judged([original_shot(comparison.photo, comparison.chosen), *results], picks)
    pair = len(shots) > 2 and layer is None
    state = viewer(
        [*shots, layer] if layer else shots,
        key=session.COMPARE_VIEWER,
        height=HEIGHT_OVER_LAYERS if any(map(is_layered, comparison.chosen)) else VIEWER_HEIGHT,
        left=1 if pair else 0,
        right=2 if pair else len(shots) - 1,
        faces=face_boxes(comparison.photo),
        start="face",
        show=layer.id if layer else "",
    )
    judge(state.judge, comparison.chosen)
    judged_results(comparison.chosen, picks)
with st.container(gap=None):
    origin_note(comparison.chosen)  # the sidebar, which says it elsewhere, is closed here
    sent_note(comparison.photo, comparison.chosen)
    remarks_note(comparison.chosen)
differs, save = st.columns([3, 2], gap="large")
with differs:
    st.markdown("**What differs**")
    difference_table(comparison.presets())
with save:
    st.markdown("**Download**")
    save_buttons(comparison.photo, comparison.chosen)
    zip_button(comparison.chosen)
