"""One row of a sweep of any setting in the viewer: the original, and those of its cells that can be seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from retouch_lib.store.records import Photo, Pick
from retouch_lib.ui import session
from retouch_lib.ui.shared.amounts import amounts_of, with_amounts
from retouch_lib.ui.shared.shots import computed_of, face_boxes, judged, original_shot, result_shots
from retouch_lib.ui.shared.simulated import simulated_shot
from retouch_lib.ui.sweep.cell_rows import cell_id, is_seen
from retouch_lib.ui.viewer import Shot, ViewerState, viewer
from retouch_lib.work.sweep_cells import PlannedCell, PlannedSweep

_HEIGHT, _BELOW = 640, 48
_BESIDE = 4
"""So many cells on either side of the one that is opened."""


def cell_closeup(
    planned: PlannedSweep, photo: Photo, opened: PlannedCell, picks: Mapping[str, Pick], region: str
) -> ViewerState:
    """Draw it; `region`: what the grid shows."""
    row = _row(planned, opened)
    jobs = [one.job for one in row if one.job is not None and one.simulated is None]
    results = {
        shot.id: shot for shot in judged(with_amounts(photo, result_shots(photo, jobs), jobs, amounts_of(jobs)), picks)
    }
    shots = [original_shot(photo, jobs)]
    for one in row:
        label = planned.sweep.axes[0].short(one.cell.values[0])
        if one.simulated is not None:
            shots.append(simulated_shot(photo, one.simulated.result, one.simulated.strengths, cell_id(one), label))
        elif shot := results.get(cell_id(one)):
            shots.append(replace(shot, label=label))
    return viewer(
        shots,
        key=session.CELLS_VIEWER,
        height=_HEIGHT,
        fills=True,
        right=_place(shots, cell_id(opened)),
        faces=face_boxes(photo),
        start="fit" if region == "whole" else "face",
        below=_BELOW,
        photo=photo.sha256,
        name=photo.name,
        show=cell_id(opened),
        computed=computed_of(photo),
    )


def _row(planned: PlannedSweep, opened: PlannedCell) -> list[PlannedCell]:
    """What can be seen of the cells beside it."""
    beside = [one for one in planned.cells if (one.photo, one.cell.row) == (opened.photo, opened.cell.row)]
    near = [one for one in beside if abs(one.cell.column - opened.cell.column) <= _BESIDE]
    return [one for one in near if one.simulated is not None or (one.job is not None and is_seen(one.job))]


def _place(shots: Sequence[Shot], shot_id: str) -> int:
    return next((place for place, shot in enumerate(shots) if shot.id == shot_id), min(1, len(shots) - 1))
