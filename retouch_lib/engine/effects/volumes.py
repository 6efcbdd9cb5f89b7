"""Portrait Volumes: more shape and depth in face and figure.

1. The luma in a wide band, from features up to the whole face: the light that models the form.
2. Strengthen it by a soft-light layer, at most by 0.10 of the range; black cloth is darkened by less.
3. Skin is measured within its own outline, clothes and hair up to strong edges, so that no halo grows around anything.

Works on the outline of the people when there is no face.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.effects.layers import grey_layer
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.imaging.filters import guided, masked_gaussian
from retouch_lib.imaging.floats import Floats

_FEATURES, _FORM = 0.05, 0.30
_CREASES, _BODY = 0.09, 0.55
"""Radii of the edge-keeping filter that stand for the same band on clothes and hair."""
_EDGE, _DARKER = 7e-3, 0.25
_MOST = 0.10
_GAIN = 1.1
_FIGURE = 1.35
"""How much more clothes and hair are strengthened than skin where there is a face: their own form is flatter."""


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend = strength(alpha(task))
    if blend <= 0 or not scene.person.any():
        return
    luma = scene.luma(scene.everything)
    unit = scene.unit(scale(task))
    figure = scene.person * (1 - scene.skin)
    wanted = (_FIGURE if scene.faces else 1.0) * _figure(luma, figure, unit)
    for subject in scene.subjects:
        region = subject.region
        wanted[region] += _form(luma[region], subject.skin, scene.unit(scale(task), subject))
    scene.soft_light(scene.everything, grey_layer(luma, _GAIN * wanted), blend)


def _figure(luma: Floats, mask: Floats, unit: float) -> Floats:
    """As `_form`, but up to strong edges only: a white shirt would light up the jacket next to it."""
    fine, coarse = (guided(luma, luma, size * unit, _EDGE) for size in (_CREASES, _BODY))
    band = _MOST * np.tanh((fine - coarse) / _MOST)
    return np.asarray(np.maximum(band, -_DARKER * luma) * mask, np.float32)  # shade, not holes, in a black jacket


def _form(luma: Floats, mask: Floats, unit: float) -> Floats:
    band = masked_gaussian(luma, mask, _FEATURES * unit) - masked_gaussian(luma, mask, _FORM * unit)
    return np.asarray(_MOST * np.tanh(band / _MOST) * mask, np.float32)
