"""The viewer of Mix: the original, the mix, and what was really rendered of it."""

from __future__ import annotations

from dataclasses import replace

from retouch_lib.media.sent import sent_size
from retouch_lib.store.records import Job, Photo
from retouch_lib.ui import session
from retouch_lib.ui.mix.mixed import Mixed
from retouch_lib.ui.server.urls import FULL, PREVIEW, mix_url
from retouch_lib.ui.shared.shots import computed_of, face_boxes, original_shot, preview_width, result_shots
from retouch_lib.ui.viewer import Shot, viewer

_HEIGHT = 680


def pictures(photo: Photo, mixed: Mixed | None, rendered: Job | None) -> int:
    """Draw them; whether the user asked for another photo: -1 or +1."""
    shots = [original_shot(photo, [mixed.result.job] if mixed else [])]
    if mixed:
        shots.append(_mix_shot(photo, mixed))
    if rendered:
        shots += [replace(shot, label="rendered") for shot in result_shots(photo, [rendered])]
    state = viewer(
        shots,
        key=session.MIX_VIEWER,
        height=_HEIGHT,
        fills=True,
        faces=face_boxes(photo),
        start="kept",
        photos=True,
        photo=photo.sha256,
        name=photo.name,
        show=shots[1].id if mixed else "",
        computed=computed_of(photo),
    )
    return state.step


def _mix_shot(photo: Photo, mixed: Mixed) -> Shot:
    """Named by its strengths: another mix is another picture."""
    picture, strengths = str(mixed.result.picture), str(mixed.strengths)
    width, height = sent_size(photo, mixed.result.job)
    return Shot(
        id=f"mix-{mixed.result.job.id}-{strengths}",
        label="mix (simulated)",
        preview=mix_url(picture, strengths, PREVIEW),
        full=mix_url(picture, strengths, FULL),
        width=width,
        height=height,
        preview_width=preview_width((width, height)),
    )
