"""The entry script: page set-up, navigation, and what every page shows."""

import streamlit as st

from retouch_lib.errors import StoreTrouble
from retouch_lib.ui import session
from retouch_lib.ui.narrow_menu import narrow_menu
from retouch_lib.ui.server.top_level import PAGES
from retouch_lib.ui.shared import judging
from retouch_lib.ui.shared.client_dialog import client_dialog
from retouch_lib.ui.shared.download import download_dialog
from retouch_lib.ui.shared.first_visit import greet
from retouch_lib.ui.shared.login import login_page, visitor_note
from retouch_lib.ui.shared.note_dialog import note_dialog
from retouch_lib.ui.shared.page_change import forget_the_page_left
from retouch_lib.ui.shared.page_icon import page_icon
from retouch_lib.ui.shared.preset_save import save_dialog
from retouch_lib.ui.shared.server_note import server_note, standing_notes
from retouch_lib.ui.shared.shared_run import go_to_shared_run
from retouch_lib.ui.shared.sheet import sheet
from retouch_lib.ui.shared.team import in_team, turn_away
from retouch_lib.ui.shared.text import plain

SIDEBAR_WIDTH = 260

forget_the_page_left()
# Said before the navigation, whose own first message would otherwise fetch another page icon.
st.set_page_config(
    page_title="Retouch Lab",
    page_icon=page_icon(),
    layout="wide",
    initial_sidebar_state=SIDEBAR_WIDTH,
)
try:
    visitor = session.enter()
    is_team = visitor is not None and in_team()
except StoreTrouble as error:
    st.error(plain(str(error)))
    st.stop()
team = [st.Page(PAGES / "team.py", title="Team", icon=":material/group:", url_path="team")] if is_team else []
page = st.navigation(
    [
        st.Page(PAGES / "tune.py", title="Tune", icon=":material/tune:", default=True),
        st.Page(PAGES / "mix.py", title="Mix", icon=":material/layers:", url_path="mix"),
        st.Page(PAGES / "sweep.py", title="Sweep", icon=":material/apps:", url_path="sweep"),
        st.Page(PAGES / "compare.py", title="Compare", icon=":material/compare:", url_path="compare"),
        st.Page(PAGES / "survey.py", title="Survey", icon=":material/grid_view:", url_path="survey"),
        st.Page(PAGES / "batch.py", title="Batch", icon=":material/photo_library:", url_path="batch"),
        st.Page(PAGES / "presets.py", title="Presets", icon=":material/bookmarks:"),
        st.Page(PAGES / "history.py", title="History", icon=":material/history:"),
        *team,
        st.Page(PAGES / "settings.py", title="Settings", icon=":material/settings:"),
    ],
    position="sidebar" if visitor else "hidden",
)
if visitor is None:
    login_page()
    st.stop()
try:
    turn_away()
    go_to_shared_run(page.url_path)
    greet()
    sheet()
    with st.sidebar:
        visitor_note(visitor)
        narrow_menu(key=session.NARROW_MENU)
        server_note()
    standing_notes()
    session.show_sayings()
    judging.tell()
    note_dialog()
    save_dialog()
    client_dialog()
    download_dialog()
    page.run()
except StoreTrouble as error:  # a full disk, another program that holds the database: it passes
    st.error(f"{plain(str(error))} This page can’t be shown meanwhile. Reload it when that is over.")
