"""Where in a picture something is: as shares of its sides, and in words."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from retouch_lib.imaging.floats import Floats

_CELLS = 48
"""Along the longer side, on which a place is looked for: a single pixel is none."""
_ALIKE = 0.5
"""Of the greatest change, what belongs to the same place."""
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


def worst_place(change: Floats) -> PhotoPlace:
    """The box around the greatest change and what hangs together with it. `change`: (H, W), 0 where none counts."""
    height, width = change.shape
    share = _CELLS / max(height, width)
    size = max(1, round(width * share)), max(1, round(height * share))
    cells = np.asarray(cv2.resize(change, size, interpolation=cv2.INTER_AREA), np.float32)
    _, labels, boxes, _ = cv2.connectedComponentsWithStats((cells >= _ALIKE * cells.max()).astype(np.uint8))
    left, top, across, down = boxes[labels.ravel()[int(cells.argmax())], :4]
    return PhotoPlace(*(float(length) for length in (left / size[0], top / size[1], across / size[0], down / size[1])))


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
