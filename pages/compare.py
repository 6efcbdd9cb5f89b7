"""Compare: the original and up to five results at pixel level, their layers, what differs, and downloads."""

import streamlit as st

from retouch_lib.ui import runs, session
from retouch_lib.ui.compare.comparison import choose
from retouch_lib.ui.compare.judged import judge, judged_results, picks_of
from retouch_lib.ui.compare.layers import layers
from retouch_lib.ui.compare.leaving import leaving
from retouch_lib.ui.compare.notes import notes
from retouch_lib.ui.compare.nothing_yet import nothing_yet
from retouch_lib.ui.compare.photo_choice import step
from retouch_lib.ui.shared.add_photos import add_photos
from retouch_lib.ui.shared.amounts import choose_amount, with_amounts
from retouch_lib.ui.shared.difference_table import difference_table
from retouch_lib.ui.shared.dropped_files import dropped_files
from retouch_lib.ui.shared.look import keep_look, left_kept, mode_kept, right_kept
from retouch_lib.ui.shared.looking import loupes_of, spot_clicked
from retouch_lib.ui.shared.measures_panel import measures_panel
from retouch_lib.ui.shared.needs_look import looked_at
from retouch_lib.ui.shared.photo_strip import photo_strip
from retouch_lib.ui.shared.run_notes import unknown_run_note
from retouch_lib.ui.shared.shots import computed_of, face_boxes, is_layered
from retouch_lib.ui.viewer import viewer

VIEWER_HEIGHT, HEIGHT_OVER_LAYERS = 680, 450
"""Pixels. The layers are to be seen, and clicked, below the picture without scrolling."""

with st.sidebar:
    add_photos()
unknown_run_note()
comparison = choose()
if comparison is None:
    nothing_yet()

dropped_files()
picture, taken_apart = st.container(), st.container()
with taken_apart:
    layer = layers(comparison.photo, comparison.chosen)  # first: what is clicked there is shown above
with picture:
    picks = picks_of(comparison.photo)
    shots = comparison.shots(picks)
    in_layers = any(map(is_layered, comparison.chosen))
    shown = with_amounts(comparison.photo, shots, comparison.chosen, comparison.amounts)
    state = viewer(
        [*shown, layer] if layer else shown,
        key=session.COMPARE_VIEWER,
        height=HEIGHT_OVER_LAYERS if in_layers else VIEWER_HEIGHT,
        fills=not in_layers,
        mode=mode_kept(),
        left=left_kept(shots),
        right=right_kept(shots),
        faces=face_boxes(comparison.photo),
        start=looked_at(comparison.photo.sha256) or "kept",
        photos=len(comparison.with_results) > 1,
        show=layer.id if layer else "",
        photo=comparison.photo.sha256,
        name=comparison.photo.name,
        computed=computed_of(comparison.photo),
        spot=spot_clicked(),
    )
    keep_look(state, shots)
    judge(state.judge, comparison)
    if choose_amount(state.amount, comparison.chosen):
        st.rerun()
    if state.step:
        step(comparison.photo, state.step, comparison.with_results)
        st.rerun()
    photo_strip(runs.shown(), comparison.photo)
    judged_results(comparison.photo, comparison.chosen, picks)
    loupes_of(comparison.photo, shown)
notes(comparison)
differs, save = st.columns([3, 2], gap="large")
with differs:
    st.markdown("**What differs**")
    difference_table(comparison.presets())
measures_panel(comparison.chosen)
with save:
    leaving(comparison)
