"""How much of the skin's texture a result keeps.

Texture is what is 2 to 8 pixels wide in L* where a face is 400 pixels high, as the difference of two Gaussians with
sigmas of half that: pores and fine lines, no form. Spots that are gone are left out, for to heal is not to smooth; the
energy is told by the median, so that single pixels don't count; and what grain puts into the band is taken off.
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from retouch_lib.imaging import filters
from retouch_lib.imaging.floats import Floats
from retouch_lib.imaging.measures.face_window import FaceWindow
from retouch_lib.imaging.measures.marks import SkinMark
from retouch_lib.imaging.measures.parts import Mask

_FACE = 400.0
_BAND = (1.0, 4.0)
"""Sigmas in pixels at that face: a spot is about twice its sigma wide."""
_RIM = 0.02
"""In heights of the face, how far from what is no skin: beside hair and lips the band holds their edges."""
_EVEN = 20.0
"""L* from the median of the skin up to which it is evenly lit."""
_LEAST_FACE, _LEAST_PIXELS = 100.0, 400
"""In pixels: of a smaller face the band holds nothing but what the file's compression left."""
_LEAST_ENERGY = 0.01
"""L*²: what is smoother has no texture to lose."""
_AROUND = 2.0
"""Of a spot that is gone, how far from its middle nothing is measured, in its radii."""
_MAD = 0.6745
"""The median size of what has a normal distribution, in its deviations."""
_SMOOTHEST = 20
"""Percent of the skin, the smoothest, on which grain is measured: elsewhere pores are as fine."""
_LOW = 0.87
"""Where there is nothing but grain, so much of its deviation is found there: the smoothest are so by chance, too."""
_LAPLACIAN = 6.0
"""Deviation of white grain after the filter of Immerkær, "Fast Noise Variance Estimation", 1996."""
_BLOCK = 8
"""Pixels of a side of what is called smooth as a whole."""


def texture_kept(window: FaceWindow, gone: Iterable[SkinMark] = ()) -> float | None:
    """The energy of the band after, against before: 1 is all. None where there is too little skin or texture.

    `gone`: the spots that the result does not have.
    """
    inside = filters.shrink(window.skin.astype(np.float32), _RIM * window.unit) > 0.5
    inside &= ~_discs(window, gone) & _evenly_lit(window)
    if window.unit < _LEAST_FACE or inside.sum() < _LEAST_PIXELS:
        return None
    own, left = (
        _energy(np.ascontiguousarray(lab[..., 0]), inside, window.unit) for lab in (window.before, window.after)
    )
    return left / own if own >= _LEAST_ENERGY else None


def _evenly_lit(window: FaceWindow) -> Mask:
    """In deep shade, as under a chin, grain is stronger in L* than where it is measured."""
    light = filters.gaussian(np.ascontiguousarray(window.before[..., 0]), _BAND[1] * window.unit / _FACE)
    return np.asarray(np.abs(light - np.median(light[window.skin])) < _EVEN)


def _discs(window: FaceWindow, gone: Iterable[SkinMark]) -> Mask:
    found = np.zeros(window.skin.shape, np.uint8)
    for mark in gone:
        x, y = window.pixel(mark.x, mark.y)
        radius = _AROUND * mark.radius / window.place.width * window.skin.shape[1]
        cv2.circle(found, (round(x), round(y)), max(1, round(radius)), 1, -1)
    return np.asarray(found > 0)


def _energy(light: Floats, inside: Mask, unit: float) -> float:
    """L*², less the grain's."""
    fine, coarse = (max(0.5, sigma * unit / _FACE) for sigma in _BAND)
    band = filters.gaussian(light, fine) - filters.gaussian(light, coarse)
    energy = (float(np.median(np.abs(band[inside]))) / _MAD) ** 2
    return max(0.0, energy - _passed(fine, coarse) * _grain(light, inside) ** 2)


def _passed(fine: float, coarse: float) -> float:
    """How much of white grain's variance the band lets through."""
    return float((1 / (4 * fine**2) + 1 / (4 * coarse**2) - 1 / (fine**2 + coarse**2)) / np.pi)


def _grain(light: Floats, inside: Mask) -> float:
    """The deviation of grain, L*."""
    second = np.array((1, -2, 1), np.float32)
    rough = np.abs(cv2.sepFilter2D(light, cv2.CV_32F, second, second))
    size = max(1, light.shape[1] // _BLOCK), max(1, light.shape[0] // _BLOCK)
    blocks = cv2.resize(rough, size, interpolation=cv2.INTER_AREA)
    whole = cv2.resize(inside.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.99
    if not whole.any():
        return 0.0
    return float(np.percentile(blocks[whole], _SMOOTHEST) * np.sqrt(np.pi / 2) / _LAPLACIAN / _LOW)
