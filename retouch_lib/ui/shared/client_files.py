"""The two forms of the dialog for clients: what is chosen, how large the file gets, and its making."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.reports.allowance import Fit, fit
from retouch_lib.reports.answer_code import MOST_LOOKS, MOST_PHOTOS
from retouch_lib.reports.drawing import left_out_of_png
from retouch_lib.reports.making import ReportForm, ReportMaking
from retouch_lib.reports.sheet import LONGEST_TITLE, PICK_TITLE, TITLE, Sheet, photo_count, sheet_of, versions_of
from retouch_lib.store.records import Job
from retouch_lib.ui import session
from retouch_lib.ui.server.urls import report_url
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.escaped import progress
from retouch_lib.ui.shared.kept_press import kept_press
from retouch_lib.ui.shared.text import distinct, plain
from retouch_lib.words.counted import counted
from retouch_lib.words.sizes import size_in_words
from retouch_lib.work.delivery import ALL, WINNERS, Deliverable, Meant, ResultsOf

SHUFFLED, NAMED = "Shuffled: A, B, C", "With their names"
_TICK_SECONDS = 0.5
_FORMS = ("HTML", "PDF", "PNG")
_ABOUT = {
    ReportForm.HTML: "opens in any browser: large pictures, swipe between before and after, prints to A4",
    ReportForm.PDF: "pages of A4; its words can’t be searched",
    ReportForm.PNG: "one long picture",
}
_CHOICES = {ALL: "All results", WINNERS: "Winners only"}


def contact_sheet(source: ResultsOf) -> None:
    """Draw its form."""
    choice = st.selectbox("Results", (ALL, WINNERS), key=session.CLIENT_CHOICE, format_func=_CHOICES.__getitem__)
    sheet = _chosen(lab().deliveries.meant(owner(), source, choice), TITLE, judged=True)
    make_file(sheet, form_chosen())


def form_chosen() -> ReportForm:
    """Draw the choice of what a contact sheet is made as."""
    name = st.segmented_control("As", _FORMS, default=_FORMS[0], required=True, key=session.CLIENT_FORM) or _FORMS[0]
    form = ReportForm(name.lower())
    st.caption(_ABOUT[form])
    return form


def pick_page(source: ResultsOf) -> None:
    """Draw its form: there is something to choose on a photo with two results or more."""
    looks = st.segmented_control("Looks", (SHUFFLED, NAMED), default=SHUFFLED, required=True, key=session.CLIENT_NAMES)
    sheet = _chosen(lab().deliveries.meant(owner(), source, ALL), PICK_TITLE, judged=False)
    if any(len(photo.results) > MOST_LOOKS for photo in sheet.photos) or len(sheet.photos) > MOST_PHOTOS:
        st.warning(f"A pick page holds {MOST_PHOTOS} photos with {MOST_LOOKS} looks each. Choose fewer.")
        return
    make_file(sheet, ReportForm.PICK_PAGE, shuffled=looks == SHUFFLED)


def _chosen(meant: Meant, usual_title: str, *, judged: bool) -> Sheet:
    """The results of the photos and looks that are chosen below, all where none is; with a title.

    `judged`: whether a sheet for the studio tells what was thought of them.
    """
    studio, results = _for_the_studio(meant)
    results = [one for one in results if one.leaves_as_picture]
    if not judged:
        results = _to_be_picked(results)
    jobs = [one.job for one in results]
    photos = {job.photo: job.photo_name for job in jobs}
    looks = {job.fingerprint: job.variant for job in reversed(jobs)}
    left = _ticked("Photos", photos, session.CLIENT_PHOTOS)
    right = _ticked("Looks shown", looks, session.CLIENT_LOOKS)
    title = st.text_input("Title", key=session.CLIENT_TITLE, max_chars=LONGEST_TITLE, placeholder=usual_title)
    amounts = {one.job.id: one.amount for one in results if one.amount}
    simulated = {(one.job.id, one.job.fingerprint): one.look.strengths for one in results if one.look}
    return sheet_of(
        _in_order([job for job in jobs if job.photo in left and job.fingerprint in right]),
        lab().clock(),
        title=str(title or usual_title),
        for_studio=studio,
        versions=versions_of(lab().library, owner()) if studio else None,
        picks={one.job.id: one.pick for one in results if one.pick} if studio and judged else None,
        amounts=amounts,
        simulated=simulated,
    )


def _for_the_studio(meant: Meant) -> tuple[bool, list[Deliverable]]:
    """Whether it is; a client gets no rejected look, and no word that is the studio's own."""
    studio = st.checkbox(
        "For the studio",
        key=session.CLIENT_STUDIO,
        help="With presets’ versions, winners, stars, and rejected looks. A client gets none of these.",
    )
    if studio:
        return True, [*meant.results]
    left = [one for one in meant.results if not one.is_rejected]
    if rejected := len(meant.results) - len(left):
        st.caption(f"Without {counted(rejected, 'rejected result')}.")
    return False, left


def _to_be_picked(results: Sequence[Deliverable]) -> list[Deliverable]:
    """A pick is of a result: a look that no server has rendered can't be one."""
    rendered = [one for one in results if one.look is None]
    if simulated := len(results) - len(rendered):
        looks = counted(simulated, "simulated look")
        st.caption(f"Without {looks}: a pick is of a result. Confirm a look on Mix, or run it, to have it picked.")
    return rendered


def _in_order(jobs: Sequence[Job]) -> list[Job]:
    """Of each photo one result a look, the last one asked for."""
    newest = {(job.photo, job.fingerprint, job.server): job for job in jobs}
    return list(newest.values())


def _ticked(label: str, known: dict[str, str], key: session.Key) -> set[str]:
    """Of what is known by id under these names, what is chosen; all of it where nothing is."""
    names = dict(zip(distinct([*known.values()]), known, strict=True))
    ticked = st.multiselect(label, [*names], key=key, placeholder=f"All {len(names)}")
    return {names[name] for name in ticked} or set(known)


def make_file(sheet: Sheet, form: ReportForm, *, shuffled: bool = False) -> None:
    """What it comes to, and the button; then how far it is, and the file."""
    found = fit(sheet)
    if not sheet.photos:
        st.info("There is no result to show among these.")
        return
    st.caption(plain(contents_in_words(sheet, found, form)))
    about = form, sheet.title, sheet.pictures
    if kept_press("Make the file", key=session.CLIENT_MAKE, about=about, type="primary"):
        _start(sheet, form, shuffled=shuffled)
    making: ReportMaking | None = session.value(session.CLIENT_MAKING)
    if making is not None and (making.form, making.asked) == (form, sheet):  # of anything else it would be another file
        st.fragment(_progress, run_every=None if making.ended else _TICK_SECONDS)(making)


def contents_in_words(sheet: Sheet, found: Fit, form: ReportForm) -> str:
    """ "6 photos, 18 results, at most 8 MB. Pictures of 1280 px, …" """
    what = f"{counted(photo_count(sheet.photos), 'photo')}, {counted(sheet.pictures - len(sheet.photos), 'result')}"
    if form in (ReportForm.HTML, ReportForm.PICK_PAGE):
        return f"{what}, at most {size_in_words(found.bytes)}. {found.words}"
    if form is ReportForm.PNG and (left := left_out_of_png(sheet)):
        return f"{what}. {counted(left, 'row')} have no room on one picture: choose PDF for all."
    return f"{what}."


def _start(sheet: Sheet, form: ReportForm, *, shuffled: bool) -> None:
    before: ReportMaking | None = session.value(session.CLIENT_MAKING)
    if before is not None and not before.ended:
        lab().reports.stop(before)
    try:
        seed = secrets.token_hex(8) if shuffled else ""
        session.put(session.CLIENT_MAKING, lab().reports.start(owner(), form, sheet, seed=seed))
    except RetouchError as error:
        st.error(plain(str(error)))


def _progress(making: ReportMaking) -> None:
    if making.trouble:
        st.error(plain(making.trouble))
    elif making.finished:
        size = size_in_words(making.bytes)
        st.link_button(f"Download · {size}", report_url(making.ticket), icon=":material/download:", type="primary")
        st.caption("It is kept for an hour. Send it as a file, by mail or messenger.")
    else:
        progress(making.made / max(1, making.total), f"Picture {making.made} of {making.total}")
    if making.ended and session.value(session.CLIENT_STOP) != making.ticket:
        session.put(session.CLIENT_STOP, making.ticket)
        st.rerun()  # the whole dialog: the timer ends
