"""Skin Tone: unifies the colour of the skin.

1. Blend calms patches: the skin's tint in a narrow band, larger than pores and smaller than a blush, is taken back.
   Lightness, the blush of the cheeks and freckles stay, and so do make-up, painted nails, coloured light and shine.
2. The second value, unnamed by the vendor, here brings the neck, ears, arms and hands a little nearer to the face's own
   tint, and much less the parts of the face to each other. Shade stays shade.
   It is part of the blend: without Blend it does nothing.

Colours are compared on a reduced picture: what changes is smooth, and the layer leaves what is finer to the photo.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np

from retouch_lib.engine.analysis import blotches, freckles
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.analysis.subjects import Subject
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.imaging.blend import soft_light_layer
from retouch_lib.imaging.faces.masks import oval
from retouch_lib.imaging.filters import gaussian, masked_gaussian, smoothstep
from retouch_lib.imaging.floats import Floats

_PORES, _PATCHES, _PARTS = 0.009, 0.065, 0.25
_STEP = 0.009
"""One pixel of the reduced picture, in heights of the face."""
_NEARER, _MOST = 0.8, 3.0
"""Share of the difference from the face's tint that goes, and how far a tint is moved at most."""
_FACE, _OUTLINE = 0.75, 0.1
"""How much less of it goes within the face's outline, and how soft that is, in heights of the face."""
_END = 0.02
"""How softly that ends where the skin that is known to be some ends, in heights of the face."""
_EDGE = 0.010
"""How softly a blotch ends where it meets what is none, in heights of the face: there shows no border."""
_FURTHER = 2.0
"""By how much further apart than a blotch and its surroundings the parts of a body are by nature."""


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend, second = strength(alpha(task, 1)), strength(alpha(task, 2))
    for subject in scene.subjects if blend > 0 and not scene.monochrome else ():
        push = _push(scene.rgb[subject.region], subject, scene.unit(scale(task), subject), second)
        layer = np.asarray(0.5 + push * subject.skin[..., None] / 2, np.float32)
        scene.soft_light(subject.region, layer, blend)


def _push(rgb: Floats, subject: Subject, unit: float, second: float) -> Floats:
    """The full effect on the subject's region, as a soft-light layer's distance from neutral, -1 to 1, (h, w, 3)."""
    height, width = subject.skin.shape
    step = max(1.0, _STEP * min(unit, subject.face.height))
    size = max(1, round(width / step)), max(1, round(height / step))
    inside = gaussian(oval((height, width), subject.face), _OUTLINE * subject.face.height)
    small, skin, face = (
        np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)
        for plane in (np.ascontiguousarray(rgb), subject.skin, inside)
    )
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2Lab), np.float32)
    even = freckles.between(small, skin, subject.face.height / step)
    calmer, nearer = _changes(lab, even, subject.tone, unit / step)
    calm = _recoloured(small, lab, calmer)
    both = _recoloured(small, lab, calmer + nearer * (1 - _FACE * face[..., None]))
    push = 2 * soft_light_layer(small, calm + second * (both - calm)) - 1
    return np.asarray(cv2.resize(push, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _changes(lab: Floats, skin: Floats, tone: Floats, unit: float) -> tuple[Floats, Floats]:
    """Both full effects, as changes of a* and b*. What is meant counts neither as skin nor as its surroundings."""
    usual = blotches.tint(tone)
    fine = masked_gaussian(lab, skin, _PORES * unit)
    around = masked_gaussian(lab, skin, _PATCHES * unit)
    own = skin * blotches.natural(blotches.tint(fine) - blotches.tint(around), usual)
    around = masked_gaussian(lab, own, _PATCHES * unit)
    patches = blotches.without_shine(fine, around, tone)
    parts = blotches.tint(masked_gaussian(lab, own, _PARTS * unit)) - usual
    share = gaussian(blotches.natural(patches, usual) * blotches.lit_evenly(fine, around), _EDGE * unit)
    nearer = share * blotches.natural(parts / _FURTHER, usual) * smoothstep(gaussian(skin, _END * unit), 0, 1)
    calmer, moved = share[..., None] * patches, nearer[..., None] * _held(_NEARER * parts)
    return blotches.untinted(-calmer, fine[..., 0]), blotches.untinted(-moved, fine[..., 0])


def _held(change: Floats) -> Floats:
    """The change in its direction; small ones as they are, none larger than the most."""
    held = 1 / np.sqrt(1 + (blotches.length(change) / _MOST) ** 2)
    return np.asarray(change * held[..., None], np.float32)


def _recoloured(rgb: Floats, lab: Floats, change: Floats) -> Floats:
    """The change of RGB that a change of a* and b* is, without what would leave 0-1."""
    other = lab.copy()
    other[..., 1:] += change
    return np.asarray(np.clip(cv2.cvtColor(other, cv2.COLOR_Lab2RGB), 0, 1) - np.clip(rgb, 0, 1), np.float32)
