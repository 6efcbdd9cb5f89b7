"""What one effect did to a scene, as its layer needs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis import regions
from retouch_lib.engine.analysis.regions import Region
from retouch_lib.imaging.floats import Floats

Part = tuple[Region, Floats]
"""A window of the working copy, and values float32 (h, w, C) on it."""

_LEAST = 2e-4
"""Smaller changes, of a twentieth of a level, are dropped."""
LEAST_MOVE = 1e-3
"""And smaller ones of CIELAB."""
LEAST_PUSH = 8 * _LEAST
"""And smaller pushes of a soft-light layer, which move a level by a quarter of that at most."""
_HALF_A_LEVEL = 0.49 / 255
_PUSH_OF_HALF = _HALF_A_LEVEL / 0.25
"""Less than half a level leaves a pixel as it is. Soft light moves it by a quarter of the push at most."""
_HOLES = 0.02
"""Holes up to this share of the shorter side are closed: a change passes through 0 here and there."""


@dataclass(frozen=True, slots=True)
class Patch:
    """Pixels that were replaced in the full picture."""

    region: Region
    changed: NDArray[np.bool_]
    """(H, W) of the region: which of its pixels were changed."""

    @classmethod
    def between(cls, region: Region, before: NDArray[np.uint8], after: NDArray[np.uint8]) -> Patch:
        red, green, blue = (before[..., channel] != after[..., channel] for channel in range(3))
        return cls(region, red | green | blue)


@dataclass(frozen=True, slots=True)
class PixelChange:
    """All that one effect did."""

    added: Part | None
    """What was added to RGB (0-1), on the working copy."""
    lit: Part | None
    """The soft-light layer, as its push: -1 black, 0 neutral, 1 white; one channel or three."""
    patches: tuple[Patch, ...]

    def outline(self, shape: tuple[int, int]) -> NDArray[np.bool_]:
        """(h, w) of the working copy: where it changed, but for patches."""
        outline = np.zeros(shape, np.bool_)
        for part, least in ((self.added, _HALF_A_LEVEL), (self.lit, _PUSH_OF_HALF)):
            if part is not None:
                region, values = part
                outline[region] |= size(values) > least
        if not outline.any():
            return outline
        side = 2 * round(_HOLES / 2 * min(shape)) + 1
        closed = cv2.morphologyEx(outline.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
        return closed > 0


def of_lab(lab: Floats, delta: Floats) -> Floats:
    """The change of RGB, (h, w, 3), that a change of CIELAB is; none where less than `LEAST_MOVE` moves."""
    before, after = cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), cv2.cvtColor(lab + delta, cv2.COLOR_Lab2RGB)
    change = np.zeros_like(delta)
    cv2.subtract(after, before, dst=change, mask=(size(delta) > LEAST_MOVE).astype(np.uint8))
    return change


def gathered(parts: Sequence[Part], least: float = _LEAST) -> Part | None:
    """The sum of the parts on the smallest window that holds all of it; None when there is nothing.

    Values up to `least` become 0: strips of the full picture are as narrow as what is left.
    """
    trimmed = [part for part in (_trimmed(*part, least) for part in parts) if part is not None]
    if len(trimmed) < 2:
        return trimmed[0] if trimmed else None
    window = regions.union([region for region, _ in trimmed])
    channels = max(values.shape[2] for _, values in trimmed)
    total = np.zeros((*regions.shape(window), channels), np.float32)
    for region, values in trimmed:
        total[regions.relative(region, window)] += values
    return window, total


def _trimmed(region: Region, values: Floats, least: float) -> Part | None:
    there = size(values) > least
    inner = regions.bounds(there)
    if inner is None:
        return None
    return regions.within(region, inner), values[inner] * there[inner][..., None]


def size(values: Floats) -> Floats:
    """(h, w): the largest of the channels' amounts. Channel by channel, many times as fast as along the last axis."""
    first, *others = (np.abs(plane) for plane in cv2.split(values))
    for other in others:
        np.maximum(first, other, out=first)
    return np.asarray(first, np.float32)
