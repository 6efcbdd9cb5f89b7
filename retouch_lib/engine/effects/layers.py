"""Soft-light layers that dodge and burn."""

from __future__ import annotations

import cv2
import numpy as np

from retouch_lib.engine.analysis.regions import Region, bounds, within
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.imaging.blend import SoftLightTables, soft_light, soft_light_layer
from retouch_lib.imaging.floats import Floats

_DARK, _LIGHT = 0.08, 0.92
"""A grey layer stays between these: beyond, single pixels of deep shadow would jump."""
_LEAST = 1e-4
_MOST_PUSH = np.float32(0.92)
"""And the push of a coloured layer: it is held back more smoothly."""
_CLIPPED = np.float32(0.05)
"""The share of a change that stays where a channel is clipped: beside what is evened out a light would glare."""


def grey_layer(luma: Floats, wanted: Floats) -> Floats:
    """The soft-light layer (h, w) that changes `luma` by `wanted`, as far as a moderate layer can."""
    return np.clip(soft_light_layer(luma, wanted), _DARK, _LIGHT)


def relight(scene: Scene, region: Region, wanted: Floats, opacity: float) -> None:
    """Change the luma of `region` by `wanted` (h, w), through a grey soft-light layer of that opacity."""
    inner = bounds(np.abs(wanted) > _LEAST)
    if inner is None:
        return
    there = within(region, inner)
    layer = grey_layer(scene.luma(there), wanted[inner])
    scene.add(there, soft_light(scene.rgb[there], layer[..., None]) - scene.rgb[there], opacity)


def even_layer(rgb: Floats, wanted: Floats, mask: Floats, speck: float) -> Floats:
    """The soft-light layer (h, w, 3) that changes red, green and blue by `wanted`, (h, w), alike: the colour stays.

    Most of it is held back where one channel has no room for it within `speck` pixels: a red that is clipped can't be
    burnt, and green and blue alone would turn pink. `mask`: (h, w), 0-1, where the layer lies.
    """
    levels = np.asarray(cv2.addWeighted(rgb, 255, rgb, 0, 0, dtype=cv2.CV_8U), np.uint8)
    push = SoftLightTables().push(levels, wanted)
    most = np.maximum(np.maximum(np.abs(push[..., 0]), np.abs(push[..., 1])), np.abs(push[..., 2]))
    share = np.asarray(_MOST_PUSH / np.maximum(most, _MOST_PUSH), np.float32)
    kept = _CLIPPED + (1 - _CLIPPED) * lowest(share, speck)
    push *= (kept * mask / 2)[..., None]
    push += np.float32(0.5)
    return push


def lowest(plane: Floats, reach: float) -> Floats:
    """The least value within so many pixels down and across, smooth and never above the pixel's own."""
    side = 2 * max(1, round(reach)) + 1
    return np.asarray(cv2.blur(cv2.erode(plane, np.ones((side, side), np.uint8)), (side, side)), np.float32)
