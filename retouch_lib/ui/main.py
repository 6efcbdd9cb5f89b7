"""The entry script: page set-up, navigation, and what every page shows."""

from pathlib import Path
from typing import Literal

import streamlit as st

from retouch_lib.errors import StoreTrouble
from retouch_lib.ui import session
from retouch_lib.ui.server.top_level import TOP_LEVEL
from retouch_lib.ui.shared import judging
from retouch_lib.ui.shared.first_visit import greet
from retouch_lib.ui.shared.note_dialog import note_dialog
from retouch_lib.ui.shared.preset_save import save_dialog
from retouch_lib.ui.shared.server_note import server_note, standing_notes
from retouch_lib.ui.shared.sheet import sheet
from retouch_lib.ui.shared.text import plain

PAGES = TOP_LEVEL / "pages"
SIDEBAR_WIDTH = 260
COMPARE, SURVEY = "compare", "survey"
"""Their sidebar is closed at first: there the pictures are what matters."""


def sidebar_on(path: str) -> Literal["collapsed"] | int:
    return "collapsed" if path in (COMPARE, SURVEY) else SIDEBAR_WIDTH


# Said before the navigation, whose own first message would otherwise fetch another page icon, and said once: of two
# states in one run the browser now and then keeps the first.
said = sidebar_on((st.context.url or "").rpartition("/")[2])
st.set_page_config(
    page_title="Retouch Lab",
    page_icon=str(Path(__file__).with_name("favicon.png")),
    layout="wide",
    initial_sidebar_state=said,
)
page = st.navigation(
    [
        st.Page(PAGES / "tune.py", title="Tune", icon=":material/tune:", default=True),
        st.Page(PAGES / "compare.py", title="Compare", icon=":material/compare:", url_path=COMPARE),
        st.Page(PAGES / "survey.py", title="Survey", icon=":material/grid_view:", url_path=SURVEY),
        st.Page(PAGES / "presets.py", title="Presets", icon=":material/bookmarks:"),
        st.Page(PAGES / "history.py", title="History", icon=":material/history:"),
        st.Page(PAGES / "settings.py", title="Settings", icon=":material/settings:"),
    ]
)
if sidebar_on(page.url_path) != said:  # a switch of pages that the address doesn't show yet
    st.set_page_config(initial_sidebar_state=sidebar_on(page.url_path))
try:
    greet()
    sheet()
    with st.sidebar:
        server_note()
    standing_notes()
    session.show_sayings()
    judging.tell()
    note_dialog()
    save_dialog()
    page.run()
except StoreTrouble as error:  # a full disk, another program that holds the database: it passes
    st.error(f"{plain(str(error))} This page can’t be shown meanwhile. Reload it when that is over.")
