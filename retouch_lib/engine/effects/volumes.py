"""Portrait Volumes: more shape and depth in face and figure.

1. The luma of the skin in a wide band, from features up to the whole face: the light that models the form. Of clothes
   the same up to strong edges, so that no halo grows around anything.
2. Strengthen it by a soft-light layer, shade more than light. What is dark is darkened by less; light is added by less
   near the photo's brightest, and where a channel would clip.
3. On skin the layer has a colour, so that red, green and blue move alike: a grey one fades skin that gets lighter.
4. Eyes, brows, lips and hair keep their light: lifted out of the dark they look fogged.

Works on the outline of the people when there is no face.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np

from retouch_lib.engine.analysis import hair, reduced, regions
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.analysis.subjects import Subject
from retouch_lib.engine.effects.layers import even_layer, grey_layer
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks
from retouch_lib.imaging.filters import guided, masked_gaussian
from retouch_lib.imaging.floats import Floats

_FEATURES, _FORM = 0.05, 0.30
_CREASES, _BODY = 0.09, 0.55
"""Radii of the edge-keeping filter that stand for the same band on clothes."""
_EDGE, _DARKER = 7e-3, 0.25
_MOST, _LEAST = 0.10, 2e-3
_LIGHT, _SHADE = 1.5, 1.65
_CLOTH, _FIGURE = 1.8, 1.1
"""Gains: of light and shade on skin; of clothes, whose own form is flatter, and of people without a face."""
_BRIGHTEST = 99.5
"""The percentile of luma that is the photo's own brightest."""
_BELOW, _UNCLIPPED = 0.16, 0.10
"""So far below the brightest, and below what clips, all of the light is added."""
_MARGIN = 0.01
_SPECK = 0.018
"""How far around a bright speck less light is added, in heights of the face: its texture stays even."""
_AROUND, _SOFT = 0.03, 0.018
"""How far around eyes, brows and lips nothing changes yet, and how softly it begins; in heights of the face."""


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend = strength(alpha(task))
    if blend <= 0 or not scene.person.any():
        return
    room = _room(scene)
    heads, strands = hair.find(scene)
    figure = scene.clothes * (1 - np.maximum(heads, strands)) if scene.faces else scene.person
    _deepen_figure(scene, figure, room, scene.unit(scale(task)), blend)
    for subject in scene.subjects:
        region = subject.region
        skin = _plain_skin(subject) * (1 - strands[region])
        form = _form(scene.luma(region), skin, room[region], scene.unit(scale(task), subject))
        scene.soft_light(region, even_layer(scene.rgb[region], form), blend)


def _deepen_figure(scene: Scene, figure: Floats, room: Floats, unit: float, blend: float) -> None:
    region = regions.bounds(figure > _LEAST)
    if region is None:
        return
    luma = scene.luma(region)
    change = (_CLOTH if scene.faces else _FIGURE) * _form_of_cloth(luma, figure[region], unit)
    change = np.where(change > 0, change * room[region], change)
    scene.soft_light(region, grey_layer(luma, change), blend)


def _form_of_cloth(luma: Floats, mask: Floats, unit: float) -> Floats:
    """Up to strong edges only: a white shirt would light up the jacket next to it."""
    fine, coarse = (guided(luma, luma, size * unit, _EDGE) for size in (_CREASES, _BODY))
    band = _MOST * np.tanh((fine - coarse) / _MOST)
    return np.asarray(np.maximum(band, -_DARKER * luma) * mask, np.float32)  # shade, not holes, in a black jacket


def _form(luma: Floats, skin: Floats, room: Floats, unit: float) -> Floats:
    fine = masked_gaussian(luma, skin, _FEATURES * unit)
    band = _MOST * np.tanh((fine - masked_gaussian(luma, skin, _FORM * unit)) / _MOST)
    shade = np.maximum(_SHADE * band, -_DARKER * fine)
    return np.asarray(np.where(band > 0, _LIGHT * band * room, shade) * skin, np.float32)


def _room(scene: Scene) -> Floats:
    """(h, w): 0 where the picture, or a speck nearby, is as bright as it gets; 1 well below. Smooth."""
    rgb, luma = scene.rgb, scene.luma(scene.everything)
    brightest = float(np.percentile(luma[::2, ::2], _BRIGHTEST)) - _MARGIN
    strongest = np.maximum(np.maximum(rgb[..., 0], rgb[..., 1]), rgb[..., 2])
    room = np.minimum((brightest - luma) / _BELOW, (1 - strongest) / _UNCLIPPED)
    room = cv2.erode(room, np.ones((3, 3), np.uint8))[::2, ::2]
    side = 2 * max(1, round(0.5 * _SPECK * scene.unit(0))) + 1
    least = cv2.erode(np.clip(room, 0, 1), np.ones((side, side), np.uint8))
    return reduced.enlarged(np.asarray(cv2.blur(least, (side, side)), np.float32), scene.shape)


def _plain_skin(subject: Subject) -> Floats:
    """The skin away from eyes, brows, lips and nostrils."""
    shape, face = reduced.face(subject.skin.shape, subject.face)
    parts = filters.grow(masks.features(shape, face), _AROUND * face.height)
    away = 1 - filters.gaussian(parts, _SOFT * face.height)
    return subject.skin * reduced.enlarged(away, subject.skin.shape)
