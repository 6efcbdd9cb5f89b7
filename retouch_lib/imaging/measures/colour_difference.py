"""How much colours differ to the eye: CIELAB and CIEDE2000.

Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula", 2005. Angles are never taken but for one: the hue's
difference follows from the chord, and multiples of the mean hue from its cosine and sine. It is fast in float32, and
within 0.01 of the formula (`tests/unit/imaging/measures/test_colour_difference.py`).
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.floats import Floats

_STRIP = 1 << 15
"""Pixels that are computed at a time: what lies between fits into the processor's cache."""
_25_7 = np.float32(25.0**7)
_TINY = np.float32(1e-9)


def _linear() -> Floats:
    """Light of each level of sRGB (IEC 61966-2-1), 0-1. OpenCV's own curve is off by up to 0.2 L*."""
    levels = np.arange(256) / 255
    return np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4).astype(np.float32)


_LINEAR = _linear()


def lab(rgb: NDArray[np.uint8]) -> Floats:
    """CIELAB (D65) of RGB uint8 (H, W, 3) in sRGB: float32, L* 0-100."""
    return np.asarray(cv2.cvtColor(cv2.LUT(rgb, _LINEAR), cv2.COLOR_LRGB2Lab), np.float32)


def ciede2000(before: Floats, after: Floats) -> Floats:
    """ΔE00 of each pixel. Both CIELAB float32 (..., 3) of one shape; the answer has that shape without the last."""
    one, other = (np.ascontiguousarray(each, np.float32).reshape(-1, 3) for each in (before, after))
    found = np.empty(len(one), np.float32)
    for start in range(0, len(one), _STRIP):
        part = slice(start, start + _STRIP)
        found[part] = _difference(one[part].T, other[part].T)
    return found.reshape(before.shape[:-1])


class _Hue(NamedTuple):
    """The mean hue, as the direction between both."""

    cos: Floats
    sin: Floats


def _difference(one: Floats, other: Floats) -> Floats:
    """Of CIELAB (3, N)."""
    (l1, a1, b1), (l2, a2, b2) = np.ascontiguousarray(one), np.ascontiguousarray(other)
    mean_chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) * np.float32(0.5)
    stretch = np.float32(1.5) - np.float32(0.5) * _saturated(mean_chroma)
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    chord = (a2 - a1) ** 2 + (b2 - b1) ** 2 - (c2 - c1) ** 2
    turned = np.copysign(np.sqrt(np.maximum(chord, 0)), a1 * b2 - b1 * a2)
    mean_chroma = (c1 + c2) * np.float32(0.5)
    hue = _mean_hue(a1, b1, c1, a2, b2, c2)
    light = (l2 - l1) / _lightness_weight((l1 + l2) * np.float32(0.5))
    chroma = (c2 - c1) / (1 + np.float32(0.045) * mean_chroma)
    turned /= 1 + np.float32(0.015) * mean_chroma * _hue_weight(hue)
    squared = light**2 + chroma**2 + turned**2 + _rotation(hue, mean_chroma) * chroma * turned
    return np.asarray(np.sqrt(np.maximum(squared, 0)), np.float32)


def _saturated(chroma: Floats) -> Floats:
    """√(C⁷ / (C⁷ + 25⁷)), 0-1."""
    square = chroma * chroma
    seventh = square * square * square * chroma
    return np.asarray(np.sqrt(seventh / (seventh + _25_7)), np.float32)


def _mean_hue(a1: Floats, b1: Floats, c1: Floats, a2: Floats, b2: Floats, c2: Floats) -> _Hue:
    """What is grey has no hue: then the other's counts."""
    c1, c2 = np.maximum(c1, _TINY), np.maximum(c2, _TINY)
    x, y = a1 / c1 + a2 / c2, b1 / c1 + b2 / c2
    length = np.maximum(np.hypot(x, y), _TINY)
    return _Hue(np.asarray(x / length, np.float32), np.asarray(y / length, np.float32))


def _lightness_weight(mean: Floats) -> Floats:
    square = (mean - 50) ** 2
    return np.asarray(1 + np.float32(0.015) * square / np.sqrt(20 + square), np.float32)


def _hue_weight(hue: _Hue) -> Floats:
    """T: of the mean hue h, 1 - 0.17 cos(h - 30°) + 0.24 cos 2h + 0.32 cos(3h + 6°) - 0.20 cos(4h - 63°)."""
    cos, sin = hue
    cos2, sin2 = 2 * cos * cos - 1, 2 * sin * cos
    cos3, sin3 = cos2 * cos - sin2 * sin, sin2 * cos + cos2 * sin
    cos4, sin4 = 2 * cos2 * cos2 - 1, 2 * sin2 * cos2
    weight = 1 - _turned(cos, sin, 0.17, 30) + np.float32(0.24) * cos2
    return np.asarray(weight + _turned(cos3, sin3, 0.32, -6) - _turned(cos4, sin4, 0.20, 63), np.float32)


def _turned(cos: Floats, sin: Floats, size: float, degrees: float) -> Floats:
    """`size` times the cosine of an angle less so many degrees."""
    turn = np.radians(degrees)
    return np.asarray(np.float32(size * np.cos(turn)) * cos + np.float32(size * np.sin(turn)) * sin, np.float32)


def _rotation(hue: _Hue, mean_chroma: Floats) -> Floats:
    """R_T: only in blue do chroma and hue hang together."""
    degrees = cv2.phase(hue.cos, hue.sin, angleInDegrees=True).ravel()
    blue = np.float32(np.pi / 3) * np.exp(-(((degrees - 275) * np.float32(1 / 25)) ** 2))
    return np.asarray(-2 * _saturated(mean_chroma) * np.sin(blue), np.float32)
