"""Where in a picture something is: as shares of its sides, and in words."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from retouch_lib.imaging.floats import Floats
from retouch_lib.imaging.measures.parts import Mask

_CELLS = 48
"""Along the longer side, on which a place is looked for: a single pixel is none."""
_ALIKE = 0.5
"""Of the greatest value, what belongs to the same place."""
_COVERED = 0.25
"""Of a cell, what at least must be looked at to tell of it."""
_WIDE, _EDGE = 0.6, 0.03
"""Of a side: what reaches further is along or all over it; and how near to the border something is at the edge."""
_THIRDS = (0.38, 0.62)


@dataclass(frozen=True, slots=True)
class PhotoPlace:
    """A box, as shares (0-1) of the picture's width and height."""

    x: float
    """Left edge."""
    y: float
    """Upper edge."""
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


def around(x: float, y: float) -> PhotoPlace:
    """A point as a place."""
    return PhotoPlace(x, y, 0.0, 0.0)


def cell_means(values: Floats, mask: Mask) -> Floats:
    """The mean of (H, W) or (H, W, 2) over the mask, cell by cell; 0 where less than a quarter of a cell is in it."""
    height, width = mask.shape
    share = _CELLS / max(height, width)
    size = max(1, round(width * share)), max(1, round(height * share))
    own = mask.astype(np.float32)
    weights = own if values.ndim == 2 else np.asarray(cv2.merge([own, own]), np.float32)
    sums, covered = (cv2.resize(each, size, interpolation=cv2.INTER_AREA) for each in (values * weights, own))
    enough = np.where(covered >= _COVERED, covered, np.inf)
    return np.asarray(sums / (enough if values.ndim == 2 else enough[..., None]), np.float32)


def highest_place(cells: Floats) -> PhotoPlace:
    """The box around the cell with the greatest value and the ones beside it that are nearly as high."""
    _, labels, boxes, _ = cv2.connectedComponentsWithStats((cells >= _ALIKE * cells.max()).astype(np.uint8))
    left, top, across, down = (int(length) for length in boxes[labels.ravel()[int(cells.argmax())], :4])
    rows, columns = cells.shape
    return PhotoPlace(left / columns, top / rows, across / columns, down / rows)


def highest_spots(values: Floats, count: int, apart: float) -> list[tuple[float, float, float]]:
    """The places where (H, W) is highest on average, cell by cell, the highest first: x and y of each one's middle as
    shares of the sides, and its mean. No two are nearer than `apart`, a share of the longer side; those of 0 are left
    out.
    """
    cells = cell_means(values, np.ones(values.shape, np.bool_))
    rows, columns = cells.shape
    ys, xs = np.mgrid[:rows, :columns]
    found: list[tuple[float, float, float]] = []
    while len(found) < count and cells.max() > 0:
        row, column = np.unravel_index(int(cells.argmax()), cells.shape)
        mean = float(cells[row, column])
        found.append((float(column + 0.5) / columns, float(row + 0.5) / rows, mean))
        cells[np.hypot(xs - column, ys - row) < apart * _CELLS] = 0
    return found


def in_words(place: PhotoPlace) -> str:
    """ "right edge", "top left", "left", "middle", "all over"."""
    across = _side(place.x, place.width, "left", "right")
    down = _side(place.y, place.height, "top", "bottom")
    if place.width > _WIDE and place.height > _WIDE:
        return "all over"
    if across and down:
        return f"{down} {across}"
    if not across and not down:
        return "middle"
    at_edge = _at_edge(place.x, place.width) if across else _at_edge(place.y, place.height)
    return f"{across or down} edge" if at_edge else across or down


def _side(start: float, length: float, low: str, high: str) -> str:
    middle = start + length / 2
    if length > _WIDE or _THIRDS[0] <= middle <= _THIRDS[1]:
        return ""
    return low if middle < _THIRDS[0] else high


def _at_edge(start: float, length: float) -> bool:
    return length < 1 - _WIDE and (start <= _EDGE or start + length >= 1 - _EDGE)
