"""An answer that came back from a pick page: pasted, looked at, and taken over as one step that can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.reports.answer_changes import AnswerChange, taking_over_in_words
from retouch_lib.reports.answers import PickAnswer
from retouch_lib.store.client_pages import ClientPage
from retouch_lib.store.records import Job
from retouch_lib.ui import session
from retouch_lib.ui.rounds import ALL_RESULTS
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared import judging
from retouch_lib.ui.shared.before_after import face_of_job, face_url
from retouch_lib.ui.shared.escaped import table
from retouch_lib.ui.shared.kept_press import kept_press
from retouch_lib.ui.shared.kept_rounds import kept_round, last_step, set_ties
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.words.times import ago, day_and_time

_MOST_PAGES = 10
_MOST_RUNS = 5
_FACE, _FACE_NOW, _FACE_THEN = "Original", "Winner now", "Winner then"
_PHOTO_WIDTH, _LOOK_WIDTH, _ROW_HEIGHT, _TALLEST = 116, 84, 64, 420
"""Pixels."""


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
        answer = lab().reports.answers.answer_in(owner(), message, _ties_now)
    except RetouchError as error:
        st.error(plain(str(error)))
        return
    st.markdown(f"**{plain(answer.words)}**")
    st.caption(plain(f"To “{answer.page.title}”, made {day_and_time(answer.page.made_at)}."))
    if answer.comment:
        st.info(plain(answer.comment), icon=":material/chat:")
    for remark in answer.remarks:
        st.caption(plain(remark))
    if answer.comments:
        names = [_photo_name(answer.photo_names, place) for place in answer.comments]
        table({"Photo": names, "Comment": [*answer.comments.values()]})
    if answer.changes:
        _changes(answer.changes)
    something = answer.changes or answer.comment or answer.comments
    label = plain(_taken_in_words(answer))
    if something and kept_press(label, key=session.CLIENT_TAKE, about=answer.digest, type="primary"):
        _take_over(answer)


def _photo_name(names: Mapping[int, str], place: int) -> str:
    return names.get(place, f"photo {place + 1}, gone since")


def _changes(changes: Sequence[AnswerChange]) -> None:
    """Photo by photo: the winner that it has and the one that it will have, in words first: a phone has room for these,
    and the faces are to its side."""
    column = st.column_config
    st.dataframe(
        {
            "Photo": [one.photo_name for one in changes],
            "Now": [one.now for one in changes],
            "Then": [one.then for one in changes],
            _FACE: [face_url(one.photo) for one in changes],
            _FACE_NOW: [_face(one.winner_now) for one in changes],
            _FACE_THEN: [_face(one.winner_then) for one in changes],
        },
        column_config={
            "Photo": column.TextColumn(width=_PHOTO_WIDTH),
            **{head: column.TextColumn(width=_LOOK_WIDTH) for head in ("Now", "Then")},
            **{head: column.ImageColumn(head) for head in (_FACE, _FACE_NOW, _FACE_THEN)},
        },
        row_height=_ROW_HEIGHT,
        height=min(_TALLEST, 40 + _ROW_HEIGHT * len(changes)),
        hide_index=True,
        placeholder="",
    )


def _face(winner: Job | None) -> str | None:
    return (face_of_job(winner) if winner else "") or None


def _scopes(page: ClientPage) -> list[str]:
    """Where the page's photos are surveyed, by id: in the latest runs that hold its results, and among all results."""
    holding = lab().store.runs_of_jobs(owner(), [item.job for item in page.items])
    return [*holding[:_MOST_RUNS], ALL_RESULTS]


def _ties_now(page: ClientPage) -> frozenset[str]:
    """The photos that are ties wherever the page's photos are surveyed."""
    return frozenset.intersection(*(kept_round(scope).named_ties for scope in _scopes(page)))


def _taken_in_words(answer: PickAnswer) -> str:
    return taking_over_in_words(answer.changes) if answer.changes else "Keep the comments"


def _take_over(answer: PickAnswer) -> None:
    before = last_step(session.PICKS_BACK)
    if answer.picks and not judging.lay(answer.picks, f"picks from {answer.sender or 'a client'}"):
        st.rerun()  # what went wrong is told by the page
    if answer.changes:
        judged = last_step(session.PICKS_BACK)
        set_ties(_scopes(answer.page), answer.tied, answer.settled, judged if judged is not before else None)
    try:
        lab().reports.answers.taken(answer)
    except RetouchError as error:
        session.say("error", plain(str(error)))
    undo = " Ctrl+Z takes it back." if answer.picks else " Ctrl+Z on Survey takes it back." if answer.changes else ""
    session.say("toast", plain(f"{answer.words}: taken over.{undo}"))
    session.take(session.CLIENT_ANSWER)
    session.show_a_client(None)
    st.rerun()  # the whole page, where the dialog is closed


def _sent_pages() -> None:
    pages = lab().reports.answers.pages(owner())
    if not pages:
        st.caption("No pick page was made yet.")
        return
    with st.expander(f"{counted(len(pages), 'page')} made"):
        for page in pages[:_MOST_PAGES]:
            _sent_page(page)


def _sent_page(page: ClientPage) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(plain(_page_in_words(page)), width="stretch")
        _forget_button(page)
    for answer in page.answers:
        st.caption(plain(f"{answer.sender or 'Somebody'}: {answer.comment or 'no comment'}"))
        names = _names_on(page) if answer.comments else {}
        for place, comment in answer.comments.items():
            st.caption(plain(f"{_photo_name(names, place)}: {comment}"))


def _names_on(page: ClientPage) -> dict[int, str]:
    """By place, of the photos that are still there."""
    names = {photo.sha256: photo.name for photo in lab().store.photos_of(owner(), {item.photo for item in page.items})}
    return {item.photo_place: names[item.photo] for item in page.items if item.photo in names}


def _forget_button(page: ClientPage) -> None:
    """Behind a second press: it can't be taken back."""
    with st.popover("Forget this page", key=session.client_page_menu(page.id)):
        went = f" and {counted(len(page.answers), 'answer')} with comments" if page.answers else ""
        st.markdown(f"The page{went} will be forgotten here. An answer that comes later can’t be taken. Picks stay.")
        st.button("Forget it", key=session.forget_client_page(page.id), on_click=_forget, args=(page.id,))


def _forget(page_id: str) -> None:
    try:
        lab().reports.answers.forget(owner(), page_id)
    except RetouchError as error:
        session.say("error", plain(str(error)))


def _page_in_words(page: ClientPage) -> str:
    """ "Spring · 12 photos, shuffled · 2 h ago · 1 answer" """
    shuffled = ", shuffled" if page.seed else ""
    made = f"{counted(page.photos, 'photo')}{shuffled} · {ago(lab().clock() - page.made_at)}"
    return f"{page.title} · {made} · {counted(len(page.answers), 'answer')}"
