"""Which desk lies open: one's own, or that of a run which is looked at in the place of one's own.

A run is asked for by the address, or was a moment ago: another page's address doesn't name it. What was settled for it
(`runs`) is kept in the session; what is changed on its desk, in the store, too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from retouch_lib.ui import preferences, session
from retouch_lib.ui.desk import Desk, from_store, to_store
from retouch_lib.ui.session import lab, owner


def asked() -> str:
    """The id of the run asked for; empty where none is."""
    return st.query_params.get(session.RUN, "") or _kept()[0]


def looked_at() -> Desk | None:
    """The desk of the run that is looked at; None at one's own."""
    run_id, desk = _kept()
    return desk if run_id == asked() else None


def is_settled() -> bool:
    """Whether it is settled where the run asked for is shown."""
    return _kept()[0] == asked()


def settle(run_id: str, desk: Desk | None) -> None:
    """Show that run on this desk, or on one's own."""
    session.put(session.DESK, (run_id, desk))


def ask_for(run_id: str) -> None:
    """Name that run in the address."""
    st.query_params[session.RUN] = run_id


def keep(run_id: str, desk: Desk) -> None:
    """Show that run on this desk, after F5, too."""
    settle(run_id, desk)
    lab().store.set_preference(owner(), preferences.RUN_DESK, to_store(run_id, desk))


def change(desk: Desk, **fields: Any) -> None:
    """Change something on the desk of the run that is looked at."""
    keep(asked(), replace(desk, **fields))


def kept_for(run_id: str) -> Desk | None:
    """That run's desk as it was kept; None where it was not."""
    kept = from_store(lab().store.preference(owner(), preferences.RUN_DESK))
    return kept[1] if kept is not None and kept[0] == run_id else None


def leave() -> None:
    """Back to one's own desk."""
    if kept_for(asked()) is not None:
        lab().store.set_preference(owner(), preferences.RUN_DESK, None)
    session.take(session.DESK)
    if session.RUN in st.query_params:
        del st.query_params[session.RUN]


def _kept() -> tuple[str, Desk | None]:
    kept: tuple[str, Desk | None] = session.value(session.DESK) or ("", None)
    return kept
