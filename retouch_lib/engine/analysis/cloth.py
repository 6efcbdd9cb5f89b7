"""What on cloth may be evened out: neither its blacks nor its pattern. Arrays are float32 (H, W), L* 0-100."""

from __future__ import annotations

import cv2
import numpy as np

from retouch_lib.imaging import filters
from retouch_lib.imaging.floats import Floats

_COARSE = 0.02
"""Blacks are looked for on a picture of which one pixel is so much of the face's height."""
_REACH = 0.15
"""A cloth's black is its darkest place within that reach, in heights of the face."""
_GRAINS = (0.004, 0.008)
"""Blurs, in heights of the face: noise in shadow lifts no single pixel; and what is around it."""
_MARGIN, _LEAST = 1.0, 1e-3
"""So near to a black, in L*, all is black."""
_DARK = 8.0
"""L* below which cloth rises the less the darker it is."""
_PATTERN = (0.004, 0.02)
"""Sigmas between which stripes, checks and weave lie, likewise."""
_AROUND = 0.06
"""Sigma within which that is judged, likewise."""
_PLAIN, _PATTERNED = 4.0, 6.0
"""L* in that band: where the usual is below the first nothing is drawn on the cloth, above the other much is."""


def lifted(light: Floats, cloth: Floats, lift: Floats, unit: float) -> Floats:
    """The change of L* by `lift` without what would grey blacks.

    More light multiplies: what is darker than its surroundings rises less. And no place rises by much more than it is
    above the black of its piece of cloth, so that this black stays, and nothing beside it gets a hard edge.
    `light`: L*; `unit`: the face's height in pixels.
    """
    fine, around = (np.maximum(filters.gaussian(light, sigma * unit), 0) for sigma in _GRAINS)
    room = np.maximum(around - _black(light, cloth, unit) - _MARGIN, 0) + _LEAST
    rising = np.maximum(lift, 0)
    held = rising * room / np.hypot(rising, room) * np.minimum(fine / np.maximum(around, 1), 1)
    return np.where(lift > 0, held, lift).astype(np.float32)


def black_kept(lift: Floats, light: Floats, unit: float) -> Floats:
    """The change of L* where what is near to black hardly rises, however narrow it is. Arguments as of `lifted`."""
    fine = np.maximum(filters.gaussian(light, _GRAINS[0] * unit), 0)
    return np.where(lift > 0, lift * np.minimum(fine / _DARK, 1), lift).astype(np.float32)


def _black(light: Floats, cloth: Floats, unit: float) -> Floats:
    """L* of the darkest place of cloth within reach of each."""
    height, width = light.shape
    step = max(1, int(_COARSE * unit))
    size = max(1, width // step), max(1, height // step)
    small, mask = (
        np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32) for plane in (light, cloth)
    )
    side = 2 * max(1, round(_REACH * unit / step)) + 1
    black = cv2.erode(np.where(mask > 0.5, small, 100).astype(np.float32), np.ones((side, side), np.uint8))
    black = filters.gaussian(np.asarray(black, np.float32), side / 4)
    return np.asarray(cv2.resize(black, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def plain(light: Floats, cloth: Floats, unit: float) -> Floats:
    """1 on plain cloth, 0 where stripes, checks or a coarse weave are on it; arguments as of `lifted`."""
    fine, coarse = (filters.masked_gaussian(light, cloth, sigma * unit) for sigma in _PATTERN)
    drawn = filters.masked_gaussian(np.sqrt(np.abs(fine - coarse)), cloth, _AROUND * unit)  # a lone seam hardly counts
    return filters.smoothstep(np.square(drawn), _PATTERNED, _PLAIN)
