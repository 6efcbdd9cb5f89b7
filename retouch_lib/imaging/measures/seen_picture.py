"""A picture as it is measured: in CIELAB, by its own colour profile, made smaller before anything is computed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.files import colours, photo

Size = tuple[int, int]
"""Width and height in pixels."""
Window = tuple[float, float, float, float]
"""Left, top, right and lower edge, as shares (0-1) of a picture's sides."""
WHOLE: Window = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """A decoded picture, upright. The float pictures made of it are as small as what asks for them needs."""

    pixels: NDArray[np.uint8]
    """RGB uint8 (H, W, 3), in the colours of the profile."""
    icc: bytes | None = None

    @property
    def size(self) -> Size:
        return self.pixels.shape[1], self.pixels.shape[0]

    def srgb(self, window: Window, size: Size) -> NDArray[np.uint8]:
        """RGB uint8 of that window at that size; its pixels as they are where the profile can't be followed."""
        cut = self.pixels[slices(window, self.size)]
        if cut.shape[1::-1] != size:
            smaller = size[0] * size[1] < cut.shape[0] * cut.shape[1]
            cut = np.asarray(
                cv2.resize(cut, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR), np.uint8
            )
        cut = np.ascontiguousarray(cut)
        followed = colours.in_srgb(cut, self.icc)
        return cut if followed is None else followed


def load(path: Path) -> SeenPicture:
    """Raises InvalidPhoto, OSError."""
    picture = photo.load(path)
    return SeenPicture(picture.pixels, picture.icc)


def slices(window: Window, size: Size) -> tuple[slice, slice]:
    """Rows and columns of a window in a picture of that size: at least one of each."""
    columns, rows = (_span(window[axis], window[axis + 2], length) for axis, length in enumerate(size))
    return rows, columns


def _span(low: float, high: float, length: int) -> slice:
    start = min(round(low * length), length - 1)
    return slice(start, max(round(high * length), start + 1))


def fitting(size: Size, pixels: float) -> Size:
    """The size of the same picture with at most so many pixels; never enlarged."""
    share = min(1.0, (pixels / (size[0] * size[1])) ** 0.5)
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))
