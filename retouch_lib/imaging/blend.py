"""How a layer merges with what is below it. float32, 0-1, shapes that broadcast."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.floats import Floats

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


def layer_levels(push: Floats) -> NDArray[np.uint8]:
    """A soft-light layer in 8 bits. `push`: float32 (H, W, C), -1 black, 0 neutral, 1 white; neutral becomes 128."""
    return np.asarray(cv2.addWeighted(push, 127.5, push, 0, 127.5, dtype=cv2.CV_8U), np.uint8).reshape(push.shape)


class SoftLightTables:
    """`soft_light` of two 8-bit pictures, looked up: a tenth of the time.

    It is linear in the layer on either side of neutral, so what a white and a black layer do to each level tells all.
    """

    def __init__(self) -> None:
        levels = (np.arange(256) / 255).astype(np.float32)
        self._white = np.float32(255) * (soft_light(levels, np.ones_like(levels)) - levels)
        self._black = np.float32(255) * (levels - soft_light(levels, np.zeros_like(levels)))
        self._lighter = np.maximum(2 * levels - 1, 0)
        self._darker = np.minimum(2 * levels - 1, 0)
        base = np.clip(levels, _DARKEST, _LIGHTEST)
        self._to_lighten = 1 / _room(base)
        self._to_darken = 1 / (base - base * base)

    def change(self, below: NDArray[np.uint8], layer: NDArray[np.uint8]) -> Floats:
        """(H, W, 3): by how many levels the layer, (H, W, 1 or 3), moves what is below it, (H, W, 3)."""
        if layer.shape[2] == 1:
            layer = np.asarray(cv2.cvtColor(layer, cv2.COLOR_GRAY2RGB), np.uint8)
        lighter = cv2.multiply(cv2.LUT(below, self._white), cv2.LUT(layer, self._lighter))
        darker = cv2.multiply(cv2.LUT(below, self._black), cv2.LUT(layer, self._darker))
        return np.asarray(cv2.add(lighter, darker), np.float32)

    def push(self, below: NDArray[np.uint8], change: Floats) -> Floats:
        """(H, W, 3): the push of the layer that changes all channels by (H, W), as `soft_light_layer`; beyond -1 and 1
        where no layer can.
        """
        more, less = (cv2.merge([part] * 3) for part in (np.maximum(change, 0), np.minimum(change, 0)))
        lighter, darker = cv2.LUT(below, self._to_lighten), cv2.LUT(below, self._to_darken)
        cv2.multiply(lighter, more, dst=lighter)
        cv2.multiply(darker, less, dst=darker)
        return np.asarray(cv2.add(lighter, darker, dst=lighter), np.float32)

    def merge(self, below: NDArray[np.uint8], layer: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(H, W, 3) uint8: the result, rounded."""
        return np.asarray(cv2.add(below, self.change(below, layer), dtype=cv2.CV_8U), np.uint8)


def _room(below: Floats) -> Floats:
    """By how much a white layer lightens: D(below) - below, in the W3C's words.

    D is a polynomial up to a quarter and the square root beyond. Each is taken of its own side and stands still on the
    other, at a half: that is quicker than choosing.
    """
    deep, rest = np.minimum(below, _QUARTER), np.maximum(below, _QUARTER)
    room = ((16 * deep - 12) * deep + 4) * deep + np.sqrt(rest) - np.float32(0.5) - below
    return np.asarray(room, np.float32)
