"""Skin Mask: selects the skin of all people as a mask; no pixel changes.

Skin is what has the colours of the middle of a face, on the person and not too far from that face, without eyes, brows,
lips and nostrils. Sensitivity says how far the colours may stray: 0 selects nothing, 1 what the other plugins take for
skin, 2 also what is much redder, paler or darker; these look at the picture as retouched so far.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from retouch_lib.engine.analysis import subjects
from retouch_lib.engine.analysis.scene import Scene, luma
from retouch_lib.engine.effects.values import alpha
from retouch_lib.imaging.floats import Floats


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    scene.mask = select(scene, alpha(task))


def select(scene: Scene, sensitivity: float) -> Floats:
    """(h, w), 0-1: the skin on the working copy; all 0 without a face."""
    if sensitivity <= 0:
        return np.zeros(scene.shape, np.float32)
    if sensitivity == 1:
        return scene.skin.copy()
    rgb = scene.in_srgb()
    return subjects.skin(rgb, luma(rgb), scene.person, scene.faces, math.sqrt(sensitivity))
