"""Regions of a photo that are shown small, by name: the whole, a face, its eyes, a cheek, or any spot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from retouch_lib.imaging.faces.marks import Point

Kind = Literal["whole", "face", "eyes", "cheek", "spot"]

SIDES = (160, 220, 320, 440)
"""Widths in pixels that they are shown in."""
MOST_TIMES = 4
"""A spot may be enlarged so often, by a whole number."""

_REGION = re.compile(
    r"whole|(?P<kind>face|eyes|cheek)(?P<face>[1-9][0-9]?)?|"
    r"x(?P<x>0\.[0-9]{4}|1\.0000)y(?P<y>0\.[0-9]{4}|1\.0000)(?:z(?P<times>[2-4]))?",
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
    times: int = 1
    """Of a spot, how many pixels of the crop one of the file's is wide and high, up to MOST_TIMES."""

    @property
    def name(self) -> str:
        """As `parse` reads it."""
        return spot_name(*self.spot, self.times) if self.kind == "spot" else f"{self.kind}{self.face or ''}"


def parse(name: str) -> Region:
    """A region by its name: "whole", "face", "eyes", "cheek" (of other faces "face1", …), "x0.3125y0.4100", the same
    twice as large "x0.3125y0.4100z2".

    Raises ValueError for anything else; each region has one name.
    """
    found = _REGION.fullmatch(name)
    if found is None:
        raise ValueError("no region of a photo")
    if found["x"]:
        return Region("spot", spot=(float(found["x"]), float(found["y"])), times=int(found["times"] or 1))
    kinds: dict[str | None, Kind] = {None: "whole", "face": "face", "eyes": "eyes", "cheek": "cheek"}
    return Region(kinds[found["kind"]], int(found["face"] or 0))


def is_name(name: str) -> bool:
    """Whether some region has that name."""
    return _REGION.fullmatch(name) is not None


def spot_name(x: float, y: float, times: int = 1) -> str:
    """The name of the region around a point, fractions of a photo's sides; what is beyond counts as the edge.

    >>> spot_name(0.3125, 1.2), spot_name(0.5, 0.5, 3)
    ('x0.3125y1.0000', 'x0.5000y0.5000z3')
    """
    place = "x{:.4f}y{:.4f}".format(*(min(1.0, max(0.0, each)) for each in (x, y)))
    return place if times == 1 else f"{place}z{times}"
