"""Dodge Burn: evens out patches of light and shadow on the skin; pores and the shape of the face stay.

1. The luma of the skin in a middle band: patches larger than pores, smaller than cheeks.
2. Take the band back, four fifths of it and at most 0.06 of the range, by a grey soft-light layer.
3. Warmth tints that layer towards orange.

Scale sets the size of the band.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.effects.layers import grey_layer
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.imaging.filters import masked_gaussian

_PORES, _PATCHES = 0.010, 0.055
_OWN_PORES, _LEAST_PORES = 0.008, 2.0
"""Whatever Scale says: what this face has for pores, in its heights, and the least that is no single pixel."""
_MOST = 0.08
_GAIN = 0.8
_WARM = np.array((0.055, 0.008, -0.06), np.float32)
"""What full warmth adds to the layer's red, green and blue."""


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend, warmth = strength(alpha(task, 1)), alpha(task, 2)
    for subject in scene.subjects if blend > 0 else ():
        unit = scene.unit(scale(task), subject)
        luma, skin = scene.luma(subject.region), subject.skin
        pores = max(_PORES * unit, _OWN_PORES * subject.face.height, _LEAST_PORES)
        band = masked_gaussian(luma, skin, pores) - masked_gaussian(luma, skin, _PATCHES * unit)
        layer = grey_layer(luma, -_GAIN * _MOST * np.tanh(band / _MOST) * skin)[..., None]
        scene.soft_light(subject.region, layer + warmth * _WARM * skin[..., None], blend)
