"""One photo of the grid shown large, in its place: its looks in the viewer, named and in order as in the grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import streamlit as st

from retouch_lib.store.records import Job, JobState, Photo, Verdict
from retouch_lib.ui import session
from retouch_lib.ui.grid import Row
from retouch_lib.ui.session import owner
from retouch_lib.ui.shared.amounts import with_amounts
from retouch_lib.ui.shared.shots import ORIGINAL, computed_of, face_boxes, original_shot, result_shots
from retouch_lib.ui.shared.simulated import look_shots
from retouch_lib.ui.survey.scope import Scope
from retouch_lib.ui.viewer import Shot, ViewerState, viewer

Start = Literal["fit", "face"] | tuple[float, float]
_HEIGHT, _BELOW = 640, 48


@dataclass(frozen=True, slots=True)
class Opened:
    """Which photo is looked at, and which of its looks was chosen."""

    photo: str
    job: str
    """Empty for the original."""
    face: int = 0
    """The place of the face to begin at, where it begins at one."""


def closeup(
    rows: Sequence[Row], scope: Scope, opened: Opened, start: Start, *, blind: bool = False
) -> tuple[ViewerState, Opened] | None:
    """Draw it; what is told in it, and what is opened now. None where the photo is gone.

    `blind`: results are seen whole, for an amount that is kept tells which one it is.
    """
    row = next((row for row in rows if row.id == opened.photo), None)
    photo = session.lab().store.photo(owner(), opened.photo)
    if row is None or photo is None:
        return None
    jobs, amounts = ([], {}) if blind else (_jobs(row, scope), scope.amounts)
    shots = with_amounts(photo, _shots(row, scope, photo, blind=blind), jobs, amounts)
    st.text(f"{rows.index(row) + 1} of {len(rows)} · {row.name}")
    place = next((place for place, shot in enumerate(shots) if shot.id == opened.job), 0)
    state = viewer(
        shots,
        key=session.SURVEY_VIEWER,
        height=_HEIGHT,
        fills=True,
        right=place or min(1, len(shots) - 1),
        faces=face_boxes(photo),
        start=start,
        face=opened.face,
        below=_BELOW,
        photo=photo.sha256,
        name=row.name,
        photos=len(rows) > 1,
        show=opened.job,
        computed=computed_of(photo),
    )
    return state, replace(opened, job="" if state.right == ORIGINAL else state.right)


def _shots(row: Row, scope: Scope, photo: Photo, *, blind: bool) -> list[Shot]:
    """As in the row: original first, each look once, under the whole look's name, or its letter while blind."""
    names = {} if blind else dict(zip(scope.looks, scope.labels, strict=True))
    cells = {cell.id: cell for cell in row.cells if cell is not None}
    done = _jobs(row, scope)
    found = {shot.id: shot for shot in result_shots(photo, done)}
    judged = [
        replace(
            found[cell.id],
            label=names.get(scope.jobs[cell.id].fingerprint, cell.label),
            mark=cell.mark or Verdict.NONE,
            stars=cell.stars,
            note=cell.note,
        )
        for cell in cells.values()
        if cell.id in found
    ]
    looks = [look for look in scope.simulated.get(photo.sha256, ()) if look.id in cells]
    return [original_shot(photo, done), *judged, *look_shots(photo, looks)]


def _jobs(row: Row, scope: Scope) -> list[Job]:
    """Whose results are there, each once."""
    ids = dict.fromkeys(cell.id for cell in row.cells if cell is not None)
    return [job for job in map(scope.jobs.get, ids) if job is not None and job.state is JobState.DONE]


def beside(rows: Sequence[Row], opened: Opened, step: int) -> Opened:
    """The next or previous photo, at the look in the same column; at the ends it stays."""
    places = {row.id: place for place, row in enumerate(rows)}
    here = places[opened.photo]
    there = min(max(here + step, 0), len(rows) - 1)
    column = _column(rows[here], opened.job)
    cell = None if column is None else rows[there].cells[column]
    return Opened(rows[there].id, cell.id if cell is not None else "")


def _column(row: Row, job: str) -> int | None:
    ids = [None if cell is None else cell.id for cell in row.cells]
    return ids.index(job) if job in ids else None
