"""Parts of a page are drawn anew by a press; one that came when they were gone already takes no page down."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from retouch_lib.ui.session import Key
    from retouch_lib.ui.shared.again import draw_parts

    def count(what: str) -> None:
        st.session_state[what] = st.session_state.get(what, 0) + 1

    count("whole")
    st.fragment(lambda: count("part"), key="part")()
    st.button("there", on_click=draw_parts, args=([Key("part")],))
    st.button("gone", on_click=draw_parts, args=([Key("part"), Key("of another page")],))


def drawn(test: AppTest, label: str) -> tuple[int, int]:
    """How often the whole page was drawn after a press of that button, and its part."""
    next(button for button in test.button if button.label == label).click()
    test.run()
    assert not test.exception
    return test.session_state["whole"], test.session_state["part"]


def test_only_the_part_is_drawn() -> None:
    assert drawn(AppTest.from_function(page).run(), "there") == (1, 2)


def test_with_a_part_that_is_gone_all_is() -> None:
    assert drawn(AppTest.from_function(page).run(), "gone") == (2, 2)
