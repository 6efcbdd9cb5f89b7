"""Mix: the layers of one paid result, each at any strength for nothing; saved as a preset, confirmed by one credit."""

import streamlit as st

from retouch_lib.ui import runs, session, workspace
from retouch_lib.ui.mix.board import board, listened
from retouch_lib.ui.mix.confirmed import confirmed, noted
from retouch_lib.ui.mix.guarding import guarded
from retouch_lib.ui.mix.kept import kept
from retouch_lib.ui.mix.leaving import confirming, leaving, rendered
from retouch_lib.ui.mix.looks import looks
from retouch_lib.ui.mix.mixed import PLACE, choose, mix_id, taken_from_sweep
from retouch_lib.ui.mix.others import others
from retouch_lib.ui.mix.pictures import pictures
from retouch_lib.ui.mix.rendering import rendering
from retouch_lib.ui.server.top_level import SWEEP
from retouch_lib.ui.shared.looking import loupes_of
from retouch_lib.ui.shared.photo_filter import seen, show_next
from retouch_lib.ui.shared.photo_page import photo_of_page
from retouch_lib.ui.shared.photo_strip import photo_strip

photo = photo_of_page(
    "Add a photo first. Its layers are rendered once; every strength of them is shown here for nothing."
)

# How these two stand, wide and narrow: `ui/shared/app.css`.
with st.container(key=session.MIX):
    picture, controls = st.container(key=session.MIX_PICTURE), st.container(key=session.MIX_CONTROLS)
with controls:
    session.show_sayings(PLACE)
    if mixed := choose(photo):
        mixed = listened(taken_from_sweep(mixed))
    wanted = confirming(mixed) if mixed else None
    if mixed:
        looks(mixed)
        with st.container(key=session.MIX_LAYERS):
            board(mixed, mix_id(mixed))
    beside = kept(mixed) if mixed else ()
    if mixed:
        noted(mixed, wanted)
        leaving(mixed, wanted)
        confirmed(mixed, wanted)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            others(mixed)
            st.page_link(SWEEP, label="Sweep: strengths side by side", icon=":material/apps:")
    rendering(photo, anew=mixed is not None)
with picture:
    state, shots = pictures(photo, mixed, beside, rendered(wanted))
    if state.step:
        show_next(seen([other.sha256 for other in workspace.photos()], photo.sha256), photo.sha256, state.step)
        st.rerun()
    if mixed and state.guard is not None:
        guarded(mixed, state.guard)
        st.rerun()
    photo_strip(runs.shown(), photo)
    if mixed:
        loupes_of(photo, shots)
