"""Photos and results as the viewer takes them: by URL, with their sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from retouch_lib.errors import RetouchError
from retouch_lib.imaging.files.photo import fit
from retouch_lib.measuring import flip
from retouch_lib.media.previews import PREVIEW_SIDE
from retouch_lib.media.sent import sent_size
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.presets.layer_request import NAME
from retouch_lib.store.records import Job, Photo, Pick, Verdict
from retouch_lib.ui import session
from retouch_lib.ui.server.urls import (
    FULL,
    PREVIEW,
    composite_url,
    difference_template,
    file_url,
    flip_template,
    parts_template,
    spots_template,
)
from retouch_lib.ui.shared.layer_words import misfit
from retouch_lib.ui.viewer import Computed, Face, Shot
from retouch_lib.words.text import visible

ORIGINAL = "original"
PICTURES = ("jpeg", "png")
ARCHIVE = "zip"
LAYERS = " (layers)"
"""Behind the name of a variant whose result is a ZIP of layers."""
ALL_LAYERS = "all layers"
"""In its place of what Mix rendered for all looks."""
MOST_COMPARED = 5
"""So many results stand beside the original on Compare."""


def original_shot(photo: Photo, jobs: Sequence[Job] = ()) -> Shot:
    """The photo beside results of these jobs: where all were made of one reduced copy, that copy, pixel for pixel.

    Its sizes are the record's: it has its place in the viewer even where its file can't be read.
    """
    pair = pair_of(jobs)
    size = (photo.width, photo.height) if pair is None else sent_size(photo, pair)
    return _shot(ORIGINAL, "original", photo.sha256 if pair is None else pair.source, size, preview_width(size))


def pair_of(jobs: Sequence[Job]) -> Job | None:
    """A job whose reduced copy is what all of these were made of; None where they were not."""
    same = len({job.source for job in jobs}) == 1
    return jobs[0] if same and jobs[0].sent else None


def result_shots(photo: Photo, jobs: Sequence[Job]) -> list[Shot]:
    """The pictures of the photo's done jobs, of a layered one its composite; what can't be read is left out."""
    shots = []
    for job in jobs:
        try:
            shot = _result_shot(photo, job)
        except (RetouchError, OSError):
            continue
        if shot is not None:
            shots.append(shot)
    return shots


def judged(shots: Sequence[Shot], picks: Mapping[str, Pick]) -> list[Shot]:
    """The same with what is said of each result; the original is not judged."""
    return [shot if shot.id == ORIGINAL else _judged(shot, picks.get(shot.id)) for shot in shots]


def _judged(shot: Shot, pick: Pick | None) -> Shot:
    if pick is None:
        return replace(shot, mark=Verdict.NONE.value)
    return replace(shot, mark=pick.verdict.value, stars=pick.stars, note=visible(pick.note, keep="\n"))


def is_layered(job: Job) -> bool:
    """Whether a ZIP of layers came."""
    return job.result is not None and job.result_type == ARCHIVE


def result_label(job: Job) -> str:
    """What a result is called in the viewer and in choices: "balanced", "balanced (layers)"."""
    return variant_label(job.variant, layered=is_layered(job))


def variant_label(variant: str, *, layered: bool) -> str:
    if not layered:
        return variant
    return ALL_LAYERS if variant == NAME else f"{variant}{LAYERS}"


def trouble(job: Job) -> str:
    """Why a layered result can't be opened, as a sentence; empty where it can, and for other results."""
    if job.result is None or not is_layered(job):
        return ""
    try:
        session.lab().layer_views.archive(job.result)
    except RetouchError as error:
        return str(error)
    except OSError as error:
        return f"The file of this result can't be read ({type(error).__name__}). Look whether the disk is there."
    return ""


def face_boxes(photo: Photo) -> list[Face]:
    """Faces of the original as fractions of its size, the largest first; none where it can't be read."""
    try:
        faces = session.lab().previews.faces(photo.sha256)
    except (RetouchError, OSError):
        return []
    return [(face.x, face.y, face.width, face.height, *face.eyes) for face in faces]


def computed_of(photo: Photo) -> Computed:
    """Where the viewer asks for what is computed of the photo's pictures."""
    return Computed(
        parts=parts_template(photo.sha256),
        spots=spots_template(photo.sha256),
        difference=difference_template(),
        flip=flip_template() if flip.is_installed() else "",
    )


def _result_shot(photo: Photo, job: Job) -> Shot | None:
    if job.result is None:
        return None
    if is_layered(job):
        return _composite_shot(photo, job, job.result)
    if job.result_type not in PICTURES:
        return None
    size = session.lab().previews.size(job.result)
    return _shot(job.id, result_label(job), job.result, size, preview_width(size))


def _composite_shot(photo: Photo, job: Job, sha256: str) -> Shot | None:
    """The layers over what was sent, in its size; None where they don't fit. Raises InvalidArchive."""
    size = sent_size(photo, job)
    if misfit(session.lab().layer_views.archive(sha256), size):
        return None
    return Shot(
        id=job.id,
        label=result_label(job),
        preview=composite_url(sha256, job.source, PREVIEW),
        full=composite_url(sha256, job.source, FULL),
        width=size[0],
        height=size[1],
        preview_width=preview_width(size),
        name=str(PictureName(sha256, job.source)),
    )


def preview_width(size: tuple[int, int]) -> int:
    """Pixels of the preview of a picture of that size."""
    return fit(*size, PREVIEW_SIDE)[0]


def _shot(shot_id: str, label: str, sha256: str, size: tuple[int, int], preview_width: int) -> Shot:
    return Shot(
        id=shot_id,
        label=label,
        preview=file_url(sha256, PREVIEW),
        full=file_url(sha256, FULL),
        width=size[0],
        height=size[1],
        preview_width=preview_width,
        name=sha256,
    )
