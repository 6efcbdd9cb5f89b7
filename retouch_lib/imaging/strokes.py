"""Strokes of a brush on a photo, kept as what the hand did, and made pixels of at any size.

A place is in hundred-thousandths of the photo's width and height, a radius in those of its width. A stroke covers what
is near its line: all of it up to half the radius, then ever less, nothing from the radius on. The brush adds to what is
covered, the eraser takes from it. `ui/viewer/strokes.js` makes the same of them in the browser, within a level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.floats import Floats

UNIT = 100_000
"""What a side is divided by."""
MOST_RADIUS = UNIT // 4
MOST_STROKES, MOST_POINTS = 500, 8_000
"""Of a drawing, and of all its strokes together."""
MOST_AREA = 20.0
"""Photos as wide as high that the squares around all points would cover: what bounds the work of making pixels."""
FEATHER = 0.5
"""Share of the radius in which a stroke fades out."""

Pixels = NDArray[np.uint8]
Size = tuple[int, int]
"""Width and height of the whole in pixels."""
Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""
Point = tuple[int, int]

_NONE = "no strokes of a brush"


@dataclass(frozen=True, slots=True)
class Stroke:
    """One line of the brush; of one point it is a dab."""

    points: tuple[Point, ...]
    """x and y, 0-UNIT, of the width and of the height."""
    radius: int
    """1-MOST_RADIUS, of the width."""
    erase: bool = False
    """Whether it takes away what strokes before it covered."""

    def __post_init__(self) -> None:
        """Raises ValueError for what is out of bounds."""
        inside = all(0 <= place <= UNIT for point in self.points for place in point)
        if not (1 <= len(self.points) <= MOST_POINTS and inside and 1 <= self.radius <= MOST_RADIUS):
            raise ValueError("a stroke out of bounds")

    def __str__(self) -> str:
        return f"{'e' if self.erase else 'b'}{self.radius}:" + ";".join(f"{x},{y}" for x, y in self.points)

    @classmethod
    def told(cls, told: object) -> Stroke:
        """From what a browser says, {"points": [[x, y], …], "radius", "erase"}. Raises ValueError for all else."""
        match told:
            case {"points": [*points], "radius": int(radius), "erase": bool(erase)} if type(radius) is int:
                return cls(tuple(map(_point, points[: MOST_POINTS + 1])), radius, erase)
        raise ValueError(_NONE)

    @property
    def area(self) -> float:
        """Of the squares around its points, in photos as wide as high."""
        return len(self.points) * (2 * self.radius / UNIT) ** 2


@dataclass(frozen=True, slots=True)
class Strokes:
    """A drawing: strokes in the order in which they were made. Equal ones have the same text."""

    strokes: tuple[Stroke, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError for more than is bounded."""
        points = sum(len(stroke.points) for stroke in self.strokes)
        area = sum(stroke.area for stroke in self.strokes)
        if len(self.strokes) > MOST_STROKES or points > MOST_POINTS or area > MOST_AREA:
            raise ValueError("too many strokes")

    def __str__(self) -> str:
        return " ".join(map(str, self.strokes))

    def __bool__(self) -> bool:
        return bool(self.strokes)

    @classmethod
    def parse(cls, text: str) -> Strokes:
        """From text, which anybody may have written. Raises ValueError for what `str` does not make."""
        return cls(tuple(map(_parsed, text.split(" ", MOST_STROKES)))) if text else cls()

    def add(self, *strokes: Stroke) -> Strokes:
        """A copy with more. Raises ValueError when there are too many."""
        return Strokes((*self.strokes, *strokes))

    def told(self) -> list[Mapping[str, object]]:
        """As a browser takes them."""
        return [{"points": one.points, "radius": one.radius, "erase": one.erase} for one in self.strokes]

    def coverage(self, size: Size, window: Box | None = None) -> Pixels:
        """uint8 (h, w), of a picture of that size or a window of it: 255 where all is covered, 0 where nothing is."""
        box = window or (0, 0, *size)
        covered = np.zeros((box[3], box[2]), np.uint8)
        for stroke in self.strokes:
            for piece in _pieces(stroke.points):
                _cover(covered, piece, stroke, size, box)
        return covered


def _point(told: object) -> Point:
    match told:
        case [int(x), int(y)] if type(x) is int and type(y) is int:
            return x, y
    raise ValueError(_NONE)


def _parsed(text: str) -> Stroke:
    radius, _, places = text[1:].partition(":")
    points = [point.partition(",") for point in places.split(";", MOST_POINTS)]
    stroke = Stroke(tuple((_number(x), _number(y)) for x, _, y in points), _number(radius), text.startswith("e"))
    if str(stroke) != text:
        raise ValueError(_NONE)
    return stroke


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(UNIT))):
        raise ValueError(_NONE)
    return int(text)


def _pieces(points: Sequence[Point]) -> Sequence[tuple[Point, Point]]:
    return list(pairwise(points)) or [(points[0], points[0])]


def _cover(covered: Pixels, piece: tuple[Point, Point], stroke: Stroke, size: Size, box: Box) -> None:
    """One straight piece of a stroke, in place."""
    (ax, ay), (bx, by) = ((x / UNIT * size[0] - box[0], y / UNIT * size[1] - box[1]) for x, y in piece)
    radius = stroke.radius / UNIT * size[0]
    columns = _reach(ax, bx, radius, covered.shape[1])
    rows = _reach(ay, by, radius, covered.shape[0])
    part = covered[rows, columns]
    if not part.size:
        return
    xs = np.arange(columns.start, columns.stop, dtype=np.float32) + np.float32(0.5 - ax)
    ys = np.arange(rows.start, rows.stop, dtype=np.float32)[:, None] + np.float32(0.5 - ay)
    level = _levels(_distance(xs, ys, bx - ax, by - ay) / np.float32(radius))
    if stroke.erase:
        np.minimum(part, 255 - level, out=part)
    else:
        np.maximum(part, level, out=part)


def _reach(one: float, other: float, radius: float, length: int) -> slice:
    """The pixels of a row, or of a column, that may be covered."""
    first = max(0, int(np.floor(min(one, other) - radius)))
    return slice(first, max(first, min(length, int(np.ceil(max(one, other) + radius)))))


def _distance(xs: Floats, ys: Floats, dx: float, dy: float) -> Floats:
    """How far each place is from the line between the origin and (dx, dy)."""
    length = dx * dx + dy * dy
    along = np.clip((xs * dx + ys * dy) / length, 0, 1) if length else np.float32(0)
    return np.asarray(np.hypot(xs - along * dx, ys - along * dy), np.float32)


def _levels(away: Floats) -> Pixels:
    """255 up to 1 - FEATHER, 0 from 1 on, smooth between: 3 t² - 2 t³, by distance in radii."""
    rest = np.clip((1 - away) / np.float32(FEATHER), 0, 1)
    return np.asarray(rest * rest * (3 - 2 * rest) * 255 + np.float32(0.5), np.uint8)
