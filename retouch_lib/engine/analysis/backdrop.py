"""A studio backdrop without its creases, stains and specks.

What is narrower than a given size goes, lighter or darker: the mean of an opening of a closing and a closing of an
opening (alternating filters: Serra, "Image Analysis and Mathematical Morphology", 1988), then a smoothing that keeps
edges, for the mottle. Size by size, the finest first. Grain stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging import filters
from retouch_lib.imaging.floats import Floats

_ELEMENT = 9
"""Pixels that a size has at most on the reduced picture on which it is looked for."""
_MOTTLE = 1.2e-3
"""Variance from which on a step in the light is an edge and no mottle."""
_GRAIN, _MOST_GRAIN = 0.5, 4.0
"""Sigma in pixels of what is grain, and how many times its usual amount is still grain and no speck."""
_LOOKED_AT = 128
"""Pixels along the shorter side at which grain is measured."""
_MOVED = (0.02, 0.06)
"""By so much dirt changes, of 0-1, that its sides are looked after."""
_DEEP = np.float32(65535)

_COARSE = 200
"""Pixels of the shorter side of the picture on which objects are looked for; what follows is in its pixels."""
_SHARP = 0.14
"""A change of RGB by so much within three pixels is the edge of an object; creases are softer, mottle by far."""
_LONG = 24
"""Edges are an object's when they go on for longer than this, or meet the picture's edge: others go round a speck."""
_CROWD, _CROWDED = 24.0, 0.10
"""Sigma in which edges are counted, and the share of all pixels from which on short ones are a pattern."""
_GAP, _ROOM = 8.0, 2.0
"""Objects are filled across this half-width, and then given so much room."""
_PIECE, _SOFT = 0.07, 6.0
"""Pieces between objects that are smaller than this share of all that is not people are no backdrop; around the others
their soft edge is, for so far."""


def clean(rgb: Floats, backdrop: Floats, sizes: Sequence[float]) -> Floats:
    """The change of RGB that cleans it. `rgb`: float32 (H, W, 3), 0-1; `backdrop`: (H, W), 0-1, where to work.

    `sizes`: widths of what is to go, in pixels, the finest first.
    """
    height, width = backdrop.shape
    step = _step(sizes[0])
    before = _reduced(rgb if step > 1 else filters.gaussian(rgb, _GRAIN), step)
    mask, now = _reduced(backdrop, step), before
    for size in sizes:
        now = now + _cleaner(now, mask, size / step)
    fine = rgb - _enlarged(before, width, height)
    change = _enlarged(now - before, width, height) + outliers_off(fine, grain(fine, backdrop))
    return change * backdrop[..., None]


def objects(rgb: Floats, backdrop: Floats) -> Floats:
    """(H, W), 0-1: real things in front of the backdrop, such as flags and frames; soft at the edge.

    They have sharp edges that go on, or many of them. Arguments as for `clean`.
    """
    height, width = backdrop.shape
    scale = _COARSE / min(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small, there = (np.asarray(cv2.resize(x, size, interpolation=cv2.INTER_AREA), np.float32) for x in (rgb, backdrop))
    small = filters.gaussian(small, 0.8)
    nearby = np.ones((3, 3), np.uint8)
    sharp = (_most(cv2.dilate(small, nearby) - cv2.erode(small, nearby)) > _SHARP) & (there > 0.5)
    crowded = filters.gaussian(sharp.astype(np.float32), _CROWD) > _CROWDED
    found = (sharp & (_long(sharp) | crowded)).astype(np.float32)
    filled = filters.shrink(filters.grow(found, _GAP), _GAP) if found.any() else found
    kept = filters.grow(np.maximum(filled, found), _ROOM) if found.any() else found
    pieces = _large((there > 0.5) & (kept < 0.5), _PIECE * float(there.sum()))
    kept = np.maximum(kept, 1 - filters.grow(pieces, _SOFT)) if pieces.any() else np.ones_like(kept)
    return np.clip(_enlarged(filters.gaussian(kept, _ROOM / 2), width, height), 0, 1)


def _large(free: NDArray[np.bool_], least: float) -> Floats:
    """1 on pieces of at least so many pixels. Smaller ones are gaps between objects, and cloth between their seams."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(free.astype(np.uint8), connectivity=4)
    large = stats[:, cv2.CC_STAT_AREA] >= least
    large[0] = False
    return np.asarray(large[labels], np.float32)


def _long(edges: NDArray[np.bool_]) -> NDArray[np.bool_]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(edges.astype(np.uint8), connectivity=8)
    long = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) > _LONG
    # what is cut off by the picture's edge may be a small part of something large
    long[np.concatenate((labels[0], labels[-1], labels[:, 0], labels[:, -1]))] = True
    long[0] = False
    return np.asarray(long[labels], np.bool_)


def _step(size: float) -> int:
    return max(1, ceil(size / _ELEMENT))


def _cleaner(rgb: Floats, mask: Floats, size: float) -> Floats:
    """The change that takes out what is narrower than `size`."""
    height, width = mask.shape
    step = _step(size)
    small, there = _reduced(rgb, step), _reduced(mask, step)[..., None]
    # what is no backdrop is filled with the backdrop around it: neither bleeds into the other
    filled = small + (1 - there) * (filters.masked_gaussian(small, there[..., 0], size / step) - small)
    change = (_even(filled, size / step) - filled) * there
    moved = filters.grow(_most(np.abs(change)), 1)
    if step == 1 or moved.max() <= _MOVED[0]:
        return _enlarged(change, width, height)
    # on this coarser picture dirt has blurred sides, and it would leave a ring
    rings = _enlarged(filters.smoothstep(moved, *_MOVED), width, height)[..., None]
    detail = rgb - _enlarged(small, width, height)
    return _enlarged(change, width, height) + rings * outliers_off(detail, grain(detail, mask))


def _even(rgb: Floats, size: float) -> Floats:
    side = max(3, round(size) | 1)
    element = np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
    # beyond the edges a slope goes on: mirrored, its end would be a ridge and be cut
    room = min(side, *(length - 1 for length in rgb.shape[:2]))
    wider = np.pad(rgb, ((room, room), (room, room), (0, 0)), "reflect", reflect_type="odd")
    deep = (np.clip(wider, 0, 1) * _DEEP).astype(np.uint16)
    ways = ((cv2.MORPH_OPEN, cv2.MORPH_CLOSE), (cv2.MORPH_CLOSE, cv2.MORPH_OPEN))
    both = [cv2.morphologyEx(cv2.morphologyEx(deep, first, element), then, element) for first, then in ways]
    mean = (both[0].astype(np.float32) + both[1].astype(np.float32)) / (2 * _DEEP)
    planes = [np.asarray(plane, np.float32) for plane in cv2.split(mean)]
    even = cv2.merge([filters.guided(plane, plane, 0.5 * size, _MOTTLE) for plane in planes])
    return np.asarray(even[room:-room, room:-room] if room else even, np.float32)


def outliers_off(fine: Floats, most: float) -> Floats:
    """The change that takes the sides of dirt out of fine structure, float32 (H, W, 3) around 0.

    `most`: how far grain goes. Next to what goes further all is calmed: there lies the rest of a line or a ring.
    """
    plain = (_most(np.abs(fine)) > most).astype(np.float32)
    near = cv2.GaussianBlur(cv2.dilate(plain, np.ones((3, 3), np.uint8)), (0, 0), 1.0)[..., None]
    return np.asarray(-near * fine, np.float32)


def grain(fine: Floats, backdrop: Floats) -> float:
    """How far grain goes from 0 in such fine structure of a backdrop."""
    step = max(1, min(backdrop.shape) // _LOOKED_AT)
    every = slice(None, None, step), slice(None, None, step)
    fine = fine[every][backdrop[every] > 0.5]
    return _MOST_GRAIN * 1.48 * float(np.median(np.abs(fine)) if fine.size else 0.0) + 1 / 255


def _most(rgb: NDArray[Any]) -> Floats:
    """(H, W): the largest channel; many times quicker than numpy's own."""
    red, green, blue = cv2.split(rgb)
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.float32)


def _reduced(x: Floats, step: int) -> Floats:
    if step == 1:
        return x
    height, width = x.shape[:2]
    size = (max(1, width // step), max(1, height // step))
    return np.asarray(cv2.resize(x, size, interpolation=cv2.INTER_AREA), np.float32)


def _enlarged(x: Floats, width: int, height: int) -> Floats:
    if x.shape[:2] == (height, width):
        return x
    return np.asarray(cv2.resize(x, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
