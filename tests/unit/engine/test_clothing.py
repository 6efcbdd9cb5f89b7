"""What people wear is neither their hair nor their skin, and in a group nobody's head is another's clothes."""

from __future__ import annotations

import copy

import numpy as np

from retouch_lib.engine.analysis import clothing
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.imaging.measures.parts import Part, find_parts
from tests.effects import scenes


def test_a_head_below_anothers_chin_is_no_clothes() -> None:
    one = scenes.pixels("half-body.png")[::2, ::2]
    lower = one.shape[0] // 2
    pair = [np.pad(one, (rows, (0, 0), (0, 0)), "edge") for rows in ((0, lower), (lower, 0))]
    scene = Scene(np.ascontiguousarray(np.hstack(pair)))
    assert len(scene.faces) == 2
    parts = find_parts(np.asarray(255 * scene.in_srgb(), np.uint8), scene.faces)
    assert scene.clothes[parts.mask(Part.HAIR)].max() < 0.1
    assert scene.clothes[parts.mask(Part.CLOTHES)].mean() > 0.7


def test_without_colour_nothing_tells_them_apart() -> None:
    scene = scenes.scene("half-body.png")
    grey = np.repeat(scenes.pixels("half-body.png").mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    assert clothing.find(grey, scene.faces).min() == 1


def test_clothes_are_looked_for_in_the_photo_as_it_came() -> None:
    """A result doesn't depend on whether somebody asked for them before the first effect."""
    first = Scene(scenes.pixels("half-body.png").copy())
    later = copy.deepcopy(first)
    later.rgb *= np.float32(0.6)
    later.full //= 2
    assert np.array_equal(later.clothes, first.clothes)
