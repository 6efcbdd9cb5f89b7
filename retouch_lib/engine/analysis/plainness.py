"""Which parts of what is behind people are a plain backdrop: paper, cloth, a wall; not clouds, leaves or planks.

A part is plain where a smooth slope of light explains most of it. Dirt and creases are left out of that judgement: it
looks at what most of the part is like. Sizes are in pixels of a reduced picture.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging import filters
from retouch_lib.imaging.floats import Floats

_SIDE = 200
"""Pixels of the shorter side of the picture on which parts are judged."""
_DETAIL = 4.0
"""Sigma below which structure is detail, and above which it is the slope's."""
_GRAIN = 0.6
"""Sigma before anything is judged: grain is no structure."""
_DETAIL_LIGHT, _DETAIL_COLOUR, _OFF_SLOPE = (95, 3.2), (75, 2.2), (75, 6.0)
"""Percentile of a part's pixels, and how much there is too much for a plain one: detail in L* and in a* and b*, and how
far the rest is from the slope, in CIELAB."""
_ENOUGH = (1.3, 1.0)
"""Sum of the squared shares of these from which on a part is not plain, and up to which it is."""
_LEAST = 0.02
"""Parts smaller than this share of all that is beyond the people can't be judged, and are not plain."""
_LEAST_PLAIN = (0.38, 0.44)
"""So much of all that is beyond the people must be plain: fewer plain parts are gaps between things in a room."""
_UNUSUAL = 80
"""Percent of a part that its slope is fitted to, the second time: without dirt and corners."""


def plain(rgb: Floats, room: Floats, backdrop: Floats) -> Floats:
    """(H, W), 0-1: how plain each part of the backdrop is, the same all over a part and around it; 0 beyond.

    `rgb`: float32 (H, W, 3), 0-1, in sRGB; `room`: (H, W), what is beyond the people; `backdrop`: that without things.
    """
    height, width = room.shape
    scale = _SIDE / min(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small, free, there = (
        np.asarray(cv2.resize(x, size, interpolation=cv2.INTER_AREA), np.float32) for x in (rgb, room, backdrop)
    )
    lab = np.asarray(cv2.cvtColor(filters.gaussian(small, _GRAIN), cv2.COLOR_RGB2Lab), np.float32)
    judged = _judged(lab, there > 0.5, _LEAST * float(free.sum()))
    share = float((judged * there).sum()) / max(1.0, float(free.sum()))
    judged *= _rise(share, *_LEAST_PLAIN)
    # softer edges of parts belong to them
    around = np.asarray(cv2.dilate(judged, np.ones((5, 5), np.uint8)), np.float32)
    return np.asarray(cv2.resize(around, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _judged(lab: Floats, there: NDArray[np.bool_], least: float) -> Floats:
    judged = np.zeros(there.shape, np.float32)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(there.astype(np.uint8), connectivity=4)
    for index in range(1, count):
        if stats[index, cv2.CC_STAT_AREA] >= least:
            part = labels == index
            judged[part] = _rise(_roughness(lab, part), *_ENOUGH)
    return judged


def _rise(value: float, low: float, high: float) -> float:
    """Without a jump: a photo at another size is judged alike."""
    return float(filters.smoothstep(np.full(1, value, np.float32), low, high)[0])


def _roughness(lab: Floats, part: NDArray[np.bool_]) -> float:
    """Of one part: 0 for an even slope of light, above 1 for what is no plain backdrop."""
    coarse = filters.masked_gaussian(lab, part.astype(np.float32), _DETAIL)
    detail = (lab - coarse)[part]
    measured = (
        (np.abs(detail[:, 0]), _DETAIL_LIGHT),
        (np.hypot(detail[:, 1], detail[:, 2]), _DETAIL_COLOUR),
        (_off_slope(coarse[part], part), _OFF_SLOPE),
    )
    return float(sum((np.percentile(values, percent) / most) ** 2 for values, (percent, most) in measured))


def _off_slope(colours: Floats, part: NDArray[np.bool_]) -> Floats:
    """(N,): how far colours (N, 3) of a part's pixels are from the quadratic slope that explains most of them."""
    ys, xs = (axis.astype(np.float32) / length - 0.5 for axis, length in zip(np.nonzero(part), part.shape, strict=True))
    terms = np.stack([np.ones_like(xs), xs, ys, xs * xs, ys * ys, xs * ys], axis=1)
    off = _distance(colours, terms, terms, colours)
    usual = off <= np.percentile(off, _UNUSUAL)
    return _distance(colours, terms, terms[usual], colours[usual])


def _distance(colours: Floats, terms: Floats, fitted_terms: Floats, fitted: Floats) -> Floats:
    slope = np.linalg.lstsq(fitted_terms.T @ fitted_terms, fitted_terms.T @ fitted, rcond=None)[0]
    return np.asarray(np.linalg.norm(colours - terms @ slope, axis=1), np.float32)
