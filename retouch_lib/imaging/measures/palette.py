"""How often each colour occurs in something: a smoothed histogram over CIELAB."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.floats import Floats

_LEVELS, _STEP = (21, 32, 32), 5.0
"""Cells along L*, a* and b*, and their size."""
_LEAST = np.array((0.0, -80.0, -80.0), np.float32)
_BLUR = 0.9
"""Sigma in cells: a few pixels of a colour tell of those beside it."""
SIZE = int(np.prod(_LEVELS))
Cells = NDArray[np.intp]
Palette = Floats
"""(SIZE,): the share of each cell."""


def cells(lab: Floats) -> Cells:
    """(H, W): in which cell each colour of CIELAB (H, W, 3) is."""
    levels = np.array(_LEVELS)
    at = np.clip(((lab - _LEAST) / np.float32(_STEP)).astype(np.int32), 0, levels - 1)
    return np.asarray((at[..., 0] * levels[1] + at[..., 1]) * levels[2] + at[..., 2], np.intp)


def colours() -> Floats:
    """(SIZE, 3): the colour in the middle of each cell, CIELAB."""
    at = np.stack(np.meshgrid(*(np.arange(count) for count in _LEVELS), indexing="ij"), axis=-1).reshape(-1, 3)
    return np.asarray((at + 0.5) * _STEP + _LEAST, np.float32)


def counted(where: Cells, weights: Floats) -> Palette:
    """Of cells, each with its weight; of none, all colours alike."""
    found = np.bincount(where.ravel(), weights.ravel(), SIZE).astype(np.float32).reshape(_LEVELS[0], -1)
    found = np.asarray(cv2.GaussianBlur(found, (1, 5), _BLUR, borderType=cv2.BORDER_CONSTANT), np.float32)
    for plane in found.reshape(_LEVELS):
        cv2.GaussianBlur(plane, (5, 5), _BLUR, dst=plane, borderType=cv2.BORDER_CONSTANT)
    total = float(found.sum())
    return np.asarray(found.ravel() / total if total > 0 else np.full(SIZE, 1 / SIZE), np.float32)
