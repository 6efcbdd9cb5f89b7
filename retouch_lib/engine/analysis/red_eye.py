"""A pupil that a flash made red, in a close-up of one eye: found only where it is a saturated red that no iris has.

Brown and amber irises are as yellow as they are red and far paler: their a* stays below about 25 even in warm light.
"""

from __future__ import annotations

import numpy as np

from retouch_lib.engine.analysis.closeups import CloseUp
from retouch_lib.imaging.faces import openings
from retouch_lib.imaging.faces.openings import EyeLandmarks
from retouch_lib.imaging.filters import gaussian, smoothstep
from retouch_lib.imaging.floats import Floats

_CORE, _EDGE = 0.35, (0.9, 0.7)
"""Where a pupil is red for sure, and where the iris begins; in radii of the iris."""
_RED, _SOME_RED = (28.0, 40.0), (12.0, 28.0)
"""a* of a flash's red, and of its edge once it is known to be one."""
_HUE = (1.15, 0.85)
"""b* as a share of a*: amber is above, red below."""
_SHARE = 0.5
_LIGHT = (75.0, 60.0)
"""L* of a catchlight, which stays."""
_DARK, _GREY = 0.2, 0.0
"""What is left of the pupil's L*, and of its a* and b*."""
_SOFT = 0.002


def find(view: CloseUp, side: EyeLandmarks) -> Floats | None:
    """0-1 on the red of the pupil; None where no flash made it red."""
    away = openings.away(view.shape, view.face, side)
    redness, yellowness = view.lab[..., 1], view.lab[..., 2]
    hue = smoothstep(np.asarray(yellowness / np.maximum(redness, 1), np.float32), *_HUE)
    core = away < _CORE
    if not core.any() or (smoothstep(redness, *_RED) * hue)[core].mean() < _SHARE:
        return None
    red = smoothstep(redness, *_SOME_RED) * hue * smoothstep(view.lab[..., 0], *_LIGHT) * smoothstep(away, *_EDGE)
    return np.asarray(np.maximum(red, gaussian(red, _SOFT * view.face.height)), np.float32)


def darkened(view: CloseUp, red: Floats) -> Floats:
    """The change of CIELAB that makes it a dark pupil."""
    left = np.array((_DARK, _GREY, _GREY), np.float32)
    return np.asarray(red[..., None] * (left - 1) * view.lab, np.float32)
