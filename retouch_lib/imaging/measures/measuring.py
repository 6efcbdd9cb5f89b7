"""A result against its original, measured: the whole at 1.5 megapixels, the faces at the size of the file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from retouch_lib.imaging.faces.find import find_faces
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.measures import belonging, face_window, marks, seen_picture
from retouch_lib.imaging.measures.change import Change
from retouch_lib.imaging.measures.colour_difference import lab
from retouch_lib.imaging.measures.face_window import FaceWindow
from retouch_lib.imaging.measures.file_differences import file_differences
from retouch_lib.imaging.measures.marks import SkinMark
from retouch_lib.imaging.measures.measured import MAX_PLACES, FaceMeasured, GoneSpots, Measured
from retouch_lib.imaging.measures.metadata_differences import metadata_differences
from retouch_lib.imaging.measures.parts import find_parts
from retouch_lib.imaging.measures.seen_picture import WHOLE, SeenPicture
from retouch_lib.imaging.measures.texture import texture_kept

WHOLE_PIXELS = 1_500_000
"""At most, of the whole: borders of clothes and backdrops are plain there, and a 24-megapixel photo takes no second."""
_SAME_SHAPE = 0.01
"""By so much the ratio of the sides may differ, for a smaller copy has sides of whole pixels."""


def measure_files(before: Path, after: Path, plugins: Collection[str]) -> Measured:
    """A result's file against its photo's. `plugins`: the keys of those in the payload.

    Raises InvalidPhoto when one of them can't be read, OSError when it can't be opened.
    """
    found = measure(seen_picture.load(before), seen_picture.load(after), plugins)
    infos = [photo.inspect(path, max_bytes=None) for path in (before, after)]
    metadata = tuple(metadata_differences(before, after))
    return replace(found, files=tuple(file_differences(*infos)), metadata=metadata)


def measure(before: SeenPicture, after: SeenPicture, plugins: Collection[str]) -> Measured:
    """One picture against the other. Nothing but the fact where they are of other shapes, or a plugin moved pixels."""
    if not (belonging.keeps_places(plugins) and _same_shape(before, after)):
        return Measured((0, 0))
    size = seen_picture.fitting(min(before.size, after.size), WHOLE_PIXELS)
    rgb = before.srgb(WHOLE, size)
    faces = find_faces(rgb)
    parts = find_parts(rgb, faces)
    change = Change(lab(rgb), lab(after.srgb(WHOLE, size)), parts)
    windows = face_window.windows(before, after, faces, size, parts)
    measured, spots = _skin(windows, before.size[1] / before.size[0])
    return Measured(
        size,
        change.by_part,
        change.where_none_belongs(belonging.belonging(plugins)),
        measured,
        _spots(spots),
        _spots([mark for mark in spots if mark.at_risk]),
    )


def _same_shape(before: SeenPicture, after: SeenPicture) -> bool:
    ratios = [width / height for width, height in (before.size, after.size)]
    return abs(ratios[1] / ratios[0] - 1) <= _SAME_SHAPE


def _skin(windows: Iterable[FaceWindow], ratio: float) -> tuple[tuple[FaceMeasured, ...], list[SkinMark]]:
    """The faces, and the spots that are gone from all of them; one window is held at a time."""
    faces: list[FaceMeasured] = []
    found: list[SkinMark] = []
    for window in windows:
        if window.skin.any():
            own = marks.gone(window)
            faces.append(_face(window, own))
            found += own
    return tuple(faces), marks.apart(found, ratio)


def _face(window: FaceWindow, gone: Sequence[SkinMark]) -> FaceMeasured:
    lightness, red, yellow = (window.after[window.skin] - window.before[window.skin]).mean(axis=0).tolist()
    return FaceMeasured(window.place, round(window.unit), (lightness, red, yellow), texture_kept(window, gone))


def _spots(found: Sequence[SkinMark]) -> GoneSpots:
    return GoneSpots(len(found), tuple(found[:MAX_PLACES]))
