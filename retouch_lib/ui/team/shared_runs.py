"""The runs that others share with the one who looks, as a table with who ran each; a row opens it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.store.grants import SharedRun
from retouch_lib.ui import session
from retouch_lib.ui.session import lab
from retouch_lib.words.text import visible
from retouch_lib.work.sharing import MOST_RUNS

EVERYBODY = "Everybody"


def shared_runs() -> None:
    """Draw the filter and the table."""
    runs = lab().sharing.runs_for(session.owner())
    if not runs:
        st.info(
            "Nobody shares a run with you yet. Colleagues do it in History: tick a row, then *Share…*. Presets that "
            "they share stand on *Presets*, under *From colleagues*."
        )
        return
    shown = _filtered(runs)
    names = lab().people.names()
    st.dataframe(
        {
            "When": [run.created_at for run in shown],
            "Who ran it": [visible(names.get(run.owner, run.owner)) for run in shown],
            "Project": [visible(run.project) for run in shown],
            "Photos": [run.photos for run in shown],
            "Looks": [visible(", ".join(run.variants)) for run in shown],
            "Server": [_server(run.server) for run in shown],
        },
        hide_index=True,
        on_select=_open,
        selection_mode="single-row",
        key=session.TEAM_RUNS,
        column_config={"When": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm")},
    )
    session.put(session.TEAM_ROWS, [run.id for run in shown])
    st.caption("Tick a row to open the run. It costs nothing to look; what you run yourself is on your own budget.")
    if len(runs) == MOST_RUNS:
        st.caption(f"The newest {MOST_RUNS} are listed.")


def _filtered(runs: Sequence[SharedRun]) -> list[SharedRun]:
    names = lab().people.names()
    called: dict[str, str] = {run.owner: names.get(run.owner, run.owner) for run in runs}
    owners = sorted(called, key=lambda owner: called[owner])
    if len(owners) == 1:
        return list(runs)
    who = st.selectbox(
        "Who ran it",
        [EVERYBODY, *owners],
        format_func=lambda owner: EVERYBODY if owner == EVERYBODY else visible(called[owner]),
        key=session.TEAM_WHO,
        width=260,
    )
    return [run for run in runs if who in (EVERYBODY, run.owner)]


def _server(name: str) -> str:
    return {server.name: server.label for server in lab().servers()}.get(name, name)


def _open() -> None:
    """Of the row just ticked; the address names the run, so that F5 and the way back show the same."""
    rows: list[int] = session.value(session.TEAM_RUNS)["selection"]["rows"]
    ids: list[str] = session.value(session.TEAM_ROWS) or []
    if rows and rows[0] < len(ids):
        st.query_params[session.RUN] = ids[rows[0]]
