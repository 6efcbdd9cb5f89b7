"""A run's address that a colleague sent: it opens on Team, whichever page it was copied from."""

from __future__ import annotations

import streamlit as st

from retouch_lib.ui import session
from retouch_lib.ui.server.top_level import TEAM
from retouch_lib.ui.session import lab
from retouch_lib.ui.shared.team import in_team

_TEAM_PATH = "team"


def go_to_shared_run(path: str) -> None:
    """Switch to Team where the address, of the page at `path`, names a run that somebody shares."""
    run_id = st.query_params.get(session.RUN, "")
    if path != _TEAM_PATH and run_id and in_team() and lab().sharing.run(session.owner(), run_id) is not None:
        st.switch_page(TEAM, query_params={session.RUN: run_id})
