"""Freckles: small brown marks, which belong to a face. Nothing is to even them out, and many alike are not healed.

Melanin takes light more than it adds red; blood adds red more than it takes light. So a mark that is darker than its
surroundings by more than it is redder is brown, and a pimple is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from retouch_lib.engine.analysis import reduced
from retouch_lib.imaging.faces.spots import Spot
from retouch_lib.imaging.filters import gaussian, masked_gaussian, smoothstep
from retouch_lib.imaging.floats import Floats

_FACE = 250
"""Pixels of a face's height that are enough to see freckles."""
_FINE, _COARSE = 0.004, 0.03
"""Sigmas in heights of the face between which freckles and clusters of them lie."""
_LEAST_SIGMA = 0.7
_TURNS = 2
"""Many freckles make the mean of all skin brown: the second time they are left out of it."""
_FAINT, _PLAIN = 1.0, 2.5
"""L* by which a mark is darker than its surroundings: below the one it counts for nothing, above the other in full."""
_BROWN, _RED = 1.0, 1.5
"""a* per L* of a mark: up to the one it is brown, from the other on red."""

_SMALL = 0.02
"""Radius up to which a spot may be a freckle, in heights of the face."""
_PLAINLY, _FEW, _MANY = 0.5, 18, 26
"""Of what half the sensitivity would take, so many alike are chance, and so many are freckles."""
_HELD = 1.2
"""What many freckles add to the sensitivity that each needs: more than there is."""
_ODD = 2.5
"""A spot that is darker than the usual freckle of this face by more than this factor is none."""


def spared(spots: Sequence[Spot], unit: float) -> list[Spot]:
    """The spots; the more of them are freckles, the more sensitivity takes one: of many, none does.

    `unit`: the face's height in the spots' pixels.
    """
    brown = [spot for spot in spots if spot.radius <= _SMALL * unit and spot.darker > spot.redder]
    most = _ODD * float(np.median([spot.darker for spot in brown])) if brown else 0.0
    alike = {spot for spot in brown if spot.darker <= most}
    plain = sum(spot.needed <= _PLAINLY for spot in alike)
    held = float(np.interp(plain, (_FEW, _MANY), (0, _HELD)))
    return [replace(spot, needed=spot.needed + held) if spot in alike else spot for spot in spots]


def between(rgb: Floats, skin: Floats, unit: float) -> Floats:
    """(h, w), 0-1: the skin between its freckles. Tones are compared on it, so that freckles move with it.

    `rgb`: float32 (h, w, 3), 0-1; `skin`: (h, w), 0-1; `unit`: the face's height in pixels.
    """
    share = min(1.0, _FACE / unit)
    small, own = reduced.copy(rgb, share), reduced.copy(skin, share)
    tones = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2Lab), np.float32)
    marks = reduced.enlarged(_brown_marks(np.ascontiguousarray(tones[..., :2]), own, share * unit), skin.shape)
    return np.asarray(skin * (1 - marks), np.float32)


def _brown_marks(tones: Floats, skin: Floats, unit: float) -> Floats:
    """(h, w), 0-1. `tones`: L* and a*."""
    smooth = gaussian(tones, max(_LEAST_SIGMA, _FINE * unit))
    marks = np.zeros_like(skin)
    for _ in range(_TURNS):
        marks = _browner(smooth - masked_gaussian(tones, skin * (1 - marks), _COARSE * unit))
    return marks


def _browner(away: Floats) -> Floats:
    """(h, w), 0-1: how surely such differences of L* and a*, (h, w, 2), are brown marks."""
    darker, redder = -away[..., 0], away[..., 1]
    redness = np.asarray(redder / np.maximum(darker, _FAINT), np.float32)
    brown = smoothstep(redness, _RED, _BROWN)
    return smoothstep(darker, _FAINT, _PLAIN) * brown
