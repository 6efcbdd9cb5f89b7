"""Where a region of a photo lies in a file made of that photo, whatever the file's size.

Faces of all photos stand alike in their crops: the eyes level, at the same place and equally far apart. Of a face
turned aside, whose eyes are closer together, the height counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.faces.marks import Marks, Point
from retouch_lib.imaging.faces.regions import Kind, Region
from retouch_lib.imaging.files.photo import fit

Numbers = NDArray[np.float64]
Shows = Literal["region", "middle", "small"]
"""What a crop shows: the region; the upper middle of a picture without a face; or a face too small to stand like the
others, which is not enlarged any further."""

VERSION = 1
"""Raised whenever a region would lie elsewhere on the same face: what was kept of it is then made anew."""
CHEEK_SIDE = 320
"""The square of a cheek that is looked for is as large as this; smaller ones lie within."""
MOST_ENLARGED = 2.0
_NO_PLACE = (0.5, 0.35)
"""In a picture without a face, what is likelier one than any other place."""
_SHARE = 0.6
"""Of a picture's shorter side, what stands for a face there."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How faces stand in crops of a kind, as shares of the crop's width."""

    high: float
    eyes: Point
    """The point between them."""
    apart: float
    """From the middle of one eye to the other's."""


FRAMES: dict[Kind, Frame] = {"face": Frame(1.0, (0.5, 0.42), 0.27), "eyes": Frame(0.5, (0.5, 0.25), 0.5)}
_HIGHEST = 3.0
"""How many times as high as its eyes are apart a face may be that looks ahead."""


@dataclass(frozen=True, slots=True)
class Window:
    """Where a region lies in a file."""

    there: Numbers
    """(2, 3): from pixels of the file to those of the crop; both count from the middle of the first."""
    size: tuple[int, int]
    """The crop's width and height in pixels."""
    shows: Shows

    @property
    def scale(self) -> float:
        """Pixels of the crop for one of the file."""
        return float(np.hypot(*self.there[:, 0]))

    @property
    def straight(self) -> bool:
        """Whether the file's pixels are taken as they are, neither turned nor made smaller."""
        return bool(np.array_equal(self.there[:, :2], np.eye(2)))


def window(region: Region, size: tuple[int, int], side: int, faces: Sequence[Marks]) -> Window:
    """Where the region lies in a file of that width and height whose photo has these faces, the largest first.

    `side`: the crop's width; of the whole, its longer side. Raises LookupError where the photo has other faces, but
    not so many.
    """
    if region.kind == "whole":
        return _whole(size, side)
    if region.kind == "spot":
        return _enlarged(_straight(region.spot, size, side // region.times, "region"), region.times)
    if not faces and not region.face:
        return _without_a_face(region.kind, size, side)
    face = faces[region.face]
    if region.kind == "cheek":
        return _straight(face.cheek, size, side, "region")
    return _aligned(face, FRAMES[region.kind], size, side)


def _whole(size: tuple[int, int], side: int) -> Window:
    small = fit(*size, side)
    ratio = np.array(small) / size
    return Window(_map(np.diag(ratio), 0.5 * ratio - 0.5), small, "region")


def _straight(middle: Point, size: tuple[int, int], side: int, shows: Shows) -> Window:
    """Pixel for pixel, and within the file: a smaller crop where that is smaller."""
    across = np.minimum(side, size)
    corner = np.clip(np.round(np.array(middle) * size - across / 2), 0.0, np.array(size) - across).astype(np.float64)
    return Window(_map(np.eye(2), -corner), (int(across[0]), int(across[1])), shows)


def _enlarged(window: Window, times: int) -> Window:
    """Each pixel so many times as wide and high; the crop is a few pixels narrower where that does not divide."""
    there = _map(window.there[:, :2] * times, window.there[:, 2] * times + (times - 1) / 2)
    return Window(there, (window.size[0] * times, window.size[1] * times), window.shows)


def _without_a_face(kind: Kind, size: tuple[int, int], side: int) -> Window:
    if kind == "cheek":
        return _straight(_NO_PLACE, size, side, "middle")
    frame = FRAMES[kind]
    scale = min(MOST_ENLARGED, side / (_SHARE * min(size)))
    return _around(np.array(_NO_PLACE) * size, np.eye(2) * scale, (0.5, frame.high / 2), frame.high, side, "middle")


def _aligned(face: Marks, frame: Frame, size: tuple[int, int], side: int) -> Window:
    """The face turned so that its eyes are level, and as large as all others."""
    right, left, forehead, chin = (
        np.array(place) * size for place in (face.right_eye, face.left_eye, face.forehead, face.chin)
    )
    across = left - right
    apart = max(float(np.hypot(*across)), float(np.hypot(*(chin - forehead))) / _HIGHEST, 1.0)
    wanted = frame.apart * side / apart
    scale = min(MOST_ENLARGED, wanted)
    cos, sin = across / max(float(np.hypot(*across)), 1e-6)
    turn = np.array(((cos, sin), (-sin, cos))) * scale
    shows: Shows = "small" if wanted > MOST_ENLARGED else "region"
    return _around((right + left) / 2, turn, frame.eyes, frame.high, side, shows)


def _around(middle: Numbers, turn: Numbers, place: Point, high: float, side: int, shows: Shows) -> Window:
    """`middle`, in the file's pixels from its corner, comes to lie at `place`, shares of the crop's width."""
    offset = np.array(place) * side - 0.5 - turn @ (middle - 0.5)
    return Window(_map(turn, offset), (side, round(high * side)), shows)


def _map(linear: Numbers, offset: Numbers) -> Numbers:
    return np.column_stack((linear, offset))
