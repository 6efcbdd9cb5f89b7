"""How stored rows are turned to stand upright."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def turned(stored: Pixels, orientation: int) -> Pixels:
    """(H, W, 3) as an orientation of 1-8 says; where that is 1, the same array."""
    return _TURNS[orientation](stored)


def turned_back(upright: Pixels, orientation: int) -> Pixels:
    """(H, W, 3) as the rows of that orientation are stored."""
    return _TURNS[_BACK.get(orientation, orientation)](upright)


_TURNS: dict[int, Callable[[Pixels], Pixels]] = {
    1: lambda stored: stored,
    2: lambda stored: np.ascontiguousarray(stored[:, ::-1]),
    3: lambda stored: np.ascontiguousarray(stored[::-1, ::-1]),
    4: lambda stored: np.ascontiguousarray(stored[::-1]),
    5: lambda stored: np.ascontiguousarray(stored.transpose(1, 0, 2)),
    6: lambda stored: np.ascontiguousarray(stored[::-1].transpose(1, 0, 2)),
    7: lambda stored: np.ascontiguousarray(stored[::-1, ::-1].transpose(1, 0, 2)),
    8: lambda stored: np.ascontiguousarray(stored[:, ::-1].transpose(1, 0, 2)),
}
"""How the stored rows are turned, by orientation (Exif 2.3, 4.6.4, tag 0x0112)."""
_BACK = {6: 8, 8: 6}
"""All other turns undo themselves."""
