"""The entry script: page set-up, navigation, and what every page shows."""

from pathlib import Path

import streamlit as st

from retouch_lib.ui import session
from retouch_lib.ui.first_visit import greet
from retouch_lib.ui.server_note import server_note

PAGES = Path(__file__).resolve().parents[2] / "pages"
SIDEBAR_WIDTH = 260
COMPARE = "compare"
"""Its sidebar is closed at first: there the picture is what matters."""

st.set_page_config(
    page_title="Retouch Lab",
    page_icon=str(Path(__file__).with_name("favicon.png")),
    layout="wide",
)
page = st.navigation(
    [
        st.Page(PAGES / "tune.py", title="Tune", icon=":material/tune:", default=True),
        st.Page(PAGES / "compare.py", title="Compare", icon=":material/compare:", url_path=COMPARE),
        st.Page(PAGES / "presets.py", title="Presets", icon=":material/bookmarks:"),
        st.Page(PAGES / "history.py", title="History", icon=":material/history:"),
        st.Page(PAGES / "settings.py", title="Settings", icon=":material/settings:"),
    ]
)
# Said once in each run: two states in one run would now and then leave the sidebar in the wrong one.
st.set_page_config(initial_sidebar_state="collapsed" if page.url_path == COMPARE else SIDEBAR_WIDTH)
greet()
with st.sidebar:
    server_note()
session.show_sayings()
page.run()
