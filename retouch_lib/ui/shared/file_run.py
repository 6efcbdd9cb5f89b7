"""A run of one's own under a project of somebody else's: all who see the project see the run."""

from __future__ import annotations

import streamlit as st

from retouch_lib.errors import NotAllowed
from retouch_lib.owners import Owner
from retouch_lib.ui import session
from retouch_lib.ui.session import lab
from retouch_lib.ui.shared.team import called, in_team
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.text import visible

_PLACE = "file_run"


def file_menu(run_id: str) -> None:
    """Draw it where somebody lets the one who looks file runs, or the run is filed; else nothing."""
    if not in_team() or not run_id:
        return
    filed = lab().sharing.filed_under(run_id)
    there = lab().sharing.projects_to_file_under(session.owner())
    if filed is None and not there:
        return
    with st.popover("File…", icon=":material/drive_file_move:", key=session.file_menu(run_id)):
        session.show_sayings(_PLACE)
        if filed is not None:
            st.markdown(f"Under “{plain(filed[1])}” of {called(filed[0])}.")
            st.button("Take it out", key=session.unfile(run_id), on_click=_take_out, args=(run_id,))
        if there:
            _choice(run_id, there)


def _choice(run_id: str, there: tuple[tuple[Owner, str], ...]) -> None:
    names = lab().people.names()
    project = st.selectbox(
        "Project",
        there,
        format_func=lambda one: visible(f"{one[1]} · {names.get(one[0], one[0])}"),
        key=session.file_under(run_id),
    )
    st.button("File it there", key=session.file_now(run_id), on_click=_file, args=(run_id, *project))
    st.caption("Everybody who sees the project sees this run then; its owner and who may write judge its results.")


def _file(run_id: str, owner: Owner, project: str) -> None:
    try:
        lab().sharing.file_run(session.owner(), run_id, owner, project)
    except NotAllowed as error:
        session.say("error", plain(str(error)), _PLACE)


def _take_out(run_id: str) -> None:
    try:
        lab().sharing.take_out(session.owner(), run_id)
    except NotAllowed as error:
        session.say("error", plain(str(error)), _PLACE)
