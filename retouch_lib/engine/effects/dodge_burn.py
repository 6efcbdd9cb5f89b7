"""Dodge Burn: evens out patches of light and shadow on the skin; pores and the shape of the face stay.

1. The luma of the skin in a middle band: patches larger than pores, smaller than cheeks. Freckles are left out of it.
2. Take the band back, at most 0.08 of the range, by a soft-light layer under which red, green and blue
   move alike: a grey one makes skin redder where it burns.
3. Warmth tints that layer towards orange, lights less than the rest.

The size of the band follows the face; Scale makes it coarser for a close-up and finer for a full body.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from retouch_lib.engine.analysis import freckles
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.analysis.subjects import Subject
from retouch_lib.engine.effects.layers import even_layer
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.imaging.filters import masked_gaussian, smoothstep
from retouch_lib.imaging.floats import Floats

_PORES, _PATCHES = 0.027, 0.092
"""Sigmas in heights of the face: what is up to twice as fine as the first is texture to a retoucher."""
_LEAST_PORES = 2.0
_SIZES = {1: 1.4, 3: 0.7}
_MOST = 0.08
_SPECK = 0.016
"""How far around a clipped speck less changes, in heights of the face."""
_WARM = np.array((0.055, 0.008, -0.06), np.float32)
"""What full warmth adds to the layer's red, green and blue."""
_LIGHTS, _COOLER = 0.15, 0.9
"""Skin lighter than the face's own by so much of the range keeps that share of its colour from being warmed."""


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend, warmth = strength(alpha(task, 1)), 0 if scene.monochrome else alpha(task, 2)
    for subject in scene.subjects if blend > 0 else ():
        rgb, luma, skin = scene.rgb[subject.region], scene.luma(subject.region), subject.skin
        unit = _SIZES.get(scale(task), 1.0) * subject.face.height
        # without colour shade looks like freckles, and is burnt to black where it is compared with what is around it
        even = skin if scene.monochrome else freckles.between(rgb, skin, subject.face.height)
        smooth = masked_gaussian(luma, even, max(_PORES * unit, _LEAST_PORES))
        band = smooth - masked_gaussian(luma, even, _PATCHES * unit)
        taken = -_MOST * np.tanh(band / _MOST)
        layer = even_layer(rgb, taken, skin, _SPECK * subject.face.height)
        warm = warmth * _warmed(smooth, subject)[..., None] * _WARM if warmth > 0 else 0
        scene.soft_light(subject.region, layer + warm, blend)


def _warmed(luma: Floats, subject: Subject) -> Floats:
    """(h, w), 0-1: the skin, less where it is lighter than the face's own."""
    own = float(subject.tone[0]) / 100  # L* and luma are near each other, both of encoded light
    return np.asarray(subject.skin * (1 - _COOLER * smoothstep(luma, own, own + _LIGHTS)), np.float32)
