"""Putting changes into the full picture, strip by strip, in 8 bits."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis.enlarging import Enlarger
from retouch_lib.engine.analysis.regions import Region
from retouch_lib.imaging.blend import SoftLightTables, layer_levels
from retouch_lib.imaging.floats import Floats

Pixels = NDArray[np.uint8]
_ROWS = 64


def add(full: Pixels, enlarger: Enlarger, region: Region, delta: Floats) -> None:
    """Add a change of RGB, float32 (h, w, 3) in 0-1 on `region` of the working copy."""
    for window, strip in enlarger.strips(region, delta * np.float32(255)):
        cv2.add(full[window], strip, dst=full[window], dtype=cv2.CV_8U)


def soft_light(full: Pixels, enlarger: Enlarger, region: Region, push: Floats) -> None:
    """Merge a soft-light layer, given as its push: float32 (h, w, 1 or 3), -1 black, 0 neutral, 1 white.

    In the 8 bits that the layer has in an archive, so that the layers give the same picture.
    """
    tables = SoftLightTables()
    for window, strip in enlarger.strips(region, push):
        full[window] = tables.merge(full[window], layer_levels(strip))


def soft_light_small(rgb: Floats, push: Floats) -> None:
    """The same in the working copy, float32 (h, w, 3) in 0-1; by the levels that its pixels are nearest to."""
    tables = SoftLightTables()
    for top in range(0, len(rgb), _ROWS):
        rows = rgb[top : top + _ROWS]
        levels = np.asarray(cv2.addWeighted(rows, 255, rows, 0, 0, dtype=cv2.CV_8U), np.uint8)
        rows += tables.change(levels, layer_levels(push[top : top + _ROWS])) / np.float32(255)
