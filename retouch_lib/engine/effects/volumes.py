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
from retouch_lib.engine.effects.layers import even_layer, grey_layer, lowest
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks
from retouch_lib.imaging.filters import guided, masked_gaussian
from retouch_lib.imaging.floats import Floats

_FEATURES, _FORM = 0.05, 0.30
_CREASES, _BODY = 0.09, 0.55
"""Radii of the edge-keeping filter that stand for the same band on clothes."""
_WEAVE = 0.03
"""Sigma of what is weave, stripes and prints there: beside an edge the filter would take them for form."""
_EDGE = 7e-3
_MOST, _LEAST = 0.10, 2e-3
_SKIN_DARKER, _CLOTH_DARKER = 0.25, 0.40
"""By that share at most: shade, not holes, in a black jacket."""
_LIGHT, _SHADE = 1.8, 1.65
_CLOTH_LIGHT, _CLOTH_SHADE = 1.35, 2.3
"""How much of the band is added: clothes are flatter than faces."""
_MOST_SHADE, _MOST_CLOTH_SHADE = 0.08, 0.11
"""Of luma: more looks dirty."""
_DRESSED, _ALONE = 0.17, 0.6
"""The share of that on people with a face, which is what this is for; and on people without one."""
_BRIGHTEST, _MARGIN, _BELOW = 99.5, 0.005, 0.12
"""The percentile of the heads' luma that counts as the brightest; just below it no light is added, so far below all."""
_SPECK, _CLIPPED = 0.018, 0.010
"""How far around a bright speck, and a clipped one, less is added, in heights of the face: texture stays even."""
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
        form = _form_of_skin(scene.luma(region), skin, room[region], scene.unit(scale(task), subject))
        scene.soft_light(region, even_layer(scene.rgb[region], form, skin, _CLIPPED * subject.face.height), blend)


def _deepen_figure(scene: Scene, figure: Floats, room: Floats, unit: float, blend: float) -> None:
    region = regions.bounds(figure > _LEAST)
    if region is None:
        return
    luma = scene.luma(region)
    form = figure[region] * _form_of_cloth(luma, room[region], unit)
    scene.soft_light(region, grey_layer(luma, form), (_DRESSED if scene.faces else _ALONE) * blend)


def _form_of_cloth(luma: Floats, room: Floats, unit: float) -> Floats:
    """Up to strong edges only: a white shirt would light up the jacket next to it."""
    smooth = filters.gaussian(luma, _WEAVE * unit)
    fine, coarse = (guided(smooth, smooth, size * unit, _EDGE) for size in (_CREASES, _BODY))
    band = _MOST * np.tanh((fine - coarse) / _MOST)
    shade = _bounded(_CLOTH_SHADE * band, _MOST_CLOTH_SHADE, _CLOTH_DARKER * smooth)
    return np.asarray(np.where(band > 0, _CLOTH_LIGHT * band * room, shade), np.float32)


def _form_of_skin(luma: Floats, skin: Floats, room: Floats, unit: float) -> Floats:
    fine = masked_gaussian(luma, skin, _FEATURES * unit)
    band = _MOST * np.tanh((fine - masked_gaussian(luma, skin, _FORM * unit)) / _MOST)
    shade = _bounded(_SHADE * band, _MOST_SHADE, _SKIN_DARKER * fine)
    return np.asarray(np.where(band > 0, _LIGHT * band * room, shade), np.float32)


def _bounded(shade: Floats, most: float, room: Floats) -> Floats:
    """Shade of up to `most`, reached softly, and up to `room`."""
    return np.asarray(np.maximum(most * np.tanh(shade / most), -room), np.float32)


def _room(scene: Scene) -> Floats:
    """(h, w): 0 where the picture, or a speck nearby, is as bright as the heads get; 1 well below. Smooth.

    As the heads: what else is in the picture, such as a border around it, says nothing about faces.
    """
    luma = scene.luma(scene.everything)
    heads = [luma[subject.head].ravel() for subject in scene.subjects] or [luma[::4, ::4].ravel()]
    brightest = float(np.percentile(np.concatenate(heads), _BRIGHTEST)) - _MARGIN
    lightest = cv2.dilate(luma, np.ones((3, 3), np.uint8))[::2, ::2]
    room = np.clip((brightest - lightest) / _BELOW, 0, 1)
    return reduced.enlarged(lowest(room, 0.5 * _SPECK * scene.unit(0)), scene.shape)


def _plain_skin(subject: Subject) -> Floats:
    """The skin away from eyes, brows, lips and nostrils."""
    shape, face = reduced.face(subject.skin.shape, subject.face)
    parts = filters.grow(masks.features(shape, face), _AROUND * face.height)
    away = 1 - filters.gaussian(parts, _SOFT * face.height)
    return subject.skin * reduced.enlarged(away, subject.skin.shape)
