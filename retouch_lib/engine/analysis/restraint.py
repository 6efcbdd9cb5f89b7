"""A change of light held back where it would show as such: where it makes a border, or takes a colour out of sRGB.

Arrays are float32 (H, W), L* 0-100; `unit` is a face's height in pixels.
"""

from __future__ import annotations

import cv2
import numpy as np

from retouch_lib.imaging import filters
from retouch_lib.imaging.floats import Floats

_BLUR, _STEEP, _NEARBY = 0.004, 0.85, 0.006
"""Sigma before borders are looked for; L* by which one may be higher than the photo's steepest, so near to it.

The first and the last in heights of the face, as are the next ones.
"""
_WIDTHS = (0.02, 0.04, 0.08, 0.16)
"""Blurs of what is steeper, one after the other."""
_LOST, _SOFT = 0.8, 0.01
"""Difference of CIELAB that halves what takes a colour out of sRGB, and how softly."""


def softened(lift: Floats, light: Floats, unit: float) -> Floats:
    """The change of L* without borders that the photo hasn't: blurred wherever it makes one steeper."""
    own = filters.grow(_slope(light, unit), _NEARBY * unit)
    soft = lift
    for width in (share * unit for share in _WIDTHS):
        steep = np.asarray(_slope(light + soft, unit) > own + _STEEP, np.float32)
        if steep.any():
            share = np.clip(filters.gaussian(filters.grow(steep, width), 0.5 * width), 0, 1)
            soft = soft + share * (filters.gaussian(lift, width) - soft)
    return np.asarray(soft, np.float32)


def in_gamut(lab: Floats, lift: Floats, unit: float) -> Floats:
    """The change of L* held back where the cloth is too saturated to keep its colour. `lab`: CIELAB (H, W, 3)."""
    wanted = lab.copy()
    wanted[..., 0] += lift
    shown = cv2.cvtColor(cv2.cvtColor(wanted, cv2.COLOR_Lab2RGB), cv2.COLOR_RGB2Lab)
    lost = np.sqrt(np.square(shown - wanted).sum(axis=2))
    most = filters.grow(np.asarray(lost, np.float32), _SOFT * unit)
    return np.asarray(lift / (1 + np.square(filters.gaussian(most, _SOFT * unit) / _LOST)), np.float32)


def _slope(light: Floats, unit: float) -> Floats:
    """How high a step would be that is as steep, in L*."""
    sigma = max(0.6, _BLUR * unit)
    smooth = filters.gaussian(light, sigma)
    down, across = (cv2.Sobel(smooth, cv2.CV_32F, *way, ksize=3) / 8 for way in ((0, 1), (1, 0)))
    return np.asarray(cv2.magnitude(down, across) * (np.sqrt(2 * np.pi) * sigma), np.float32)
