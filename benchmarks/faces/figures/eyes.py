"""Veins in the whites of the eyes, and whether both eyes are treated alike. Arguments as in `change`."""

from __future__ import annotations

import numpy as np

from benchmarks.faces.figures.change import Mask, Value, mean_delta_e, seen
from retouch_lib.imaging import filters
from retouch_lib.imaging.floats import Floats

_VEIN = 0.012
"""Sigma of what is wider than a vein, in heights of the face."""
_VISIBLE = 1.0
"""a* by which veins stand out from the white so that they are seen."""
_TOUCHED = 0.3
"""ΔE00 below which an eye was not treated."""


def veins_kept(before: Floats, after: Floats, whites: Mask, unit: float) -> Value:
    """The veins' contrast after against before, 0-1; None where none is seen.

    Contrast: the 95th percentile of a* over its surroundings within the whites, less the median.
    """
    contrasts = [_contrast(lab, whites, unit) for lab in (before, after)] if seen(whites) else [0.0]
    return contrasts[1] / contrasts[0] if contrasts[0] > _VISIBLE else None


def uneven(before: Floats, after: Floats, eyes: tuple[Mask, Mask]) -> Value:
    """How many times more one eye's white changes than the other's (mean ΔE00); None where neither does, or one is
    not seen."""
    changes = [change for eye in eyes if (change := mean_delta_e(before, after, eye)) is not None]
    if len(changes) < len(eyes) or max(changes) < _TOUCHED:
        return None
    return max(changes) / max(min(changes), 1e-2)


def _contrast(lab: Floats, whites: Mask, unit: float) -> float:
    red = np.ascontiguousarray(lab[..., 1])
    around = filters.masked_gaussian(red, whites.astype(np.float32), max(0.8, _VEIN * unit))
    fine = (red - around)[whites]
    return float(np.percentile(fine, 95) - np.median(fine))
