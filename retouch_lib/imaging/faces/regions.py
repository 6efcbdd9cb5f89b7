"""Regions of a photo that are shown small, by name: the whole, a face, its eyes, a cheek, or any spot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from retouch_lib.imaging.faces.marks import Point

Kind = Literal["whole", "face", "eyes", "cheek", "spot"]

SIDES = (160, 220, 320, 440)
"""Widths in pixels that they are shown in."""

_REGION = re.compile(
    r"whole|(?P<kind>face|eyes|cheek)(?P<face>[1-9][0-9]?)?|x(?P<x>0\.[0-9]{4}|1\.0000)y(?P<y>0\.[0-9]{4}|1\.0000)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a photo."""

    kind: Kind
    face: int = 0
    """Which of the photo's faces, 0 the largest."""
    spot: Point = (0.5, 0.5)
    """Of a spot, its middle as fractions of the photo's sides."""

    @property
    def name(self) -> str:
        """As `parse` reads it."""
        return spot_name(*self.spot) if self.kind == "spot" else f"{self.kind}{self.face or ''}"


def parse(name: str) -> Region:
    """A region by its name: "whole", "face", "eyes", "cheek" (of other faces "face1", …), "x0.3125y0.4100".

    Raises ValueError for anything else; each region has one name.
    """
    found = _REGION.fullmatch(name)
    if found is None:
        raise ValueError("no region of a photo")
    if found["x"]:
        return Region("spot", spot=(float(found["x"]), float(found["y"])))
    kinds: dict[str | None, Kind] = {None: "whole", "face": "face", "eyes": "eyes", "cheek": "cheek"}
    return Region(kinds[found["kind"]], int(found["face"] or 0))


def is_name(name: str) -> bool:
    """Whether some region has that name."""
    return _REGION.fullmatch(name) is not None


def spot_name(x: float, y: float) -> str:
    """The name of the region around a point, fractions of a photo's sides; what is beyond counts as the edge.

    >>> spot_name(0.3125, 1.2)
    'x0.3125y1.0000'
    """
    return "x{:.4f}y{:.4f}".format(*(min(1.0, max(0.0, place)) for place in (x, y)))
