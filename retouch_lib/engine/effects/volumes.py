"""Portrait Volumes: more shape and depth in face and figure.

1. The luma in a wide band, from features up to the whole face: the light that models the form.
2. Strengthen it by a soft-light layer, at most by 0.10 of the range; clothes and hair by less.
3. Each part is measured within its own outline, so that no halo grows around it.

Works on the outline of the people when there is no face.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from retouch_lib.engine.effects.layers import grey_layer
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.engine.scene import Scene
from retouch_lib.imaging.filters import masked_gaussian
from retouch_lib.imaging.nets import Floats

_FEATURES, _FORM = 0.05, 0.30
_MOST = 0.10
_GAIN = 1.1
_FIGURE = 0.6


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend = strength(alpha(task))
    if blend <= 0 or not scene.person.any():
        return
    luma = scene.luma(scene.everything)
    unit = scene.unit(scale(task))
    figure = scene.person * (1 - scene.skin)
    wanted = (_FIGURE if scene.faces else 1.0) * _form(luma, figure, unit)
    for subject in scene.subjects:
        region = subject.region
        wanted[region] += _form(luma[region], subject.skin, scene.unit(scale(task), subject))
    scene.soft_light(scene.everything, grey_layer(luma, _GAIN * wanted), blend)


def _form(luma: Floats, mask: Floats, unit: float) -> Floats:
    band = masked_gaussian(luma, mask, _FEATURES * unit) - masked_gaussian(luma, mask, _FORM * unit)
    return np.asarray(_MOST * np.tanh(band / _MOST) * mask, np.float32)
