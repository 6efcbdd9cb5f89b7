"""Veins in the whites of the eyes, and whether both eyes are treated alike. Arguments as in `change`."""

from __future__ import annotations

import cv2
import numpy as np

from benchmarks.faces.figures.change import Mask, Value, delta_e, seen
from retouch_lib.imaging import filters
from retouch_lib.imaging.floats import Floats

_NOISE, _BESIDE = 0.0015, (0.004, 0.008)
"""Sigma of what is noise, and how far beside a vein the white begins; in heights of the face."""
_DIRECTIONS = ((1.0, 0.0), (0.0, 1.0), (0.7071, 0.7071), (0.7071, -0.7071))
_EDGE = 0.006
"""So near a lid or the iris nothing is told: the red line of a lid is no vein."""
_REDDEST = 95
"""Percentile of the white from which on it counts as vein."""
_VISIBLE = 1.0
"""a* by which veins stand out from the white so that they are seen."""
_UNSEEN = 0.5
"""ΔE00 below which a change of a white is not seen."""


def veins_kept(before: Floats, after: Floats, whites: Mask, unit: float) -> Value:
    """The veins' contrast after against before, 0-1; None where none is seen.

    A vein is redder than the white on both its sides; a lid's edge is redder than one. Contrast: a* over the redder
    side, the mean where it is highest before.
    """
    inner = filters.shrink(whites.astype(np.float32), max(1.0, _EDGE * unit)) > 0.5
    if not seen(inner):
        return None
    lines = [_lines(lab, unit) for lab in (before, after)]
    veins = inner & (lines[0] >= np.percentile(lines[0][inner], _REDDEST))
    contrasts = [float(line[veins].mean()) for line in lines]
    return max(0.0, contrasts[1]) / contrasts[0] if contrasts[0] > _VISIBLE else None


def uneven(before: Floats, after: Floats, eyes: tuple[Mask, Mask]) -> Value:
    """How many times more one eye's white changes than the other's; None where one is not seen.

    By the median ΔE00: one eye may have more veins, but not another tone. What is not seen is even.
    """
    if not all(seen(eye) for eye in eyes):
        return None
    changes = [max(_UNSEEN, float(np.median(delta_e(before, after, eye)))) for eye in eyes]
    return max(changes) / min(changes)


def _lines(lab: Floats, unit: float) -> Floats:
    """a* of each pixel over the redder of two beside it, in the direction and at the distance where that is most."""
    red = filters.gaussian(np.ascontiguousarray(lab[..., 1]), _NOISE * unit)
    found = np.full(red.shape, -np.inf, np.float32)
    for beside in _BESIDE:
        for x, y in _DIRECTIONS:
            reach = max(1.5, beside * unit)
            sides = (_moved(red, reach * x, reach * y), _moved(red, -reach * x, -reach * y))
            found = np.maximum(found, red - np.maximum(*sides))
    return found


def _moved(plane: Floats, x: float, y: float) -> Floats:
    there = np.array(((1, 0, x), (0, 1, y)), np.float32)
    moved = cv2.warpAffine(plane, there, plane.shape[::-1], borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.float32)
