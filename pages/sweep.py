"""Sweep: one or two strengths of a photo's layers in steps, side by side, for nothing; picked, and used on Mix."""

import streamlit as st

from retouch_lib.ui import runs
from retouch_lib.ui.server.top_level import MIX
from retouch_lib.ui.shared.photo_page import photo_of_page
from retouch_lib.ui.shared.photo_strip import photo_strip
from retouch_lib.ui.sweep.sheet import sheet
from retouch_lib.ui.sweep.swept import swept

photo = photo_of_page(
    "Add a photo first. Once its layers are rendered, their strengths stand here side by side, for nothing."
)
shown = swept(photo)
if shown is None:
    st.info("This photo has no layers yet. Render them on Mix; any strength of them is then shown here for nothing.")
    st.page_link(MIX, label="Go to Mix", icon=":material/layers:")
else:
    sheet(shown)
photo_strip(runs.shown(), photo)
