"""How stored rows are turned to stand upright."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

P = TypeVar("P", NDArray[np.uint8], NDArray[np.uint16])


def turned(stored: P, orientation: int) -> P:
    """(H, W, 3) as an orientation of 1-8 says; where that is 1, the same array."""
    made: P = _TURNS[orientation](stored)
    return made


def turned_back(upright: P, orientation: int) -> P:
    """(H, W, 3) as the rows of that orientation are stored."""
    made: P = _TURNS[_BACK.get(orientation, orientation)](upright)
    return made


_TURNS: dict[int, Callable[[Any], Any]] = {
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
