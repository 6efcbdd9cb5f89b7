"""An answer that came back from a pick page: pasted, looked at, and taken over as one step that can be undone."""

from __future__ import annotations

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.reports.answer_changes import taking_over_in_words
from retouch_lib.reports.answers import PickAnswer
from retouch_lib.store.client_pages import ClientPage
from retouch_lib.ui import session
from retouch_lib.ui.session import OWNER, lab
from retouch_lib.ui.shared import judging
from retouch_lib.ui.shared.escaped import table
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.words.times import ago, day_and_time

_MOST_PAGES = 10


def paste_answer() -> None:
    """Draw the field, what the answer would change, and the pages that were sent out."""
    message = str(
        st.text_area("Paste an answer", key=session.CLIENT_ANSWER, placeholder="PICK1-…-END", height=120) or ""
    )
    st.button("Look at it", key=session.CLIENT_READ)
    if message.strip():
        _look_at(message)
    _sent_pages()


def _look_at(message: str) -> None:
    """What it says; nothing is changed before the second press."""
    try:
        answer = lab().reports.answers.answer_in(OWNER, message)
    except RetouchError as error:
        st.error(plain(str(error)))
        return
    st.markdown(f"**{plain(answer.words)}**")
    st.caption(plain(f"To “{answer.page.title}”, made {day_and_time(answer.page.made_at)}."))
    if answer.comment:
        st.info(plain(answer.comment), icon=":material/chat:")
    for remark in answer.remarks:
        st.caption(plain(remark))
    if answer.changes:
        table(
            {
                "Photo": [one.photo_name for one in answer.changes],
                "Now": [one.now for one in answer.changes],
                "Then": [one.then for one in answer.changes],
            }
        )
    if answer.picks or answer.comment:
        label = plain(_taken_in_words(answer))
        if st.button(label, key=session.CLIENT_TAKE, type="primary"):
            _take_over(answer)


def _taken_in_words(answer: PickAnswer) -> str:
    return taking_over_in_words(answer.changes) if answer.picks else "Keep the comment"


def _take_over(answer: PickAnswer) -> None:
    if answer.picks and not judging.lay(answer.picks, f"picks from {answer.sender or 'a client'}"):
        st.rerun()  # what went wrong is told by the page
    try:
        lab().reports.answers.taken(answer)
    except RetouchError as error:
        session.say("error", plain(str(error)))
    undo = " Ctrl+Z takes it back." if answer.picks else ""
    session.say("toast", plain(f"{answer.words}: taken over.{undo}"))
    session.take(session.CLIENT_ANSWER)
    session.show_a_client(None)
    st.rerun()  # the whole page, where the dialog is closed


def _sent_pages() -> None:
    pages = lab().reports.answers.pages(OWNER)
    if not pages:
        st.caption("No pick page was made yet.")
        return
    with st.expander(f"{counted(len(pages), 'page')} made"):
        for page in pages[:_MOST_PAGES]:
            st.markdown(plain(_page_in_words(page)))
            for answer in page.answers:
                st.caption(plain(f"{answer.sender or 'Somebody'}: {answer.comment or 'no comment'}"))


def _page_in_words(page: ClientPage) -> str:
    """ "Spring · 12 photos, shuffled · 2 h ago · 1 answer" """
    shuffled = ", shuffled" if page.seed else ""
    made = f"{counted(page.photos, 'photo')}{shuffled} · {ago(lab().clock() - page.made_at)}"
    return f"{page.title} · {made} · {counted(len(page.answers), 'answer')}"
