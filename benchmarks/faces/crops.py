"""Windows to look at, at 1:1: where a run changes most, and the largest face."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import simplejpeg

from retouch_lib.imaging.files import photo
from tests.effects import measures

PLACE, HEAD = 280, 480
"""Pixels of a side: of a plugin's worst place, and of a head."""
_LOOKED = 500
"""Pixels of the longer side on which the worst place is looked for, and the sigma that keeps single pixels out."""
_SIGMA = 4.0
_SEEN = 0.5
"""ΔE00 below which there is no worst place: nothing changed that could be seen."""
_QUALITY = 90
Window = tuple[slice, slice]


def worst(before: photo.Pixels, after: photo.Pixels) -> Window | None:
    """The window around the greatest change, or None where none is to be seen. RGB uint8 (H, W, 3), of one size."""
    size = photo.fit(before.shape[1], before.shape[0], _LOOKED)
    small = [np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8) for pixels in (before, after)]
    change = cv2.GaussianBlur(measures.delta_e(*small), (0, 0), _SIGMA)
    if change.max() < _SEEN:
        return None
    y, x = np.unravel_index(int(change.argmax()), change.shape)
    scale = before.shape[1] / size[0]
    return around(before, (int(x) + 0.5) * scale, (int(y) + 0.5) * scale, PLACE)


def around(pixels: photo.Pixels, x: float, y: float, side: int) -> Window:
    """A square window around a point, moved to lie inside the picture; smaller where the picture is."""
    return _span(y, side, pixels.shape[0]), _span(x, side, pixels.shape[1])


def write(pixels: photo.Pixels, window: Window, path: Path) -> None:
    """As a JPEG at 1:1."""
    path.write_bytes(simplejpeg.encode_jpeg(np.ascontiguousarray(pixels[window]), _QUALITY, "RGB", "444"))


def _span(middle: float, side: int, length: int) -> slice:
    start = int(min(max(0, middle - side / 2), max(0, length - side)))
    return slice(start, min(length, start + side))
