"""Retouch Lab's launcher: `streamlit run app.py`, or `python -m retouch_lib.ui` where it is installed."""

from pathlib import Path

import streamlit as st

import retouch_lib
from retouch_lib.ui.server.doors import require_known_visitors, visitors
from retouch_lib.ui.server.frames import frames
from retouch_lib.ui.server.lifespan import lifespan, require_alone, require_settings
from retouch_lib.ui.server.page_base import page_base
from retouch_lib.ui.server.request_filter import request_filter
from retouch_lib.ui.server.request_log import request_log
from retouch_lib.ui.server.routes import routes
from retouch_lib.ui.server.secure_cookies import secure_cookies

ENTRY = Path(retouch_lib.__file__).parent / "ui" / "main.py"

settings = require_settings()
require_known_visitors(settings)
require_alone(settings)
middleware = [
    request_filter(settings),
    request_log(),
    *secure_cookies(settings),
    *visitors(settings),
    frames(),
    page_base(),
]
app = st.App(ENTRY, lifespan=lifespan, routes=routes(), middleware=middleware)
