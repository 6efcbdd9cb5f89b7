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


def even_layer(rgb: Floats, wanted: Floats) -> Floats:
    """The soft-light layer (h, w, 3) that changes red, green and blue by `wanted`, (h, w), alike: the colour stays."""
    levels = np.asarray(cv2.convertScaleAbs(np.ascontiguousarray(rgb), alpha=255), np.uint8)
    return np.clip(SoftLightTables().layer(levels, wanted), _DARK, _LIGHT)
