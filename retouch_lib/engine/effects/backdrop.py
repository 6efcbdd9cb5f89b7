"""Clean Backdrop: evens out creases and dirt on a studio backdrop.

1. Where the backdrop is: beyond the people, with some room and without loose hairs (`analysis.loose_hair`); without
   Automask, only beyond the faces. Real objects, such as flags, are no backdrop; nor is what isn't plain, such as
   clouds, leaves or a room (`analysis.plainness`). Where nothing is left, nothing is changed and a remark says so.
2. What is narrower than the dirt's size goes (`analysis.backdrop`); grain stays.

Scale is the dirt's size: 1 the largest, 3 the finest; each also takes what is finer. 0 takes the largest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis import backdrop, loose_hair, plainness, regions
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks
from retouch_lib.imaging.floats import Floats

_SIZES = (0.014, 0.036, 0.09)
"""Widths of dirt at Scale 3, 2 and 1, as shares of the picture's shorter side."""
_HAIR, _SOFT = 0.012, 0.006
"""Room around people, and the softness of its edge, likewise."""
_PERSON, _SURE = (0.15, 0.5), (0.5, 0.8)
"""How sure it must be that there is a person: where it looks otherwise than the backdrop, and anywhere."""
_UNLIKE, _AROUND = (0.06, 0.14), 0.1
"""Differences of RGB from the backdrop around, and the sigma of that, as a share of the picture's shorter side."""
_KNOWN = 0.1
"""Share of backdrop around, from which on its colour is known."""
_LEAST = 0.004
_TILE, _MARGIN = 48, 6
"""Pixels of the working copy that the full picture is worked on at once, and how far around them is looked."""
_SHARPER = 1.5
"""Sides of dirt stand out by so many times the grain."""
_TEXTURE, _FEW = 0.5, 12
"""With more tiles than this share (and a few) the backdrop has a texture of its own, which stays."""
NOT_PLAIN = "Clean Backdrop changed nothing: there is no plain backdrop behind the people."
Span = tuple[int, int]


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend = strength(alpha(task))
    if blend <= 0:
        return
    where = backdrop_mask(scene, bool(task.get("Automask", True)))
    region = regions.bounds(where > _LEAST)
    if region is None:
        scene.remarks.append(NOT_PLAIN)
    else:
        sizes = [share * min(scene.shape) for share in _SIZES[: 4 - (scale(task) or 1)]]
        change = backdrop.clean(scene.rgb[region], where[region], sizes)
        if scene.scale < 1:
            _sides_off(scene, where, blend)
        scene.add(region, change, blend)


def _sides_off(scene: Scene, where: Floats, blend: float) -> None:
    """Take dirt's sides off the full picture, where they are sharper: the working copy's change would leave rings."""
    luma = scene.luma(scene.everything)
    fine = luma - filters.gaussian(luma, 1.0)
    sharp = (np.abs(fine) > _SHARPER * backdrop.grain(fine, where)) & (where > 0.5)
    tiles = list(_tiles(sharp))
    if len(tiles) <= _TEXTURE * (where > 0.5).sum() / _TILE**2 + _FEW:
        smoothed = [(rows, columns, _smoothed(scene, where, rows, columns, blend)) for rows, columns in tiles]
        for rows, columns, pixels in smoothed:
            scene.replace_full(rows, columns, pixels)


def _tiles(sharp: NDArray[np.bool_]) -> Iterator[tuple[Span, Span]]:
    """Rows and columns of the tiles in which something is sharp, or just beside."""
    height, width = sharp.shape
    near = cv2.dilate(sharp.astype(np.uint8), np.ones((5, 5), np.uint8))
    for top in range(0, height, _TILE):
        for left in range(0, width, _TILE):
            if near[top : top + _TILE, left : left + _TILE].any():
                yield (top, min(height, top + _TILE)), (left, min(width, left + _TILE))


def _smoothed(scene: Scene, where: Floats, rows: Span, columns: Span, blend: float) -> NDArray[np.uint8]:
    """The full picture's pixels of a tile without what is much finer than the working copy."""
    (top, bottom), (left, right) = (
        (max(0, span[0] - _MARGIN), min(length, span[1] + _MARGIN))
        for span, length in zip((rows, columns), scene.shape, strict=True)
    )
    window = scene.full_window((top, bottom), (left, right)).astype(np.float32) / np.float32(255)
    size = (window.shape[1], window.shape[0])
    base, room = (
        np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR), np.float32)
        for plane in (scene.own((slice(top, bottom), slice(left, right))), where[top:bottom, left:right])
    )
    fine = window - base
    window += blend * room[..., None] * backdrop.outliers_off(fine, backdrop.grain(fine, room))
    inner, outer = scene.full_region(rows, columns), scene.full_region((top, bottom), (left, right))
    cut = window[regions.relative(inner, outer)]
    return np.asarray(np.clip(cut * 255 + 0.5, 0, 255), np.uint8)


def backdrop_mask(scene: Scene, automask: bool) -> Floats:
    """(h, w), 0-1: where the backdrop is. Without `automask` a body is looked for as things are, by its sharp edges."""
    people = np.zeros(scene.shape, np.float32)
    for face in scene.faces:
        people = np.maximum(people, masks.oval(scene.shape, face))
    if automask:
        people = np.maximum(people, _persons(scene))
    room = _beyond(people)
    free = room * (1 - backdrop.objects(scene.rgb, room))
    where = free * plainness.plain(scene.in_srgb(), room, free)
    if automask and where.any():
        where *= 1 - loose_hair.find(scene.luma(scene.everything), people, room, scene.faces)
    return where


def _persons(scene: Scene) -> Floats:
    """(h, w), 0-1: the people. The outline is unsure in bays, as under an ear: what looks like backdrop is backdrop."""
    sure = filters.smoothstep(scene.person, *_SURE)
    maybe = filters.smoothstep(scene.person, *_PERSON)
    free, sigma = np.asarray(scene.person < _PERSON[0], np.float32), _AROUND * min(scene.shape)
    around = filters.masked_gaussian(scene.rgb, free, sigma)
    unlike = filters.smoothstep(np.abs(scene.rgb - around).max(axis=2), *_UNLIKE)
    unlike[filters.gaussian(free, sigma) < _KNOWN] = 1
    return np.maximum(sure, maybe * np.clip(filters.gaussian(filters.grow(unlike, 1), 1.0), 0, 1))


def _beyond(people: Floats) -> Floats:
    """1 where there are no people, and no loose hair."""
    if not people.any():
        return 1 - people
    side = min(people.shape)
    return 1 - filters.gaussian(filters.grow(people, _HAIR * side), _SOFT * side)
