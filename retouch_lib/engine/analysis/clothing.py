"""How surely what people wear is clothes: neither their hair nor their skin, nor what is behind them.

The outline of the people is coarse: it has backdrop between hair and shoulder, and hair that falls over a shirt. By
its colours the photo itself tells these apart (`imaging.measures.colour_shares`); without colour nothing does.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.floats import Floats
from retouch_lib.imaging.measures import parts

_SIDE = 720
"""Pixels of the longer side that are enough: the outline is coarser."""
_SOFT = 0.015
"""Sigma, in heights of the face, over which it is told: a badge or a print is no hole."""
_UNLIKELY, _LIKELY = 0.2, 0.5
"""Shares of clothes: up to the first nothing is done, from the other on all."""


def find(rgb: NDArray[np.uint8], faces: Sequence[Face]) -> Floats:
    """float32 (H, W), 0-1, of RGB uint8 (H, W, 3) in sRGB; 1 everywhere where colours tell nothing. `faces`: in its
    pixels, the largest first, at least one."""
    height, width = rgb.shape[:2]
    size = photo.fit(width, height, _SIDE)
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    ratio = np.array((size[0] / width, size[1] / height), np.float32)
    nearer = [face.resized(ratio) for face in faces]
    people = parts.find_people(small, nearer)
    if any(bare.is_colourless for bare in people.faces):
        return np.ones((height, width), np.float32)
    share = filters.gaussian(people.shares.clothes, _SOFT * nearer[0].height)
    sure = filters.smoothstep(share, _UNLIKELY, _LIKELY)
    return np.asarray(cv2.resize(sure, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
