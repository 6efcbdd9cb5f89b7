"""The tone of a monochrome photo: grey, sepia, or a print toned in two colours.

Its colours are a function of its light: one curve from black to white. What an effect does to it stays on that curve.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.faces import masks
from retouch_lib.imaging.floats import Floats

_SIDE = 160
"""The longer side of the small copy it is looked for on: so much is averaged that a JPEG's chroma noise is gone."""
_NODES = 24
"""Of the curve: steps of light within which the tone hardly turns."""
_STRAY, _SHARE = 6.0, 99
"""So many percent of a monochrome photo are within this distance of its curve, in a* and b*: 1-2 of a print, 4-5 of one
in a poor JPEG. In colour photos it is 10 and more, even where little has a colour."""
_STEPS = 1024


@dataclass(frozen=True, slots=True)
class Toning:
    """The curve from black to white, as what it adds to each luma."""

    _tint: Floats
    """(1024, 3): RGB less luma, at luma 0-1."""

    def kept(self, before: Floats, after: Floats) -> Floats:
        """A change of RGB, (h, w, 3), as the photo's tone has it: its light as wanted, its colour moving along the
        curve. Returns what `after` becomes.
        """
        old, new = (masks.luma(picture) for picture in (before, after))
        return np.asarray(before + (new - old)[..., None] + self._at(new) - self._at(old), np.float32)

    def _at(self, luma: Floats) -> Floats:
        places = np.clip(luma * (_STEPS - 1) + np.float32(0.5), 0, _STEPS - 1).astype(np.uint16)
        return np.asarray(self._tint[places], np.float32)


def find(levels: NDArray[np.uint8]) -> Toning | None:
    """None for a photo in colour. `levels`: RGB uint8 (H, W, 3), in sRGB."""
    small = _small(levels)
    light, *colours = cv2.split(cv2.cvtColor(small, cv2.COLOR_RGB2Lab))
    light, colour = (
        np.asarray(light / 100, np.float32).ravel(),
        np.asarray(np.dstack(colours), np.float32).reshape(-1, 2),
    )
    stray = np.hypot(*(colour - _along(_curve(light, colour), light)).T)
    if np.percentile(stray, _SHARE) > _STRAY:
        return None
    luma = masks.luma(small)
    tint = np.asarray(small - luma[..., None], np.float32).reshape(-1, 3)
    return Toning(_along(_curve(luma.ravel(), tint), np.linspace(0, 1, _STEPS, dtype=np.float32)))


def _small(levels: NDArray[np.uint8]) -> Floats:
    height, width = levels.shape[:2]
    share = min(1.0, _SIDE / max(height, width))
    size = max(1, round(width * share)), max(1, round(height * share))
    return cv2.resize(levels, size, interpolation=cv2.INTER_AREA).astype(np.float32) / np.float32(255)


def _curve(light: Floats, values: Floats) -> Floats:
    """(_NODES, C): the mean of `values` (N, C) by their light (N,), 0-1; at nodes without any, as next to them."""
    steps = np.clip((light * _NODES).astype(np.int64), 0, _NODES - 1)
    count = np.bincount(steps, minlength=_NODES)
    nodes, there = np.arange(_NODES), np.flatnonzero(count)
    means = (np.bincount(steps, channel, _NODES)[there] / count[there] for channel in values.T)
    return np.stack([np.interp(nodes, there, mean) for mean in means], axis=1).astype(np.float32)


def _along(curve: Floats, light: Floats) -> Floats:
    """(N, C): the curve at each light."""
    middles = (np.arange(_NODES) + 0.5) / _NODES
    return np.stack([np.interp(light, middles, channel) for channel in curve.T], axis=1).astype(np.float32)
