"""A region's pixels, turned and scaled as its window says: by areas where it gets smaller, so that nothing flickers."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.faces.windows import Numbers, Window

Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""

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


def reach(window: Window, size: tuple[int, int]) -> Box:
    """The part of a picture of that width and height that is looked at for the window: no other pixel counts."""
    corners = np.array([(x, y, 1.0) for x in (0, window.size[0]) for y in (0, window.size[1])])
    touched = corners @ np.linalg.inv(_square(window.there))[:2].T
    room = 2 + 2 / min(1.0, _FINER * window.scale)
    low = np.clip(np.floor(touched.min(0) - room), 0, np.array(size) - 1).astype(int)
    high = np.clip(np.ceil(touched.max(0) + room), low + 1, size).astype(int)
    return int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])


def within(window: Window, box: Box) -> Window:
    """The same window in the part of the picture that the box cuts out: nothing of it is lost where `reach` said so."""
    offset = window.there[:, 2] + window.there[:, :2] @ np.array(box[:2])
    return replace(window, there=np.column_stack((window.there[:, :2], offset)))


def _reduced(rgb: Pixels, window: Window) -> tuple[Pixels, Numbers]:
    """The part that the window reaches, made smaller by area as far as it can be; and the way from it to the crop."""
    scale = _FINER * window.scale
    left, top, across, down = reach(window, (rgb.shape[1], rgb.shape[0]))
    part = rgb[top : top + down, left : left + across]
    ratio = np.ones(2)
    if scale < 1:
        reduced = tuple(max(1, round(length * scale)) for length in (across, down))
        part = np.asarray(cv2.resize(part, reduced, interpolation=cv2.INTER_AREA), np.uint8)
        ratio = np.array(reduced) / (across, down)
    back = np.column_stack((np.diag(1 / ratio), 0.5 / ratio - 0.5 + (left, top)))
    return part, np.asarray((_square(window.there) @ _square(back))[:2], np.float64)


def _square(matrix: Numbers) -> Numbers:
    return np.vstack((matrix, (0, 0, 1)))
