"""Clean Backdrop: evens out creases and dirt on a studio backdrop.

1. Where the backdrop is: beyond the people, with some room for loose hair; without Automask, only beyond the faces.
   Real objects, such as flags, are no backdrop.
2. What is narrower than the dirt's size goes (`imaging.backdrop`); grain stays.

Scale is the dirt's size: 1 the largest, 3 the finest; each also takes what is finer. 0 takes the largest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from retouch_lib.engine import regions
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.engine.scene import Scene
from retouch_lib.imaging import backdrop, filters, masks
from retouch_lib.imaging.nets import Floats

_SIZES = (0.014, 0.036, 0.09)
"""Widths of dirt at Scale 3, 2 and 1, as shares of the picture's shorter side."""
_HAIR, _SOFT = 0.02, 0.01
"""Room around people, and the softness of its edge, likewise."""
_PERSON = (0.15, 0.5)
_LEAST = 0.004


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend = strength(alpha(task))
    if blend <= 0:
        return
    where = backdrop_mask(scene, bool(task.get("Automask", True)))
    region = regions.bounds(where > _LEAST)
    if region is not None:
        sizes = [share * min(scene.shape) for share in _SIZES[: 4 - (scale(task) or 1)]]
        scene.add(region, backdrop.clean(scene.rgb[region], where[region], sizes), blend)


def backdrop_mask(scene: Scene, automask: bool) -> Floats:
    """(h, w), 0-1: where the backdrop is. Without `automask` a body is looked for as things are, by its sharp edges."""
    people = np.zeros(scene.shape, np.float32)
    for face in scene.faces:
        people = np.maximum(people, masks.oval(scene.shape, face))
    if automask:
        people = np.maximum(people, filters.smoothstep(scene.person, *_PERSON))
    room = _beyond(people)
    return room * (1 - backdrop.objects(scene.rgb, room))


def _beyond(people: Floats) -> Floats:
    """1 where there are no people, and no loose hair."""
    if not people.any():
        return 1 - people
    side = min(people.shape)
    return 1 - filters.gaussian(filters.grow(people, _HAIR * side), _SOFT * side)
