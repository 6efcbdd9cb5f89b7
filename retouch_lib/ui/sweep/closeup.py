"""One row of the sweep in the viewer, up to 1:1: the original, and each of its cells."""

from __future__ import annotations

from collections.abc import Sequence

from retouch_lib.imaging.strengths import Strengths
from retouch_lib.ui import session
from retouch_lib.ui.shared.shots import computed_of, face_boxes, original_shot
from retouch_lib.ui.shared.simulated import simulated_shot
from retouch_lib.ui.sweep.swept import Swept
from retouch_lib.ui.viewer import Shot, viewer

_HEIGHT, _BELOW = 640, 48


def closeup(shown: Swept, row: Sequence[tuple[str, Strengths]], opened: str, crop: str) -> str:
    """Draw it; the id of the shot that is looked at now: a cell's strengths as text, or the original's.

    `row`: what each cell is called beside the others, and its strengths. `opened`: as what is returned. `crop`: which
    region the grid shows.
    """
    shots = [original_shot(shown.photo, [shown.result.job]), *(_shot(shown, label, made) for label, made in row)]
    state = viewer(
        shots,
        key=session.SWEEP_VIEWER,
        height=_HEIGHT,
        fills=True,
        right=next((place for place, shot in enumerate(shots) if shot.id == opened), 1),
        faces=face_boxes(shown.photo),
        start="fit" if crop == "whole" else "face",
        below=_BELOW,
        photo=shown.photo.sha256,
        name=shown.photo.name,
        show=opened,
        computed=computed_of(shown.photo),
    )
    return state.right


def _shot(shown: Swept, label: str, made: Strengths) -> Shot:
    return simulated_shot(shown.photo, shown.result, made, str(made), label)
