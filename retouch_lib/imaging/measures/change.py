"""How far each part moved, and what moved although no plugin that was asked for may touch it.

Both pictures are blurred a little before they are compared: what a JPEG makes of grain is no change.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from retouch_lib.imaging import filters
from retouch_lib.imaging.floats import Floats
from retouch_lib.imaging.measures.colour_difference import ciede2000
from retouch_lib.imaging.measures.parts import Mask, Part, PhotoParts
from retouch_lib.imaging.measures.places import PhotoPlace, cell_means, highest_place

SEEN = 2.0
"""ΔE00 from which on a change is seen side by side."""
_BLUR = 2.0
"""Sigma, in pixels of what is looked at."""
_RED, _NEUTRAL = 35.0, 22.0
"""a* from which on a pupil is red by a flash, and C* up to which it is none any more."""
_RIM = 0.006
"""Of the longer side: how far around such a pupil its rim goes with it."""
_LEAST = 40
"""Pixels below which nothing is said of a part."""

Shift = tuple[float, float, float]
"""L*, a* and b*: after less before."""
Tint = tuple[float, float]
"""a* and b*, likewise."""


@dataclass(frozen=True, slots=True)
class PartChange:
    """How one part moved."""

    part: Part
    share: float
    """Of the whole picture (0-1)."""
    mean: float
    """ΔE00."""
    p99: float
    """ΔE00: a hundredth of the part moved further."""
    peak: float
    """ΔE00: the mean of the place that moved most, a cell of 1/48 of the longer side."""
    place: PhotoPlace
    """Where that is."""
    shift: Shift
    """The mean."""
    tint: Tint
    """Of the place whose colour moved most, likewise."""
    tint_place: PhotoPlace


@dataclass(frozen=True, slots=True)
class StrayChange:
    """What moved in all parts where no plugin of the payload belongs."""

    p99: float
    """ΔE00."""
    area: float
    """Of those parts, as a share (0-1) of the picture."""
    share: float
    """Of their pixels (0-1), what moved by more than 2 ΔE00."""
    part: Part
    """The one that moved most."""
    place: PhotoPlace
    """Where that was."""


class Change:
    """From one picture to the other, pixel by pixel. Both CIELAB float32 (H, W, 3)."""

    def __init__(self, before: Floats, after: Floats, parts: PhotoParts) -> None:
        before, after = filters.gaussian(before, _BLUR), filters.gaussian(after, _BLUR)
        self.difference = ciede2000(before, after)
        """(H, W): ΔE00."""
        self._moved = after - before
        self._parts = parts
        masks = ((part, parts.mask(part)) for part in Part)
        mended = _red_taken_out(before, after)
        masks = ((part, mask & ~mended if part is Part.EYES else mask) for part, mask in masks)
        self.by_part = tuple(self._of(part, mask) for part, mask in masks if mask.sum() >= _LEAST)
        """Each part that is large enough to tell."""

    def where_none_belongs(self, belonging: Iterable[Part]) -> StrayChange | None:
        """None where every part that is there may change."""
        strays = [change for change in self.by_part if change.part not in frozenset(belonging)]
        if not strays:
            return None
        mask = np.any([self._parts.mask(change.part) for change in strays], axis=0)
        found = self.difference[mask]
        worst = max(strays, key=lambda change: change.p99)
        return StrayChange(_p99(found), float(mask.mean()), float((found > SEEN).mean()), worst.part, worst.place)

    def _of(self, part: Part, mask: Mask) -> PartChange:
        found = self.difference[mask]
        lightness, red, yellow = (float(value) for value in self._moved[mask].mean(axis=0))
        cells, tints = cell_means(self.difference, mask), cell_means(self._moved[..., 1:], mask)
        strength = np.hypot(tints[..., 0], tints[..., 1])
        a, b = tints.reshape(-1, 2)[int(strength.argmax())].tolist()
        return PartChange(
            part,
            share=float(mask.mean()),
            mean=float(found.mean()),
            p99=_p99(found),
            peak=float(cells.max()),
            place=highest_place(cells),
            shift=(lightness, red, yellow),
            tint=(a, b),
            tint_place=highest_place(strength),
        )


def _red_taken_out(before: Floats, after: Floats) -> Mask:
    """Where a flash's red is gone, with its rim: the greatest change that there is, and one that everybody wants."""
    chroma = np.hypot(after[..., 1], after[..., 2])
    gone = ((before[..., 1] > _RED) & (chroma < _NEUTRAL)).astype(np.uint8)
    side = 2 * max(1, round(_RIM * max(gone.shape))) + 1
    return np.asarray(cv2.dilate(gone, np.ones((side, side), np.uint8)) > 0)


def _p99(values: Floats) -> float:
    return float(np.percentile(values, 99))
