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
from retouch_lib.imaging.filters import gaussian, shrink, smoothstep
from retouch_lib.imaging.floats import Floats

_MOST = 0.18
_IN_LIGHT, _IN_THE_DARK, _DARK = 1.9, 2.5, (55.0, 20.0)
"""How many times slight folds are taken back, at these L*."""
_SOFT = 0.02
"""How smooth the change is, in heights of the face."""
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
    share = np.tanh(_more(light, unit) * found[region] / _MOST) * worn * cloth.plain(light, worn, unit)
    change = np.zeros_like(lab)
    change[..., 0] = cloth.lifted(light, worn, -100 * _MOST * _ending(share, worn, unit), unit)
    scene.add(region, scene.lab_change(region, change), blend)


def _more(light: Floats, unit: float) -> Floats:
    """How many times a fold is taken back where it is slight: in the dark, less light makes as much of a fold."""
    return _IN_LIGHT + (_IN_THE_DARK - _IN_LIGHT) * smoothstep(gaussian(light, _SOFT * unit), *_DARK)


def _ending(share: Floats, worn: Floats, unit: float) -> Floats:
    """Smooth, and running out towards the edges of the cloth from inside, so that none shows where it ends."""
    soft = _SOFT * unit
    return gaussian(share, soft) * np.minimum(worn, gaussian(shrink(worn, soft), soft))
