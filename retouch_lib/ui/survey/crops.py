"""Which part of every picture the cells show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from retouch_lib.errors import RetouchError
from retouch_lib.imaging.faces import regions
from retouch_lib.imaging.faces.regions import spot_name
from retouch_lib.ui.grid import Framing, Pointed
from retouch_lib.ui.session import lab

WHOLE, FACE, EYES, CHEEK, POINT = "Whole", "Face", "Eyes", "Cheek 1:1", "Point 1:1"
CROPS = (WHOLE, FACE, EYES, CHEEK, POINT)
_REGIONS = MappingProxyType({WHOLE: "whole", FACE: "face", EYES: "eyes", CHEEK: "cheek"})
_EXACT = frozenset({CHEEK, POINT})
_MIDDLE = spot_name(0.5, 0.5)
_EYES_HIGH = 0.5
"""A crop of the eyes is half as high as wide."""


@dataclass(frozen=True, slots=True)
class Spots:
    """Where the user pointed."""

    everywhere: str = ""
    """A region's name, of every photo; empty before there is one."""
    own: Mapping[str, str] = field(default_factory=dict)
    """Of single photos, by SHA-256."""

    def __bool__(self) -> bool:
        return bool(self.everywhere or self.own)

    def point(self, photo: str) -> tuple[float, float]:
        """The one of that photo, as fractions of its sides."""
        return regions.parse(self.own.get(photo) or self.everywhere or _MIDDLE).spot

    def at(self, spot: Pointed) -> Spots:
        """With a spot more: a new one for all takes the place of every other."""
        name = spot_name(spot.x, spot.y)
        return Spots(name) if spot.all else replace(self, own={**self.own, spot.row: name})


def view_of(crop: str, side: int, spots: Spots, *, pointing: bool, named: bool) -> Framing:
    """How the cells are looked at; while a spot is pointed at, whole."""
    if pointing:
        return Framing("whole", side, named=named)
    if crop == POINT:
        return Framing(spots.everywhere or _MIDDLE, side, exact=True, named=named, spots=spots.own)
    high = _EYES_HIGH if crop == EYES else 1.0
    return Framing(_REGIONS[crop], side, high=high, exact=crop in _EXACT, named=named)


def start_of(crop: str, photo: str, spots: Spots, face: int) -> Literal["fit", "face"] | tuple[float, float]:
    """Where a photo is opened large so that it shows what its cells show; `face`: the place of the one they do."""
    if crop == WHOLE:
        return "fit"
    if crop == POINT:
        return spots.point(photo)
    return "face" if crop == FACE else _on_the_face(crop, photo, face)


def _on_the_face(crop: str, photo: str, face: int) -> Literal["face"] | tuple[float, float]:
    """Between the eyes, or on the cheek; "face" where none is found, or the photo can't be read."""
    try:
        faces = lab().previews.faces(photo)
    except (RetouchError, OSError):
        return "face"
    if not faces:
        return "face"
    marks = faces[face if face < len(faces) else 0].marks
    (left, top), (right, bottom) = marks.right_eye, marks.left_eye
    return marks.cheek if crop == CHEEK else ((left + right) / 2, (top + bottom) / 2)
