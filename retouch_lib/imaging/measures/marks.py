"""Spots on the skin that a result no longer has: healed, and which of them a person may want back.

A spot is a place darker, or redder, than the skin around it, and round. Lindeberg, "Feature Detection with Automatic
Scale Selection", 1998: blobs are the peaks of such contrast over place and size. A pimple is mostly red; a mole, or a
freckle, is mostly dark, and part of a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from retouch_lib.imaging import filters
from retouch_lib.imaging.floats import Floats
from retouch_lib.imaging.measures.face_window import FaceWindow
from retouch_lib.imaging.measures.parts import Mask

_SIGMAS = (0.006, 0.010, 0.016, 0.024)
"""Of the spots looked for, in heights of the face: from a freckle to a large mole."""
_FINEST, _ENOUGH = 0.8, 2.5
"""In pixels: smaller is grain; and what is enough to find a spot's middle."""
_MIDDLE, _AROUND = 0.6, 2.2
"""Sigmas, in the spot's own, of what its middle and its surroundings are."""
_LEAST = 3.0
"""L* and a* in sum by which a spot stands out."""
_ROUND = 0.4
"""The lesser of its two curvatures against the greater; along a wrinkle or a hair it is less."""
_GONE = 0.4
"""Of its contrast, what is left of a spot that is gone, at most."""
_MOLE, _LONE_MOLE, _FRECKLE = 8.0, 5.5, 3.5
"""L* by which a mole, one with no other spot near it, and a freckle are darker than the skin around them."""
_APART, _ALIKE = 0.1, 0.6
"""In heights of the face, how far around there is no other spot; and what share of its darkness is another."""
_OVER, _LONE_OVER = 10.0, 6.0
"""How many times the usual contrast of this skin the first two have: on rough skin any pit is as dark."""
_BROWN = 0.55
"""How much redder it may be against how much darker: a pimple is more."""
_INSIDE = 1.5
"""Sigmas from a spot's middle to the nearest that is no skin, at least."""


class MarkKind(StrEnum):
    """What a spot was. The value is the word for one."""

    BLEMISH = "blemish"
    FRECKLE = "freckle"
    MOLE = "mole"


@dataclass(frozen=True, slots=True)
class SkinMark:
    """A spot of the photo that the result does not have."""

    x: float
    """Of its middle, as a share (0-1) of the picture's width."""
    y: float
    """Likewise of its height."""
    radius: float
    """As a share of the picture's width."""
    kind: MarkKind
    darker: float
    """L* by which it was darker than the skin around it."""
    redder: float
    """a* by which it was redder."""
    kept: float
    """Of its contrast, what is left; below 0 where it is now lighter than its surroundings."""

    @property
    def plain(self) -> float:
        """How plain it was to see."""
        return max(0.0, self.darker) + max(0.0, self.redder)

    @property
    def at_risk(self) -> bool:
        """Whether a person may want it back."""
        return self.kind is not MarkKind.BLEMISH


def gone(window: FaceWindow) -> list[SkinMark]:
    """Those of one face and its neck; where spots of several sizes overlap, each of them (see `apart`)."""
    return [mark for share in _SIGMAS for mark in _of_size(window, share * window.unit)]


def apart(marks: Iterable[SkinMark], ratio: float) -> list[SkinMark]:
    """Each place once, the plainest first. `ratio`: the picture's height to its width."""
    kept: list[SkinMark] = []
    for mark in sorted(marks, key=lambda mark: mark.plain, reverse=True):
        if all(
            np.hypot(mark.x - other.x, (mark.y - other.y) * ratio) > max(mark.radius, other.radius) for other in kept
        ):
            kept.append(mark)
    return kept


def _of_size(window: FaceWindow, sigma: float) -> Iterator[SkinMark]:
    """Looked for on pictures as small as that size allows."""
    if sigma < _FINEST:
        return
    height, width = window.skin.shape
    share = min(1.0, _ENOUGH / sigma)
    size = max(1, round(width * share)), max(1, round(height * share))
    before, after, skin = (
        np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)
        for plane in (window.before[..., :2], window.after[..., :2], window.skin.astype(np.float32))
    )
    skin, small = (skin > 0.5).astype(np.float32), sigma * share
    own, left = (_contrasts(plane, skin, small) for plane in (before, after))
    inner = filters.shrink(skin, _INSIDE * small) > 0.5
    rough = float(np.median(np.abs(own[..., 0][inner]))) if inner.any() else 0.0
    peaks = _peaks(own, inner, small)
    for x, y in peaks:
        darker, redder = (float(value) for value in own[y, x])
        kept = float(np.maximum(left[y, x], -own[y, x]).sum()) / (darker + redder)
        if kept <= _GONE:
            middle = window.spot((x + 0.5) * width / size[0] - 0.5, (y + 0.5) * height / size[1] - 0.5)
            radius = 2 * sigma / width * window.place.width
            is_alone = _is_alone((x, y), peaks, own[..., 0], _APART * window.unit * share)
            yield SkinMark(*middle, radius, _kind(darker, redder, rough, is_alone), darker, redder, kept)


def _contrasts(plane: Floats, skin: Floats, sigma: float) -> Floats:
    """(h, w, 2): how much darker and how much redder each place is than the skin around it. `plane`: L* and a*."""
    contrast = filters.gaussian(plane, _MIDDLE * sigma) - filters.masked_gaussian(plane, skin, _AROUND * sigma)
    contrast[..., 0] *= -1
    return contrast


def _peaks(contrasts: Floats, inner: Mask, sigma: float) -> list[tuple[int, int]]:
    """x and y of each place that stands out more than its neighbours, and is round."""
    total = np.ascontiguousarray(contrasts.sum(axis=2))
    side = 2 * max(1, round(sigma)) + 1
    highest = cv2.dilate(total, np.ones((side, side), np.uint8))
    ys, xs = np.nonzero((total >= highest) & (total >= _LEAST) & inner)
    return [(int(x), int(y)) for x, y in zip(xs, ys, strict=True) if _is_round(total, int(x), int(y), sigma)]


def _is_round(total: Floats, x: int, y: int, sigma: float) -> bool:
    """By the curvatures across the spot, from nine places a sigma apart."""
    step = max(1, round(sigma))
    if not (step <= x < total.shape[1] - step and step <= y < total.shape[0] - step):
        return False
    (a, b, c), (d, e, f), (g, h, i) = total[y - step : y + step + 1 : step, x - step : x + step + 1 : step].tolist()
    across, down, both = 2 * e - d - f, 2 * e - b - h, (a + i - c - g) / 4
    mean, spread = (across + down) / 2, float(np.hypot((across - down) / 2, both))
    return bool(mean - spread > _ROUND * (mean + spread))


def _is_alone(spot: tuple[int, int], peaks: Iterable[tuple[int, int]], darker: Floats, apart: float) -> bool:
    """Whether none so near is nearly as dark: freckles and stubble come in numbers."""
    x, y = spot
    least = _ALIKE * float(darker[y, x])
    near = (other for other in peaks if other != spot and np.hypot(other[0] - x, other[1] - y) < apart)
    return all(float(darker[other[1], other[0]]) < least for other in near)


def _kind(darker: float, redder: float, rough: float, is_alone: bool) -> MarkKind:
    if redder > _BROWN * darker or darker < _FRECKLE:
        return MarkKind.BLEMISH
    least = max(_LONE_MOLE, _LONE_OVER * rough) if is_alone else max(_MOLE, _OVER * rough)
    return MarkKind.MOLE if darker >= least else MarkKind.FRECKLE
