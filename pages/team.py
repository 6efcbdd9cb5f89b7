"""Team: runs that colleagues share, who ran them, and one of them opened."""

import streamlit as st

from retouch_lib.ui.shared.team import in_team
from retouch_lib.ui.team.opened import asked_run, opened_run
from retouch_lib.ui.team.shared_runs import shared_runs

st.header("Team", anchor=False)
if not in_team():
    st.info("This lab is yours alone: nobody shares anything with you here.")
    st.stop()
if (opened := asked_run()) is not None:
    opened_run(opened)
else:
    shared_runs()
