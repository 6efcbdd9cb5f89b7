"""How lightness, chroma and hue move inside a mask. Pictures are CIELAB float32 (H, W, 3), masks bool (H, W)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.floats import Floats
from tests.effects import measures

Mask = NDArray[np.bool_]
Value = float | None
"""None: there is nothing in the photo to measure that on."""
LEAST = 30
"""Pixels of a mask below which nothing is said of it."""
_ROSE = 0.5
"""L* by which a pixel must have risen to count as lit by the effect."""

_BLACK = 30.0
"""L* above which the darkest of a white shirt, say, is no black that must stay: that fold is to get lighter."""


def seen(mask: Mask) -> bool:
    """Whether there is enough to measure."""
    return int(mask.sum()) >= LEAST


def delta_e(before: Floats, after: Floats, mask: Mask) -> NDArray[np.float32]:
    """(N,): CIEDE2000 of each pixel of the mask."""
    return measures.ciede2000(before[mask], after[mask])


def mean_delta_e(before: Floats, after: Floats, mask: Mask) -> Value:
    """Mean CIEDE2000 on the mask."""
    return float(delta_e(before, after, mask).mean()) if seen(mask) else None


def percentile_delta_e(before: Floats, after: Floats, mask: Mask, percent: float) -> Value:
    """That percentile of CIEDE2000 on the mask."""
    return float(np.percentile(delta_e(before, after, mask), percent)) if seen(mask) else None


def share_moved(before: Floats, after: Floats, mask: Mask, least: float) -> Value:
    """Percent of the mask's pixels that moved by more than `least` CIEDE2000."""
    return float(100 * (delta_e(before, after, mask) > least).mean()) if seen(mask) else None


def lightness(before: Floats, after: Floats, mask: Mask) -> tuple[Value, Value]:
    """L* after minus before on the mask: its mean, and the 99th percentile of its size."""
    if not seen(mask):
        return None, None
    moved = after[..., 0][mask] - before[..., 0][mask]
    return float(moved.mean()), float(np.percentile(np.abs(moved), 99))


def chroma(before: Floats, after: Floats, mask: Mask) -> Value:
    """Mean C* after minus before on the mask."""
    return float((_chroma(after[mask]) - _chroma(before[mask])).mean()) if seen(mask) else None


def hue(before: Floats, after: Floats, mask: Mask) -> Value:
    """Mean size of the hue difference on the mask, in ΔH* (CIE 1976): units of C*, not degrees."""
    if not seen(mask):
        return None
    a, b = before[mask].astype(np.float64), after[mask].astype(np.float64)
    squared = ((a - b)[:, 1:] ** 2).sum(axis=1) - (_chroma(a) - _chroma(b)) ** 2
    return float(np.sqrt(np.maximum(squared, 0)).mean())


def over_white(before: Floats, after: Floats, mask: Mask) -> Value:
    """How far lit pixels go beyond the photo's own light: L*.

    The 99.9th percentile of L* among the mask's pixels that rose, minus the whole photo's own 99.5th; negative when
    nothing reaches it.
    """
    rose = mask & (after[..., 0] > before[..., 0] + _ROSE)
    if not seen(rose):
        return None
    return float(np.percentile(after[..., 0][rose], 99.9) - np.percentile(before[..., 0], 99.5))


def black_point(before: Floats, after: Floats, mask: Mask) -> Value:
    """The 1st percentile of L* on the mask, after minus before; None where that is no black but a fold's shadow."""
    if not seen(mask) or np.percentile(before[..., 0][mask], 1) > _BLACK:
        return None
    return float(np.percentile(after[..., 0][mask], 1) - np.percentile(before[..., 0][mask], 1))


def highlights(before: Floats, skin: Mask) -> Mask:
    """The lightest tenth of the skin."""
    return skin & (before[..., 0] >= np.percentile(before[..., 0][skin], 90)) if skin.any() else skin


def _chroma(lab: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.asarray(np.hypot(lab[..., 1], lab[..., 2]))
