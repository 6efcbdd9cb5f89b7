"""Fabric: softens folds and wrinkles of clothes; the weave stays, and so do badges, buttons and seams.

1. Compare each place's luma with that of the lit cloth around it, up to the next edge (`analysis.folds`).
2. The difference is the folds. Take it back, at most by 0.18 of the range, on the clothes.
3. As a soft-light change, so that colours keep their hue.

Works on the outline of the people when there is no face.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from retouch_lib.engine.analysis import folds
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.effects.layers import relight
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.imaging.filters import gaussian

_MOST = 0.18
_LEAST_CLOTHES = 0.2


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend = strength(alpha(task))
    if blend <= 0 or scene.clothes.max() < _LEAST_CLOTHES:
        return
    unit = scene.unit(scale(task))
    found = folds.find(scene.rgb, scene.clothes, unit)
    wanted = -_MOST * np.tanh(found / _MOST) * gaussian(scene.clothes, 0.01 * unit)
    relight(scene, scene.everything, wanted, blend)
