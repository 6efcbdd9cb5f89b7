"""Fabric: softens folds and wrinkles of clothes; weave, pattern and blacks stay, and so do badges, buttons and seams.

1. Compare each place's luma with that of the lit cloth around it, up to the next edge (`analysis.folds`).
2. The difference is the folds. Take it back, at most by 0.18 of the range, on the clothes, where these are neither
   black nor patterned (`analysis.cloth`).
3. As a change of L* alone: the cloth's colour stays.

Works on the outline of the people when there is no face.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from retouch_lib.engine.analysis import cloth, folds
from retouch_lib.engine.analysis.regions import bounds
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.imaging.filters import gaussian

_MOST = 0.18
_MORE, _SOFT = 2.2, 0.02
"""How much of what was found is taken back where it is little; and how smooth that is, in heights of the face."""
_LEAST_CLOTHES, _NO_CLOTHES = 0.2, 0.004


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend = strength(alpha(task))
    if blend <= 0 or scene.clothes.max() < _LEAST_CLOTHES:
        return
    unit = scene.unit(scale(task))
    found = folds.find(scene.rgb, scene.clothes, unit)
    region = bounds(scene.clothes > _NO_CLOTHES) or scene.everything
    worn, lab = scene.clothes[region], scene.lab(region)
    light = np.ascontiguousarray(lab[..., 0])
    share = np.tanh(_MORE * found[region] / _MOST) * worn * cloth.plain(light, worn, unit)
    change = np.zeros_like(lab)
    change[..., 0] = cloth.lifted(light, worn, -100 * _MOST * gaussian(share, _SOFT * unit) * worn, unit)
    scene.add(region, scene.lab_change(region, change), blend)
