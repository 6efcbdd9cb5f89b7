"""Inflamed skin: where a face has many pimples, they run into each other, and between them it is red as well.

There no spot has clean skin all around it. So what is red is compared with the clean skin's tone nearby: the mean of
what is no redder than that mean, found by turns. Colour moves to it wholly, and the light of what is plainly darker
or lighter, as a scab or the head of a pustule: pores and relief stay. On any other face nothing is inflamed.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from retouch_lib.engine.analysis import reduced
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks, mesh
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.faces.spots import Spot
from retouch_lib.imaging.filters import gaussian, masked_gaussian, smoothstep
from retouch_lib.imaging.floats import Floats

_FACE = 400
"""Pixels of a face's height that are enough to see inflammation."""
_RED, _FEW, _MANY = 3.0, 12, 30
"""Pimples are redder by so much a*, and by more than they are darker; up to so few are chance, so many are acne."""
_FINE, _LEAST_SIGMA = 0.004, 0.7
"""Sigma in heights of the face, and the least in pixels: what is finer is texture."""
_AREA, _FORM = 0.05, 0.03
"""Sigmas around a place in which clean skin is looked for: of its colour, and of its light, which changes faster."""
_CLEAN, _MARKED = 0.3, 2.3
"""a* over the mean: up to the one skin is clean in full, from the other on not at all."""
_TURNS = 3
_ON_SKIN, _PALE = 0.5, 30
"""Percent of the face's skin that are less red than clean skin is anywhere."""
_PINK, _INFLAMED = 0.5, 2.5
"""a* over the clean skin's, from where on and where in full it is inflamed."""
_PURPLE, _BLOOD = -0.35, -0.1
"""b* per a* of the difference: nails and paint are purple."""
_AMONG = 0.10
"""How far around a pimple skin is inflamed, in heights of the face."""
_MOST = 0.9
"""Of the redness goes: all of it would leave scars and shade grey."""
_SHADE, _LIT = -14.0, -7.0
"""L* under the clean skin's: a fold or a nostril's shade, and skin as lit as the rest."""
_SCAB, _HEAD = 3.0, 3.5
"""So much darker or lighter than around it is relief, which stays; what is over it goes."""
_LIGHT, _DARKEST = 9.0, 6.0
"""And by at most so much L* anything gets lighter or darker."""
_ROOM, _NOSE, _EDGE, _SOFT, _SOFTER = 0.03, 0.03, 0.03, 0.01, 0.02
"""In heights of the face: what is left alone around eyes, brows and lips, the nose's base, inside the outline; and how
softly that begins, at the nose more so."""


def share(spots: Sequence[Spot]) -> float:
    """0-1: how surely these spots of one face are acne."""
    return float(np.interp(sum(map(_is_red, spots)), (_FEW, _MANY), (0, 1)))


def _is_red(spot: Spot) -> bool:
    return spot.redder > max(_RED, spot.darker)


def calmed(rgb: Floats, skin: Floats, face: Face, spots: Sequence[Spot]) -> Floats:
    """The change of RGB, (h, w, 3), that takes the redness between pimples and around them.

    `rgb`: float32 (h, w, 3), 0-1; `skin`: (h, w), 0-1, of the person with that `face`; `spots`: found there.
    """
    share = min(1.0, _FACE / face.height)
    near = Face(face.points * np.float32(share), face.presence)
    small = np.clip(reduced.copy(rgb, share), 0, 1)
    own = reduced.copy(skin, share)
    lab = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2Lab), np.float32)
    own *= _open(own.shape, near) * _among(own.shape, [spot for spot in spots if _is_red(spot)], share, near.height)
    lab += _to_clean(lab, own, near.height)
    change = np.asarray(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), np.float32) - small
    return reduced.enlarged(change, skin.shape)


def _among(shape: tuple[int, ...], pimples: Sequence[Spot], share: float, unit: float) -> Floats:
    """(h, w), 0-1, on the copy at that share of the size: near a pimple. What is red elsewhere is red by nature."""
    near = np.zeros(shape[:2], np.uint8)
    for spot in pimples:
        cv2.circle(near, (round(share * spot.x), round(share * spot.y)), max(1, round(_AMONG * unit)), 1, -1)
    return gaussian(near.astype(np.float32), _AMONG / 4 * unit)


def _open(shape: tuple[int, ...], face: Face) -> Floats:
    """(h, w), 0-1: the face without what is red, or in the shade, by nature."""
    size, unit = (shape[0], shape[1]), face.height
    nose = filters.polygon(size, np.asarray(cv2.convexHull(face.pick(mesh.NOSE_BASE)).reshape(-1, 2), np.float32))
    features = filters.grow(masks.features(size, face), _ROOM * unit)
    shut = np.maximum(gaussian(features, _SOFT * unit), gaussian(filters.grow(nose, _NOSE * unit), _SOFTER * unit))
    inner = gaussian(filters.shrink(masks.oval(size, face), _EDGE * unit), _SOFT * unit)
    return np.asarray(inner * (1 - shut), np.float32)


def _to_clean(lab: Floats, skin: Floats, unit: float) -> Floats:
    """The change of CIELAB."""
    smooth = gaussian(lab, max(_LEAST_SIGMA, _FINE * unit))
    over = smooth - _clean(smooth, skin, _AREA * unit)
    inflamed = smoothstep(over[..., 1], _PINK, _INFLAMED) * smoothstep(over[..., 0], _SHADE, _LIT)
    inflamed *= smoothstep(over[..., 2] / np.maximum(over[..., 1], _PINK), _PURPLE, _BLOOD)
    inflamed = gaussian(inflamed, max(_LEAST_SIGMA, _FINE * unit)) * skin
    light = np.ascontiguousarray(smooth[..., 0])
    lighter = masked_gaussian(light, skin * (1 - inflamed), _FORM * unit) - light
    change = -_MOST * over
    change[..., 0] = np.minimum(np.maximum(lighter - _SCAB, 0), _LIGHT) - np.clip(-lighter - _HEAD, 0, _DARKEST)
    return np.asarray(change * inflamed[..., None], np.float32)


def _clean(lab: Floats, skin: Floats, sigma: float) -> Floats:
    """(h, w, 3): the tone of the clean skin around each place."""
    red = np.ascontiguousarray(lab[..., 1])
    clean = skin
    for _ in range(_TURNS):
        over = red - masked_gaussian(red, clean, sigma)
        clean = skin * smoothstep(over, _MARKED, _CLEAN)
    tone = masked_gaussian(lab, clean, sigma)
    if (skin > _ON_SKIN).any():  # beside make-up or shine, which is paler than any skin here
        tone[..., 1] = np.maximum(tone[..., 1], np.percentile(red[skin > _ON_SKIN], _PALE))
    return tone
