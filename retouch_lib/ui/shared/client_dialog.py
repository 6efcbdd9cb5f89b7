"""What a client or a lead gets, and what comes back: contact sheet, pick page, an answer pasted."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.store.records import Job
from retouch_lib.ui import session
from retouch_lib.ui.shared.client_answer import paste_answer
from retouch_lib.ui.shared.client_files import contact_sheet, pick_page
from retouch_lib.work.delivery import ResultsOf

SHEET, PAGE, ANSWER = "Contact sheet", "Pick page", "Answer"
_ABOUT = {
    SHEET: "Photos beside their looks, in one file that opens anywhere and needs no network.",
    PAGE: "One file for a phone: the client chooses, and sends back a short code. Nothing is sent by itself.",
    ANSWER: "Paste what came back: the message with the code from the end of a pick page.",
}


def client_button(source: ResultsOf, *, disabled: bool = False) -> None:
    """Opens the dialog about these results."""
    st.button(
        "Show a client…",
        key=session.CLIENT_OPEN,
        icon=":material/co_present:",
        help="A contact sheet, or a page to choose on; and what comes back from one.",
        disabled=disabled,
        on_click=_open,
        args=(source,),
    )


def client_button_of(jobs: Sequence[Job]) -> None:
    """The same for these jobs."""
    client_button(ResultsOf(jobs=tuple(job.id for job in jobs)), disabled=not any(job.result for job in jobs))


def client_dialog() -> None:
    """Draw it while it is open."""
    source = session.shown_to_a_client()
    if source is not None:
        st.dialog("Show a client", width="medium", on_dismiss=_close)(_dialog)(source)


def _open(source: ResultsOf) -> None:
    _close()
    session.show_a_client(source)
    st.rerun()  # the whole page, also out of a fragment: it draws the dialog


def _close() -> None:
    for key in (session.CLIENT_MAKING, session.CLIENT_READ, session.CLIENT_ANSWER):
        session.take(key)
    session.show_a_client(None)


def _dialog(source: ResultsOf) -> None:
    what = st.segmented_control(
        "What",
        (SHEET, PAGE, ANSWER),
        default=SHEET,
        required=True,
        key=session.CLIENT_WHAT,
        label_visibility="collapsed",
    )
    st.caption(_ABOUT.get(what, ""))
    if what == ANSWER:
        paste_answer()
    elif what == PAGE:
        pick_page(source)
    else:
        contact_sheet(source)
