"""Texture, pattern, marks and borders: what differs from place to place. Arguments as in `change`.

`unit`: the height of a face in pixels, from which all sizes follow.
"""

from __future__ import annotations

import cv2
import numpy as np

from benchmarks.faces.figures.change import Mask, Value, seen
from retouch_lib.imaging import filters
from retouch_lib.imaging.floats import Floats

FACE = 600
"""Pixels of the face's height at which texture is told as a retoucher sees it."""
_BAND = (2.0, 8.0)
"""Pixels at that face: the sigmas between which texture is looked at, as a retoucher did on the photos of issue 11."""
_FINEST = 0.5
"""A sigma in pixels below which nothing is left out."""
_FINE = 0.003
"""Sigma of the finer band of docs/effects.md, in heights of the face, as there at least 0.8 pixels."""
_PATTERN = (0.004, 0.02)
"""Of cloth: sigmas in heights of the face between which lie stripes, checks and weave, but no folds."""
_MARK = (0.005, 0.025)
"""Sigmas in heights of the face between which marks on skin lie: pores are finer, cheeks coarser."""
_LEAST_MARK, _LEAST_SHARE = 2.0, 0.002
"""By so much a mark is darker (L*) and redder (a*) than its surroundings, in sum; and its share of the skin."""
_NEARBY, _SOFT = 0.006, 0.004
"""In heights of the face: how near a border of the photo's own excuses one, and the blur before."""
_HEIGHT = float(np.sqrt(2 * np.pi))
"""A step blurred by sigma is at its steepest 1 / (sigma times this) of its height."""
_CENTRAL = 1 / 3
"""What the difference between a pixel's two neighbours adds to the variance of a blur."""
_STANDS_OUT = 1.0
"""Spread of L* in a cloth's pattern below which it is plain."""


def texture_kept(before: Floats, after: Floats, mask: Mask, unit: float) -> Value:
    """The spread of L* between 2 and 8 pixels (sigmas) at a face 600 pixels high, after against before: 1 is all."""
    scale = unit / FACE
    return _spread_kept(before, after, mask, _BAND[0] * scale, _BAND[1] * scale)


def fine_texture_kept(before: Floats, after: Floats, mask: Mask, unit: float) -> Value:
    """The energy (variance) of L* in what is finer than 0.3 % of a face's height: the band of docs/effects.md."""
    kept = _spread_kept(before, after, mask, 0, max(0.8, _FINE * unit))
    return None if kept is None else kept**2


def pattern_kept(before: Floats, after: Floats, mask: Mask, unit: float) -> Value:
    """Percent of the spread of L* in stripes, checks and weave (0.4-2 % of a face, as sigmas); None on plain cloth."""
    if not seen(mask) or _band(before[..., 0], _PATTERN[0] * unit, _PATTERN[1] * unit)[mask].std() < _STANDS_OUT:
        return None
    kept = _spread_kept(before, after, mask, _PATTERN[0] * unit, _PATTERN[1] * unit)
    return None if kept is None else 100 * kept


def marks_kept(before: Floats, after: Floats, skin: Mask, unit: float) -> Value:
    """How much of their contrast the photo's marks keep: freckles, spots. None where there are next to none.

    A mark is where skin is darker and redder than around it by 2 in sum; the sum there, after against before.
    """
    found = _marks(before, unit)
    marked = skin & (found > _LEAST_MARK)
    if not seen(marked) or marked.sum() < _LEAST_SHARE * skin.sum():
        return None
    return float(_marks(after, unit)[marked].mean() / found[marked].mean())


def new_border(before: Floats, after: Floats, mask: Mask, unit: float) -> Value:
    """The steepest border that the photo hasn't, as the height of a hard step: ΔE (CIE 1976).

    The slope after, less the steepest within 0.6 % of a face before; the 99.9th percentile on the mask.
    """
    if not seen(mask):
        return None
    own = _highest_near(_slope(before, unit), _NEARBY * unit)
    return float(np.percentile(np.maximum(_slope(after, unit) - own, 0)[mask], 99.9))


def _marks(lab: Floats, unit: float) -> Floats:
    dark = -_band(lab[..., 0], _MARK[0] * unit, _MARK[1] * unit)
    return dark + _band(lab[..., 1], _MARK[0] * unit, _MARK[1] * unit)


def _spread_kept(before: Floats, after: Floats, mask: Mask, fine: float, coarse: float) -> Value:
    if not seen(mask):
        return None
    spreads = [float(_band(lab[..., 0], fine, coarse)[mask].std()) for lab in (before, after)]
    return spreads[1] / spreads[0] if spreads[0] > 1e-3 else None


def _band(plane: Floats, fine: float, coarse: float) -> Floats:
    """What lies between two sigmas."""
    plane = np.ascontiguousarray(plane)
    finer = filters.gaussian(plane, fine) if fine >= _FINEST else plane
    return finer - filters.gaussian(plane, max(coarse, _FINEST))


def _highest_near(values: Floats, reach: float) -> Floats:
    """The greatest value within so many pixels down and across."""
    side = 2 * max(1, round(reach)) + 1
    return np.asarray(cv2.dilate(values, np.ones((side, side), np.uint8)), np.float32)


def _slope(lab: Floats, unit: float) -> Floats:
    """(H, W): the CIE 1976 height of a hard step that would be as steep."""
    sigma = max(0.6, _SOFT * unit)
    smooth = filters.gaussian(lab, sigma)
    down, across = (cv2.Sobel(smooth, cv2.CV_32F, *way, ksize=3) / 8 for way in ((0, 1), (1, 0)))
    return np.asarray(np.sqrt((down**2 + across**2).sum(axis=2)) * (_HEIGHT * np.sqrt(sigma**2 + _CENTRAL)), np.float32)
