"""A press on which the page itself acts: it outlives a run that another one ended, and is never another thing's."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from retouch_lib.ui import session
from tests.pages.conftest import ran


def page() -> None:
    import streamlit as st

    from retouch_lib.ui import session
    from retouch_lib.ui.shared.kept_press import kept_press

    about = str(st.query_params.get("about", ""))
    if kept_press("Use it", key=session.SWEEP_USE, about=about):
        session.put(session.MIX_TAKEN, f"{session.value(session.MIX_TAKEN) or ''}{about}.")


def test_it_is_acted_upon_once_and_for_what_it_was_of() -> None:
    test = AppTest.from_function(page)
    test.query_params["about"] = "one"
    ran(test).button[0].click()
    assert ran(ran(test)).session_state[session.MIX_TAKEN] == "one."
    test.session_state[session.pressed(session.SWEEP_USE)] = ("one",)  # the run of this press came not so far
    assert ran(test).session_state[session.MIX_TAKEN] == "one.one."
    test.session_state[session.pressed(session.SWEEP_USE)] = ("one",)
    test.query_params["about"] = "two"
    for about in ("two", "one"):
        test.query_params["about"] = about
        assert ran(test).session_state[session.MIX_TAKEN] == "one.one.", "what was meant is not there any more"
