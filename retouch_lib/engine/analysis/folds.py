"""Folds and wrinkles of cloth: differences of light within one piece of cloth, wider than the weave.

What a place is compared with is the cloth around it, up to the next edge: the recursive filter of Gastal and Oliveira,
"Domain Transform for Edge-Aware Image and Video Processing" (SIGGRAPH 2011). What lies beyond an edge, such as a badge,
a button or a shirt, is far away and hardly takes part. Outside the mask nothing does.
"""

from __future__ import annotations

import cv2
import numpy as np

from retouch_lib.imaging import filters
from retouch_lib.imaging.floats import Floats

_WEAVE, _WIDEST = 0.016, 0.40
"""Structure between these sizes may be a fold, in heights of the face."""
_STEP = 0.010
"""One pixel of the reduced picture on which folds are looked for, likewise."""
_EDGE = 24.0
"""So much change of L*, a* and b* from one such pixel to the next is an edge: folds change less abruptly."""
_FULL, _DARK = 60.0, 25.0
"""a* and b* count as if L* were the one; below the other they are mostly noise."""
_LIT, _MOST_LIT = 0.75, 0.4
"""Light cloth is compared with its light parts: the mean plus so many standard deviations, at most such a share of it.

So folds are evened out by opening their shadows rather than by greying their lights; but not all the way, or
cloth turns pale.
"""
_FROM, _TO = 0.20, 0.45
"""Luma of cloth from which on that begins, and holds: dark cloth is compared with its mean, or it would turn grey."""
_ROUNDS = 3
_LEAST = 1e-3


def find(rgb: Floats, cloth: Floats, unit: float) -> Floats:
    """By how much each place's luma exceeds that of the lit cloth around it, float32 (H, W); smooth, without the weave.

    `rgb`: float32 (H, W, 3), 0-1; `cloth`: (H, W), 0-1; `unit`: the face's height in pixels.
    """
    height, width = cloth.shape
    step = max(1, int(_STEP * unit))
    size = max(1, width // step), max(1, height // step)
    small, mask = (
        np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32) for plane in (rgb, cloth)
    )
    luma = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.float32)
    colours = _colours(small)
    (here,) = _means([luma], mask, colours, _WEAVE * unit / step)
    mean, square = _means([luma, luma * luma], mask, colours, _WIDEST * unit / step)
    spread = np.sqrt(np.maximum(square - mean * mean, 0))
    lit = filters.smoothstep(mean, _FROM, _TO) * np.minimum(_LIT * spread, _MOST_LIT * mean)
    folds = (here - mean - lit) * (mask > _LEAST)
    smooth = filters.gaussian(np.asarray(folds, np.float32), 0.7)
    return np.asarray(cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _colours(rgb: Floats) -> Floats:
    """CIELAB with a* and b* as they would be in full light: a shadow on one cloth is no change of colour."""
    lab = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2Lab), np.float32)
    lab[..., 1:] *= _FULL / np.maximum(lab[..., :1], _DARK)
    return lab


def _means(planes: list[Floats], mask: Floats, colours: Floats, sigma: float) -> Floats:
    """Planes (H, W) smoothed by `sigma` pixels within the mask and up to the edges of `colours`: (N, H, W)."""
    *sums, weight = _within_edges(np.stack([*(plane * mask for plane in planes), mask]), colours, sigma)
    return np.asarray(np.stack(sums) / (weight + _LEAST), np.float32)


def _within_edges(planes: Floats, colours: Floats, sigma: float) -> Floats:
    down, across = (_steps(colours, axis, sigma) for axis in (0, 1))
    for turn in range(_ROUNDS):
        share = sigma * np.sqrt(3) * 2 ** (_ROUNDS - turn - 1) / np.sqrt(4**_ROUNDS - 1)
        keep = np.float32(np.exp(-np.sqrt(2) / max(share, _LEAST)))
        planes = _recursive(planes, keep ** across.T[:, None], (2, 0, 1))
        planes = _recursive(planes, keep ** down[:, None], (1, 0, 2))
    return planes


def _steps(colours: Floats, axis: int, sigma: float) -> Floats:
    """How far each pixel is from the one before it: 1, and more where light or colour change abruptly."""
    change = np.abs(np.diff(colours, axis=axis, prepend=colours.take([0], axis=axis))).sum(axis=2) / _EDGE
    return np.asarray(1 + sigma * change * change, np.float32)


def _recursive(planes: Floats, keep: Floats, order: tuple[int, int, int]) -> Floats:
    """The filter along one axis, there and back. `order` puts that axis first; `keep`: (L, 1, M), what is passed on."""
    lines = np.ascontiguousarray(planes.transpose(order))
    step = np.empty_like(lines[0])
    for before, line, share in zip(lines[:-1], lines[1:], keep[1:], strict=True):
        np.subtract(before, line, out=step)
        step *= share
        line += step
    for before, line, share in zip(lines[:0:-1], lines[-2::-1], keep[:0:-1], strict=True):
        np.subtract(before, line, out=step)
        step *= share
        line += step
    return np.asarray(lines.transpose(np.argsort(order)), np.float32)
