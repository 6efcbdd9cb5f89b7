"""Presets: the library with its versions, what changed between them, and presets that come and go."""

import streamlit as st

from retouch_lib.ui import session, workspace
from retouch_lib.ui.presets.colleagues import asked_preset, shared_preset
from retouch_lib.ui.presets.detail import preset_detail
from retouch_lib.ui.presets.import_form import import_form, take_shared
from retouch_lib.ui.presets.library_list import library_list

LIBRARY, IMPORT = "Library", "Import"

if take_shared():
    session.put(session.PRESETS_PAGE, IMPORT)
with st.container(horizontal=True, vertical_alignment="center"):
    st.header("Presets", width="stretch", anchor=False)
    view = st.segmented_control(
        "View",
        [LIBRARY, IMPORT],
        default=LIBRARY,
        required=True,
        key=session.PRESETS_PAGE,
        label_visibility="collapsed",
    )
entries = workspace.preset_entries()
if view == IMPORT:
    import_form(entries)
    st.stop()
shown = workspace.preset_shown(entries)
page = st.grid(3, min_column_width=290, gap="medium")
with page.cell():
    library_list(entries, shown)
with page.cell(column_span=2):
    if colleagues := asked_preset():
        shared_preset(colleagues)
    else:
        preset_detail(entries, shown)
