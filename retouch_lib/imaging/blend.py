"""How a layer merges with what is below it. float32, 0-1, shapes that broadcast."""

from __future__ import annotations

import numpy as np

from retouch_lib.imaging.nets import Floats

_DARKEST, _LIGHTEST = 0.02, 0.98
"""Black and white stay as they are under soft light, whatever the layer: no layer can be asked to move them."""


def soft_light(below: Floats, layer: Floats) -> Floats:
    """W3C soft light: 0.5 changes nothing, darker layers burn, lighter ones dodge.

    https://www.w3.org/TR/compositing-1/#blendingsoftlight
    """
    push = 2 * layer - 1
    return np.asarray(below + push * np.where(push <= 0, below - below * below, _room(below)), np.float32)


def soft_light_layer(below: Floats, change: Floats) -> Floats:
    """The layer that changes `below` by `change` under `soft_light`: its exact inverse, as far as 0-1 reaches."""
    base = np.clip(below, _DARKEST, _LIGHTEST)
    slope = np.where(change < 0, base * (1 - base), _room(base))
    return np.asarray(np.clip(0.5 + change / (2 * slope), 0, 1), np.float32)


def _room(below: Floats) -> Floats:
    """By how much a white layer lightens: D(below) - below, in the W3C's words."""
    room = np.sqrt(below)
    deep = below <= 0.25
    dark = below[deep]
    room[deep] = ((16 * dark - 12) * dark + 4) * dark
    return np.asarray(room - below, np.float32)
