"""Ticks of a page that was left.

A part drawn with `run_every` is asked for by the browser, in the name of the page that it shows. After `st.switch_page`
it goes on asking until it hears of the new page. Streamlit takes such a tick while the new page's run goes on, runs it
afterwards, finds that part no longer, and tells the browser of a run of the old page with nothing in it: the window
stays empty. A tick of a part that is unknown is dropped as it arrives; so those of the page left are forgotten before
the new page is drawn, and not after it as Streamlit does.
"""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx

from retouch_lib.ui import session


def forget_the_page_left() -> None:
    """Called first in every run of the whole page; does nothing where the page is the one drawn before."""
    run = get_script_run_ctx()
    if run is None or session.value(session.PAGE_DRAWN) == run.page_script_hash:
        return
    run.fragment_storage.clear()
    session.put(session.PAGE_DRAWN, run.page_script_hash)
