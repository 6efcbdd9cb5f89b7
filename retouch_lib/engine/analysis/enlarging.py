"""A map of the working copy, such as a change of its pixels, enlarged onto the full picture strip by strip.

Bilinear between pixel centres, for any ratio: a strip does not show where it begins. Across by one warp of the few rows
that a strip needs, then down row by row, which is several times faster than one warp of the whole strip.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor, prod

import cv2
import numpy as np

from retouch_lib.engine.analysis.regions import Region
from retouch_lib.imaging.floats import Floats

_PIXELS = 1 << 16
"""Of a strip, about: so many that their changes fit into the processor's second cache."""


@dataclass(frozen=True, slots=True)
class Enlarger:
    """From a working copy to its full picture."""

    small: tuple[int, int]
    """Height and width of the working copy."""
    full: tuple[int, int]
    """Height and width of the full picture."""

    def window(self, region: Region) -> Region:
        """The full picture's pixels that a map on this region of the working copy reaches."""
        rows, columns = region
        return self._reach(rows, 0), self._reach(columns, 1)

    def strips(self, region: Region, values: Floats) -> Iterator[tuple[Region, Floats]]:
        """The enlarged map in strips from the top: the window of the full picture and its values.

        `values`: float32 (h, w) or (h, w, C), the map on `region`; it is 0 beyond. A strip is as wide as what is not 0
        there, and left out where all is. Its array is overwritten by the next one.
        """
        if self.full == self.small:
            yield region, values
            return
        rows, columns = self.window(region)
        width, depth = columns.stop - columns.start, values.shape[2:]
        height = max(8, _PIXELS // width)
        buffer = np.empty(height * width * prod(depth), np.float32)
        lefts, rights = _spans(values)
        aboves, shares = self._down(rows)
        for top in range(rows.start, rows.stop, height):
            there = slice(top - rows.start, min(rows.stop, top + height) - rows.start)
            first, behind = aboves[there][0] - region[0].start, aboves[there][-1] - region[0].start + 2
            near = slice(max(0, first), max(0, behind))
            left, right = min(lefts[near], default=0), max(rights[near], default=0)
            if left >= right:
                continue
            inner = slice(region[1].start + left, region[1].start + right)
            across = self._reach(inner, 1)
            wide = across.stop - across.start
            count = there.stop - there.start
            strip = buffer[: count * wide * prod(depth)].reshape(count, wide, *depth)
            small = self._across(_rows(values[:, left:right], first, behind), strip, across.start, inner)
            for row, above, share in zip(strip, aboves[there], shares[there], strict=True):
                at = above - aboves[there.start]
                cv2.addWeighted(small[at], 1 - share, small[at + 1], share, 0, dst=row)
            yield (slice(top, top + count), across), strip

    def _down(self, rows: slice) -> tuple[list[int], list[float]]:
        """Of rows of the full picture: between which row of the working copy and the next each lies, and how far."""
        ratio = self.small[0] / self.full[0]
        places = np.clip((np.arange(rows.start, rows.stop) + 0.5) * ratio - 0.5, 0, self.small[0] - 1)
        aboves = np.floor(places)
        return aboves.astype(int).tolist(), (places - aboves).tolist()

    def _across(self, rows: Floats, strip: Floats, left: int, columns: slice) -> Floats:
        """Rows of the map at the full picture's width. On a side that is no edge of it they fade to 0 in one pixel."""
        fades = int(columns.start > 0), int(columns.stop < self.small[1])
        if any(fades):
            rows = np.asarray(cv2.copyMakeBorder(rows, 0, 0, *fades, cv2.BORDER_CONSTANT, value=0), np.float32)
        ratio = self.full[1] / self.small[1]
        begin = (columns.start - fades[0] + 0.5) * ratio - 0.5 - left
        there = np.array(((ratio, 0, begin), (0, 1, 0)), np.float32)
        wide = cv2.warpAffine(rows, there, (strip.shape[1], len(rows)), borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(wide.reshape(len(rows), *strip.shape[1:]), np.float32)

    def _reach(self, span: slice, axis: int) -> slice:
        ratio = self.full[axis] / self.small[axis]
        if ratio == 1:
            return slice(span.start, span.stop)
        low = 0 if span.start == 0 else floor((span.start - 0.5) * ratio)
        high = self.full[axis] if span.stop == self.small[axis] else ceil((span.stop + 0.5) * ratio)
        return slice(max(0, low), min(self.full[axis], high))


def _spans(values: Floats) -> tuple[list[int], list[int]]:
    """The first column of each row that is not 0, and the one behind the last; the other way round in an empty row."""
    planes = values[..., None] if values.ndim == 2 else values
    there = np.logical_or.reduce([planes[..., channel] != 0 for channel in range(planes.shape[2])])
    width, some = there.shape[1], there.any(axis=1)
    lefts = np.where(some, there.argmax(axis=1), width)
    rights = np.where(some, width - there[:, ::-1].argmax(axis=1), 0)
    return lefts.tolist(), rights.tolist()


def _rows(values: Floats, first: int, behind: int) -> Floats:
    """Rows of the map, 0 for those above and below it."""
    inside = values[max(0, first) : max(0, behind)]
    above, below = max(0, -first), max(0, behind - max(len(values), first))
    if not above and not below:
        return inside
    return np.asarray(cv2.copyMakeBorder(inside, above, below, 0, 0, cv2.BORDER_CONSTANT, value=0), np.float32)
