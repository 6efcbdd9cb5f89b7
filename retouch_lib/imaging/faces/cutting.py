"""A region's pixels, turned and scaled as its window says: by areas where it gets smaller, so that nothing flickers."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.faces.windows import Numbers, Window

Pixels = NDArray[np.uint8]

_FINER = 2
"""So many times the crop's size are left to the warp; the mean of areas does the rest."""
_BEYOND = (118, 118, 118)
"""What a crop shows beyond the picture's edges: middle grey in sRGB."""


def cut(rgb: Pixels, window: Window) -> Pixels:
    """RGB uint8 (h, w, 3) of the window in a picture RGB uint8 (H, W, 3); the same array's own pixels at 1:1."""
    width, height = window.size
    if window.straight:
        left, top = (round(-float(offset)) for offset in window.there[:, 2])
        return rgb[top : top + height, left : left + width]
    near, there = _reduced(rgb, window)
    finer = np.array(((_FINER, 0, (_FINER - 1) / 2), (0, _FINER, (_FINER - 1) / 2), (0, 0, 1)))
    warped = cv2.warpAffine(
        near,
        (finer @ _square(there))[:2],
        (width * _FINER, height * _FINER),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=_BEYOND,
    )
    return np.asarray(cv2.resize(warped, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _reduced(rgb: Pixels, window: Window) -> tuple[Pixels, Numbers]:
    """The part that the window reaches, made smaller by area as far as it can be; and the way from it to the crop."""
    scale = _FINER * window.scale
    corners = np.array([(x, y, 1.0) for x in (0, window.size[0]) for y in (0, window.size[1])])
    reach = corners @ np.linalg.inv(_square(window.there))[:2].T
    size = np.array(rgb.shape[1::-1])
    room = 2 + 2 / min(1.0, scale)
    low = np.clip(np.floor(reach.min(0) - room), 0, size - 1).astype(int)
    high = np.clip(np.ceil(reach.max(0) + room), low + 1, size).astype(int)
    part = rgb[low[1] : high[1], low[0] : high[0]]
    ratio = np.ones(2)
    if scale < 1:
        reduced = tuple(max(1, round(float(length) * scale)) for length in high - low)
        part = np.asarray(cv2.resize(part, reduced, interpolation=cv2.INTER_AREA), np.uint8)
        ratio = np.array(reduced) / (high - low)
    back = np.column_stack((np.diag(1 / ratio), 0.5 / ratio - 0.5 + low))
    return part, np.asarray((_square(window.there) @ _square(back))[:2], np.float64)


def _square(matrix: Numbers) -> Numbers:
    return np.vstack((matrix, (0, 0, 1)))
