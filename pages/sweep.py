"""Sweep: one or two strengths of a photo's layers in steps, side by side, for nothing; picked, and used on Mix."""

import streamlit as st

from retouch_lib.ui import runs, workspace
from retouch_lib.ui.server.top_level import MIX, TUNE
from retouch_lib.ui.shared.add_photos import add_photos
from retouch_lib.ui.shared.dropped_files import dropped_files
from retouch_lib.ui.shared.photo_address import hear_address, tell_address
from retouch_lib.ui.shared.photo_strip import photo_strip
from retouch_lib.ui.sweep.sheet import sheet
from retouch_lib.ui.sweep.swept import swept

with st.sidebar:
    add_photos()
dropped_files()
hear_address(workspace.photos())
photo = workspace.photo_shown()
if photo is None:
    st.info("Add a photo first. Once its layers are rendered, their strengths stand here side by side, for nothing.")
    st.page_link(TUNE, label="Go to Tune", icon=":material/tune:")
    st.stop()
tell_address(photo)
shown = swept(photo)
if shown is None:
    st.info("This photo has no layers yet. Render them on Mix; any strength of them is then shown here for nothing.")
    st.page_link(MIX, label="Go to Mix", icon=":material/layers:")
else:
    sheet(shown)
photo_strip(runs.shown(), photo)
