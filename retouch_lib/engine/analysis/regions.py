"""Windows of a picture: rows and columns as a pair of slices with plain starts and stops."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

Region = tuple[slice, slice]
"""Rows and columns."""


def whole(height: int, width: int) -> Region:
    return slice(0, height), slice(0, width)


def around(x: float, y: float, reach: float, height: int, width: int) -> Region:
    """What lies within `reach` pixels of a point, inside a picture; at least one pixel."""
    return _between(y - reach, y + reach, height), _between(x - reach, x + reach, width)


def bounds(mask: NDArray[np.bool_]) -> Region | None:
    """The smallest window around what is set; None when nothing is."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return None
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def within(outer: Region, inner: Region) -> Region:
    """A window of a window, as a window of the whole."""
    (top, left), (rows, columns) = corner(outer), inner
    return slice(top + rows.start, top + rows.stop), slice(left + columns.start, left + columns.stop)


def relative(inner: Region, outer: Region) -> Region:
    """The other way round: a window of the whole, as a window of one that holds it."""
    (top, left), (rows, columns) = corner(outer), inner
    return slice(rows.start - top, rows.stop - top), slice(columns.start - left, columns.stop - left)


def union(windows: Sequence[Region]) -> Region:
    """The smallest window that holds them all; at least one is needed."""
    rows, columns = (
        (min(span.start for span in spans), max(span.stop for span in spans)) for spans in zip(*windows, strict=True)
    )
    return slice(*rows), slice(*columns)


def corner(region: Region) -> tuple[int, int]:
    """Its first row and column."""
    return region[0].start, region[1].start


def shape(region: Region) -> tuple[int, int]:
    """Its height and width."""
    rows, columns = region
    return rows.stop - rows.start, columns.stop - columns.start


def _between(low: float, high: float, length: int) -> slice:
    start = min(max(0, int(low)), length - 1)
    return slice(start, max(start + 1, min(length, ceil(high))))
