"""Photos and results as the viewer takes them: by URL, with their sizes."""

from __future__ import annotations

from collections.abc import Sequence

from retouch_lib.errors import RetouchError
from retouch_lib.store.records import Job, Photo
from retouch_lib.ui import session
from retouch_lib.ui.urls import FULL, PREVIEW, file_url
from retouch_lib.ui.viewer import Face, Shot

ORIGINAL = "original"
PICTURES = ("jpeg", "png")


def original_shot(photo: Photo) -> Shot:
    return _shot(ORIGINAL, "original", photo.sha256, (photo.width, photo.height))


def result_shots(jobs: Sequence[Job]) -> list[Shot]:
    """The done jobs' pictures; a result that is no picture (a ZIP of layers) or can't be read is left out."""
    shots = []
    for job in jobs:
        if job.result is None or job.result_type not in PICTURES:
            continue
        try:
            size = session.lab().previews.size(job.result)
        except (RetouchError, OSError):
            continue
        shots.append(_shot(job.id, job.variant, job.result, size))
    return shots


def face_boxes(photo: Photo) -> list[Face]:
    """Faces of the original as fractions of its size, the largest first; none where it can't be read."""
    try:
        faces = session.lab().previews.faces(photo.sha256)
    except (RetouchError, OSError):
        return []
    return [(face.x, face.y, face.width, face.height, *face.eyes) for face in faces]


def _shot(shot_id: str, label: str, sha256: str, size: tuple[int, int]) -> Shot:
    return Shot(
        id=shot_id,
        label=label,
        preview=file_url(sha256, PREVIEW),
        full=file_url(sha256, FULL),
        width=size[0],
        height=size[1],
        preview_width=session.lab().previews.preview_width(sha256),
    )
