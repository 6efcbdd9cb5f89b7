"""Retouch Lab's launcher: `streamlit run app.py`."""

import streamlit as st

from retouch_lib.ui.server.frames import frames
from retouch_lib.ui.server.guard import guard
from retouch_lib.ui.server.lifespan import lifespan, read_settings, require_alone, require_loopback
from retouch_lib.ui.server.routes import routes

require_loopback()
require_alone()
doors = [guard(read_settings()), frames()]
app = st.App("retouch_lib/ui/main.py", lifespan=lifespan, routes=routes(), middleware=doors)
