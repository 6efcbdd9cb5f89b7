"""A press whose callback is under way when the next one comes is carried out all the same."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from retouch_lib.ui.server.whole_presses import keep_presses_whole


def _page() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

    def press() -> None:
        ctx = get_script_run_ctx()
        assert ctx
        assert ctx.script_requests
        ctx.script_requests.request_rerun(RerunData())  # as another press does
        st.session_state["first"] = "done"
        st.session_state["second"] = "done"

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    st.button("Press", on_click=press)
    st.text(f"run {st.session_state['runs']}")


def test_a_press_is_done_whole_when_the_next_one_comes_meanwhile() -> None:
    keep_presses_whole()
    test = AppTest.from_function(_page).run()
    test.button[0].click().run()
    assert [test.session_state["first"], test.session_state["second"]] == ["done", "done"]
    assert test.text[0].value == "run 2", "what was asked for meanwhile follows"
