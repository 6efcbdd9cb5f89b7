"""Sweep: one or two settings in steps, side by side: of layers that are there for nothing, or rendered for a price."""

import streamlit as st

from retouch_lib.ui import runs
from retouch_lib.ui.server.top_level import MIX
from retouch_lib.ui.shared.photo_page import photo_of_page
from retouch_lib.ui.shared.photo_strip import photo_strip
from retouch_lib.ui.sweep.cell_sheet import cell_sheet
from retouch_lib.ui.sweep.fields import fields
from retouch_lib.ui.sweep.kind import ANY_SETTING, kind
from retouch_lib.ui.sweep.sheet import sheet
from retouch_lib.ui.sweep.swept import swept

photo = photo_of_page("Add a photo first. Then its settings can be swept, side by side.")
if kind(photo) == ANY_SETTING:
    asked, sweep = fields()
    if sweep is not None:
        cell_sheet(asked, sweep)
    st.stop()
shown = swept(photo)
if shown is None:
    st.info("This photo has no layers yet. Render them on Mix; any strength of them is then shown here for nothing.")
    st.page_link(MIX, label="Go to Mix", icon=":material/layers:")
else:
    sheet(shown)
photo_strip(runs.shown(), photo)
