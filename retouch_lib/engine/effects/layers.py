"""Changes of RGB that soft-light layers make."""

from __future__ import annotations

import numpy as np

from retouch_lib.imaging.blend import soft_light, soft_light_layer
from retouch_lib.imaging.nets import Floats

_DARK, _LIGHT = 0.08, 0.92
"""A grey layer stays between these: beyond, single pixels of deep shadow would jump."""


def grey_layer(luma: Floats, wanted: Floats) -> Floats:
    """The soft-light layer (h, w) that changes `luma` by `wanted`, as far as a moderate layer can."""
    return np.clip(soft_light_layer(luma, wanted), _DARK, _LIGHT)


def soft_light_change(rgb: Floats, luma: Floats, wanted: Floats) -> Floats:
    """The change of RGB (h, w, 3) by a grey layer that changes `luma` by `wanted`."""
    return np.asarray(soft_light(rgb, grey_layer(luma, wanted)[..., None]) - rgb, np.float32)
