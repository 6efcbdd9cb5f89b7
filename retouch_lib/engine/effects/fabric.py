"""Fabric: softens wrinkles of clothes; the weave stays.

1. Smooth the luma twice with an edge-keeping filter: just beyond the weave, and beyond the wrinkles.
2. The difference is the wrinkles. Take it back, at most by 0.18 of the range, on the clothes.
3. As a soft-light layer, so that colours keep their hue.

Works on the outline of the people when there is no face.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from retouch_lib.engine.effects.layers import relight
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.engine.scene import Scene
from retouch_lib.imaging.filters import gaussian, guided

_WEAVE, _WRINKLES = 0.016, 0.22
_MOST = 0.18
_LEAST_CLOTHES = 0.2


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend = strength(alpha(task))
    if blend <= 0 or scene.clothes.max() < _LEAST_CLOTHES:
        return
    unit = scene.unit(scale(task))
    luma = scene.luma(scene.everything)
    fine = guided(luma, luma, _WEAVE * unit + 1, 3e-3)
    coarse = guided(luma, luma, _WRINKLES * unit + 2, 2e-2)
    wanted = -_MOST * np.tanh((fine - coarse) / _MOST) * gaussian(scene.clothes, 0.01 * unit)
    relight(scene, scene.everything, wanted, blend)
