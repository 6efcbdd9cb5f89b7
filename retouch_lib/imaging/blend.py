"""How a layer merges with what is below it. float32, 0-1, shapes that broadcast."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.nets import Floats

_QUARTER = np.float32(0.25)
_DARKEST, _LIGHTEST = 0.02, 0.98
"""Black and white stay as they are under soft light, whatever the layer: no layer can be asked to move them."""


def soft_light(below: Floats, layer: Floats) -> Floats:
    """W3C soft light: 0.5 changes nothing, darker layers burn, lighter ones dodge.

    https://www.w3.org/TR/compositing-1/#blendingsoftlight
    """
    push = 2 * layer - 1
    change = np.minimum(push, 0) * (below - below * below) + np.maximum(push, 0) * _room(below)
    return np.asarray(below + change, np.float32)


def soft_light_layer(below: Floats, change: Floats) -> Floats:
    """The layer that changes `below` by `change` under `soft_light`: its exact inverse, as far as 0-1 reaches."""
    base = np.clip(below, _DARKEST, _LIGHTEST)
    push = np.minimum(change, 0) / (base - base * base) + np.maximum(change, 0) / _room(base)
    return np.asarray(np.clip(0.5 + push / 2, 0, 1), np.float32)


class SoftLightTables:
    """`soft_light` for 8-bit pictures: what a white and a black layer do to each level, looked up.

    Soft light is linear in the layer on either side of neutral, so these two tell all. It takes a tenth of the time.
    """

    def __init__(self) -> None:
        levels = (np.arange(256) / 255).astype(np.float32)
        self._white = np.float32(255) * (soft_light(levels, np.ones_like(levels)) - levels)
        self._black = np.float32(255) * (levels - soft_light(levels, np.zeros_like(levels)))

    def change(self, below: NDArray[np.uint8], push: Floats) -> Floats:
        """(H, W, 3): by how many levels a layer of that push, float32 (H, W, 1 or 3), -1 black … 1 white, moves it."""
        if push.shape[2] == 1:
            push = np.asarray(cv2.cvtColor(push, cv2.COLOR_GRAY2RGB), np.float32)
        _, lighter = cv2.threshold(push, 0, 0, cv2.THRESH_TOZERO)
        _, darker = cv2.threshold(push, 0, 0, cv2.THRESH_TOZERO_INV)
        change = cv2.multiply(cv2.LUT(below, self._white), lighter)
        return np.asarray(cv2.add(change, cv2.multiply(cv2.LUT(below, self._black), darker)), np.float32)

    def merge(self, below: NDArray[np.uint8], push: Floats) -> NDArray[np.uint8]:
        """(H, W, 3) uint8 under the layer."""
        return np.asarray(cv2.add(below, self.change(below, push), dtype=cv2.CV_8U), np.uint8)


def _room(below: Floats) -> Floats:
    """By how much a white layer lightens: D(below) - below, in the W3C's words.

    D is a polynomial up to a quarter and the square root beyond. Each is taken of its own side and stands still on the
    other, at a half: that is quicker than choosing.
    """
    deep, rest = np.minimum(below, _QUARTER), np.maximum(below, _QUARTER)
    room = ((16 * deep - 12) * deep + 4) * deep + np.sqrt(rest) - np.float32(0.5) - below
    return np.asarray(room, np.float32)
