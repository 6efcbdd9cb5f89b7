"""Batch: looks on many photos, priced and foreseen before; a test first, progress, what failed, what needs a look."""

import streamlit as st

from retouch_lib.ui.batch.new import new_batch
from retouch_lib.ui.batch.sheet import choice, sheet, shown
from retouch_lib.ui.shared.add_photos import add_photos
from retouch_lib.ui.shared.dropped_files import dropped_files

with st.sidebar:
    add_photos()
dropped_files()
batch = shown()
choice(batch)
if batch is None:
    new_batch()
else:
    sheet(batch)
