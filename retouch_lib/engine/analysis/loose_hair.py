"""Loose hairs before a backdrop: thin lines that begin at a head and stand out from what is behind them."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis import regions
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

_REACH = 1.1
"""From a face's middle to the edges of the window in which hairs are looked for, in its heights."""
_THICK = 0.02
"""What is thinner than this is a hair, in heights of the face."""
_PLAIN, _GRAIN = 0.012, 4.0
"""Luma by which a hair differs at least from what is around it, and how many times as much as grain does."""
_GAP, _LONG = 0.006, 0.06
"""Gaps of a hair, and its length, in heights of the face: shorter marks are specks."""
_ROOM = 0.012
"""Room around a hair, likewise."""


def find(luma: Floats, people: Floats, room: Floats, faces: Sequence[Face]) -> Floats:
    """(H, W), 0-1: the hairs with some room, soft at the edge.

    `luma`: float32 (H, W), 0-1; `people`: (H, W), where they surely are; `room`: what would be worked on.
    """
    hairs = np.zeros(luma.shape, np.float32)
    for face in faces:
        x, y = (float(value) for value in face.points.mean(0))
        window = regions.around(x, y, _REACH * face.height, luma.shape[0], luma.shape[1])
        own = _near_head(luma[window], people[window], room[window], face.height)
        hairs[window] = np.maximum(hairs[window], own)
    return hairs


def _near_head(luma: Floats, people: Floats, room: Floats, unit: float) -> Floats:
    thin = _thin(luma, max(3, round(_THICK * unit) | 1))
    behind = thin[room > 0.5]
    least = max(_PLAIN, _GRAIN * float(np.median(behind)) if behind.size else 0.0)
    lines = (thin > least) & (people < 0.5)
    joined = cv2.dilate(lines.astype(np.uint8), np.ones((2 * max(1, round(_GAP * unit)) + 1,) * 2, np.uint8))
    kept = (lines & _begun(joined > 0, room < 0.5, _LONG * unit)).astype(np.float32)
    if not kept.any():
        return kept
    return filters.gaussian(filters.grow(kept, _ROOM * unit), 0.5 * _ROOM * unit)


def _thin(luma: Floats, side: int) -> Floats:
    """How much each pixel is darker or lighter than all that is wider than `side`."""
    element = np.ones((side, side), np.uint8)
    smooth = filters.gaussian(luma, 0.7)
    dark = cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, element)
    light = cv2.morphologyEx(smooth, cv2.MORPH_TOPHAT, element)
    return np.asarray(np.maximum(dark, light), np.float32)


def _begun(lines: NDArray[np.bool_], kept: NDArray[np.bool_], length: float) -> NDArray[np.bool_]:
    """The lines of some length that begin where nothing is worked on anyway: at the head."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(lines.astype(np.uint8), connectivity=8)
    long = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= length
    begun = np.zeros(len(stats), np.bool_)
    begun[labels[lines & kept]] = True
    begun[0] = False
    return np.asarray((long & begun)[labels], np.bool_)
