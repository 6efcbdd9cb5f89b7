"""Fabric: softens folds and wrinkles of clothes; weave, pattern and blacks stay, and so do badges, buttons and seams.

1. Compare each place's luma with that of the cloth around it, up to the next edge (`analysis.folds`).
2. The difference is the folds. Take it back, at most by 0.18 of the range, on the clothes, where these are neither
   black nor patterned (`analysis.cloth`).
3. As a change of L* alone, where the cloth's colour can stay, and without new borders (`analysis.restraint`).

Works on the outline of the people when there is no face.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from retouch_lib.engine.analysis import cloth, folds, restraint
from retouch_lib.engine.analysis.regions import bounds
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.imaging.filters import gaussian, shrink
from retouch_lib.imaging.floats import Floats

_MOST = 0.18
_SHADOW, _RIDGE = 2.8, 2.0
"""How many times the shadows of slight folds are taken back, and their lights."""
_SOFT, _INSIDE = 0.02, 0.02
"""How smooth the change is, and how far inside the cloth's outline it begins, in heights of the face."""
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
    share = np.tanh(_more(found[region]) * found[region] / _MOST) * cloth.plain(light, worn, unit)
    lift = -100 * _MOST * gaussian(share * worn, _SOFT * unit) * _ending(worn, unit)
    lift = restraint.in_gamut(lab, cloth.lifted(light, worn, lift, unit), unit)
    lift = restraint.softened(lift, light, unit)
    change = np.zeros_like(lab)
    change[..., 0] = cloth.black_kept(lift, light, unit)
    scene.add(region, scene.lab_change(region, change), blend)


def _more(found: Floats) -> Floats:
    """How many times a fold is taken back where it is slight."""
    return np.where(found < 0, np.float32(_SHADOW), np.float32(_RIDGE))


def _ending(worn: Floats, unit: float) -> Floats:
    """Where cloth is, running out softly towards its edges from inside, so that none shows where it ends."""
    inside = _INSIDE * unit
    return np.minimum(worn, gaussian(shrink(worn, inside), inside / 2))
