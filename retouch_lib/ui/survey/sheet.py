"""The survey itself: a fragment, so that a judgement draws nothing else anew; it ticks while a run goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import streamlit as st

from retouch_lib.imaging.measures.places import PhotoPlace
from retouch_lib.store.records import Job, Pick
from retouch_lib.ui import session
from retouch_lib.ui.grid import Row, Told, grid
from retouch_lib.ui.rounds import Round
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared import judging
from retouch_lib.ui.shared.again import draw_again
from retouch_lib.ui.shared.amounts import choose_amount
from retouch_lib.ui.shared.client_comments import client_comments, commented_photos
from retouch_lib.ui.shared.measures_panel import measures_panel
from retouch_lib.ui.shared.needs_look import jobs_of, needs_look, triaged
from retouch_lib.ui.survey.closeup import Opened, beside, closeup
from retouch_lib.ui.survey.crops import POINT, Spots, start_of, view_of
from retouch_lib.ui.survey.heard import hear, judge
from retouch_lib.ui.survey.origin import origin
from retouch_lib.ui.survey.others import others
from retouch_lib.ui.survey.outcome import outcome
from retouch_lib.ui.survey.rows import columns_of, is_judged, progress_in_words, rows_of
from retouch_lib.ui.survey.scope import Scope, scope
from retouch_lib.ui.survey.toolbar import chosen, shown_by, toolbar, which
from retouch_lib.work.picks import tally

TICK_SECONDS = 1.0
"""How often the grid looks into the store while a run is under way; no server is asked."""
_POINT_HINT = (
    "Click a spot in any picture: every photo is then shown there, at 1:1. With Alt: only that photo. "
    "Enter takes the middle."
)
_NONE_LEFT = "No photo passes this filter."


def surveyed() -> Scope:
    """What is surveyed, as it is chosen in the toolbar."""
    return scope(which())


def sheet(moving: bool) -> None:
    """Draw it; `moving`: whether some of it is under way."""

    def draw() -> None:
        _sheet(moving)

    st.fragment(draw, run_every=TICK_SECONDS if moving and not session.asking() else None, key=session.SURVEY)()


def _sheet(moved_before: bool) -> None:
    shown = surveyed()
    if not shown.items:
        st.rerun()  # the whole page, which says it: the run was deleted meanwhile
    noting = session.noted()
    told, one = hear(shown)
    _follow(told)
    opened: Opened | None = session.value(session.SURVEY_OPENED)
    picks = _picks(shown, one)
    found = triaged(list(shown.jobs.values()))
    rows = rows_of(shown, picks, one, found)
    places = shown_by(chosen(), rows, picks, {each.id: each.beyond for each in found.needing})
    with st.container():  # one element, however much there is in it: a grid that is moved forgets where it was scrolled
        if opened is None:
            toolbar(shown, one, done=all(map(is_judged, rows)), pointed=not _pointing())
            others(shown)
            outcome(shown, picks, one)
    _grid(shown, rows, picks, one, places)
    if opened is not None:
        _closeup(shown, rows, places, opened, noting, one)
        if not one.blind:
            client_comments(opened.photo)
            measures_panel(jobs_of([item for item in shown.items if item.job.photo == opened.photo]))
    elif not one.blind:
        needs_look(jobs_of(shown.items), "survey", _open)
        commented_photos({row.id: row.name for row in rows})
    origin(shown)
    judging.tell()
    if session.noted() != noting or (shown.under_way != moved_before and not session.asking()):
        st.rerun()  # the whole page: a dialog opens, or the timer starts or stops


def _picks(shown: Scope, one: Round) -> dict[str, Pick]:
    """Of the photos surveyed, by job; while names are hidden only what was said blind."""
    return lab().picks.of_photos(owner(), shown.photos) if one.trial is None else dict(one.trial.said)


def _follow(told: Told) -> None:
    """Keep where the user went in the grid: to a picture shown large, back, or to a spot."""
    if told.opened is not None:
        session.put(session.SURVEY_OPENED, Opened(*told.opened))
        session.take(session.SURVEY_AT)
    if told.back and (opened := session.take(session.SURVEY_OPENED)) is not None:
        session.put(session.SURVEY_WENT, (opened.photo, opened.job))
    if told.spot is not None:
        session.put(session.SURVEY_SPOTS, _spots().at(told.spot))
        session.put(session.SURVEY_POINTING, False)


def _pointing() -> bool:
    """Whether a spot is asked for, should points be looked at."""
    return not _spots() or bool(session.value(session.SURVEY_POINTING))


def _spots() -> Spots:
    return session.value(session.SURVEY_SPOTS) or Spots()


def _open(job: Job, place: PhotoPlace | None) -> None:
    """A result that needs a look, large, at the place."""
    session.put(session.SURVEY_OPENED, Opened(job.photo, job.id))
    session.put(session.SURVEY_AT, (job.photo, place.middle) if place else None)
    st.rerun()


def _start(opened: Opened) -> Literal["fit", "face"] | tuple[float, float]:
    """Where a photo begins when it is seen large."""
    at: tuple[str, tuple[float, float]] | None = session.value(session.SURVEY_AT)
    if at and at[0] == opened.photo:
        return at[1]
    return start_of(chosen().crop, opened.photo, _spots(), opened.face)


def _grid(
    shown: Scope, rows: Sequence[Row], picks: Mapping[str, Pick], one: Round, places: Sequence[int] | None
) -> None:
    look = chosen()
    pointing = look.crop == POINT and _pointing()
    hint = _POINT_HINT if pointing else _NONE_LEFT if places == [] else ""
    memory = grid(
        rows,
        columns_of(shown, tally(shown.items, picks), one),
        view=replace(
            view_of(look.crop, look.side, _spots(), pointing=pointing, named=one.blind),
            fills=look.fills,
        ),
        key=session.SURVEY_GRID,
        memory=session.value(session.SURVEY_MEMORY),
        label="Survey: a row a photo, a column a look",
        shown=places,
        corner=progress_in_words(rows),
        hint=hint,
        pointing=pointing,
        ties=True,
        behind=session.value(session.SURVEY_OPENED) is not None,
        go_to=session.value(session.SURVEY_WENT),
    )
    session.put(session.SURVEY_MEMORY, memory)


def _closeup(
    shown: Scope,
    rows: Sequence[Row],
    places: Sequence[int] | None,
    opened: Opened,
    noting: Sequence[Job],
    one: Round,
) -> None:
    """The viewer in the grid's place; what is judged in it shows in both with the next drawing."""
    walked = list(rows) if places is None else [rows[place] for place in places]
    if all(row.id != opened.photo for row in walked):
        walked = [row for row in rows if row in walked or row.id == opened.photo]
    found = closeup(rows, shown, opened, _start(opened), blind=one.blind)
    if found is None:
        session.take(session.SURVEY_OPENED)
        draw_again()
    state, now = found
    step = state.step
    if isinstance(state.judge, Mapping):
        judge(shown, [state.judge])
        step = step or int(judging.is_pick(state.judge, shown.jobs))
    session.put(session.SURVEY_OPENED, beside(walked, now, step) if step else now)
    if session.noted() != noting:
        st.rerun()  # the whole page: the dialog is drawn by it
    amount = choose_amount(state.amount, shown.jobs.values())
    if amount or step or state.judge:
        draw_again()
