"""Two pages: one that ticks and opens the other, and one that takes its time."""

import time

import streamlit as st

from retouch_lib.ui.shared.page_change import forget_the_page_left


def first() -> None:
    st.fragment(lambda: st.write("ticking"), run_every=0.1)()
    if st.button("Open"):
        st.switch_page(pages[1])


def second() -> None:
    time.sleep(2)
    if st.button("Ask"):
        st.write("Answered")


pages = [st.Page(first, default=True), st.Page(second)]
page = st.navigation(pages)
forget_the_page_left()
page.run()
