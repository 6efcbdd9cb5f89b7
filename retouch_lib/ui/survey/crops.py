"""Which part of every picture the cells show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from retouch_lib.imaging.faces.regions import spot_name
from retouch_lib.ui.grid import Framing, Pointed

WHOLE, FACE, EYES, CHEEK, POINT = "Whole", "Face", "Eyes", "Cheek 1:1", "Point 1:1"
CROPS = (WHOLE, FACE, EYES, CHEEK, POINT)
_REGIONS = MappingProxyType({WHOLE: "whole", FACE: "face", EYES: "eyes", CHEEK: "cheek"})
_EXACT = frozenset({CHEEK, POINT})
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

    def at(self, spot: Pointed) -> Spots:
        """With a spot more: a new one for all takes the place of every other."""
        name = spot_name(spot.x, spot.y)
        return Spots(name) if spot.all else replace(self, own={**self.own, spot.row: name})


def view_of(crop: str, side: int, spots: Spots, *, pointing: bool, named: bool) -> Framing:
    """How the cells are looked at; while a spot is pointed at, whole."""
    if pointing:
        return Framing("whole", side, named=named)
    if crop == POINT:
        return Framing(spots.everywhere or spot_name(0.5, 0.5), side, exact=True, named=named, spots=spots.own)
    high = _EYES_HIGH if crop == EYES else 1.0
    return Framing(_REGIONS[crop], side, high=high, exact=crop in _EXACT, named=named)
