"""Skin Tone: unifies the colour of the skin.

1. Blend calms patches: the skin's a* and b* in a narrow band, larger than pores and smaller than a blush, are taken
   back. Lightness and the blush of the cheeks stay.
2. The second value, unnamed by the vendor, here brings the neck, ears, arms and hands nearer to the face's own colour,
   and much less the parts of the face to each other.
   It is part of the blend: without Blend it does nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.engine.scene import Scene
from retouch_lib.engine.subjects import Subject
from retouch_lib.imaging.blend import soft_light_layer
from retouch_lib.imaging.filters import gaussian, masked_gaussian
from retouch_lib.imaging.masks import oval
from retouch_lib.imaging.nets import Floats

_PORES, _PATCHES, _PARTS = 0.012, 0.06, 0.35
_MOST = 14.0
_NEARER, _FACE = 0.8, 0.75
"""Share of the difference from the face's colour that goes, and how much less of it within the face's outline."""


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend, second = strength(alpha(task, 1)), strength(alpha(task, 2))
    for subject in scene.subjects if blend > 0 else ():
        calmer, nearer = _changes(scene, subject, scene.unit(scale(task), subject))
        calm = scene.limited(subject.region, scene.lab_change(subject.region, calmer))
        both = scene.limited(subject.region, calm + scene.lab_change(subject.region, nearer))
        layer = soft_light_layer(scene.rgb[subject.region], calm + second * (both - calm))
        scene.soft_light(subject.region, layer, blend)


def _changes(scene: Scene, subject: Subject, unit: float) -> tuple[Floats, Floats]:
    """Both full effects, as changes of CIELAB on the subject's region."""
    lab, skin = scene.lab(subject.region), subject.skin
    colour = np.ascontiguousarray(lab[..., 1:])
    patches = masked_gaussian(colour, skin, _PORES * unit) - masked_gaussian(colour, skin, _PATCHES * unit)
    parts = masked_gaussian(colour, skin, _PARTS * unit) - subject.tone[1:]
    calmer, nearer = np.zeros_like(lab), np.zeros_like(lab)
    calmer[..., 1:] = np.clip(-patches, -_MOST, _MOST) * skin[..., None]
    elsewhere = skin * (1 - _FACE * _face(subject))
    nearer[..., 1:] = np.clip(-_NEARER * parts, -_MOST, _MOST) * elsewhere[..., None]
    return calmer, nearer


def _face(subject: Subject) -> Floats:
    """The face's outline, soft, on the subject's region."""
    height, width = subject.skin.shape
    return gaussian(oval((height, width), subject.face), 0.05 * subject.face.height)
