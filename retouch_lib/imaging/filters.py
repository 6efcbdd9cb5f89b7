"""Smoothing and soft shapes on float32 pictures, 0-1, (H, W) or (H, W, 3)."""

from __future__ import annotations

from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.floats import Floats

_DIRECT_SIGMA = 6.0
_TINY_SIGMA = 0.4
_SUBPIXEL_BITS = 4
_DIRECT_RADIUS = 3.0


def gaussian(x: Floats, sigma: float) -> Floats:
    """Gaussian blur; wide ones are computed on a reduced picture (10-50 times faster, off by less than 0.002)."""
    if sigma < _TINY_SIGMA:
        return x
    if sigma <= _DIRECT_SIGMA:
        return np.asarray(cv2.GaussianBlur(x, (0, 0), sigma), np.float32)
    height, width = x.shape[:2]
    step = min(8, int(sigma / 3))
    small = cv2.resize(x, (max(1, width // step), max(1, height // step)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma / step)
    enlarge = cv2.INTER_LINEAR if step < 3 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(small, (width, height), interpolation=enlarge), np.float32)


def masked_gaussian(x: Floats, mask: Floats, sigma: float) -> Floats:
    """Gaussian mean over the masked pixels only: nothing bleeds in from beyond the mask's edge.

    Normalised convolution: Knutsson and Westin, CVPR 1993. Far from the mask it returns `x`.
    """
    floor = np.float32(1e-3)
    weight = np.maximum(gaussian(mask, sigma), 0) + floor
    if x.ndim == 3:
        mask, weight = (np.asarray(cv2.merge([plane] * x.shape[2]), np.float32) for plane in (mask, weight))
    mean = cv2.scaleAdd(x, float(floor), gaussian(x * mask, sigma))
    return np.asarray(cv2.divide(mean, weight, dst=mean), np.float32)


def guided(guide: Floats, x: Floats, radius: float, epsilon: float) -> Floats:
    """`x` smoothed, but with the edges of `guide`; both (H, W). `epsilon`: variance that counts as an edge.

    He, Sun and Tang, "Guided Image Filtering"; on a reduced picture, as in "Fast Guided Filter" (arXiv:1505.00996).
    """
    height, width = guide.shape
    step = max(1, int(radius // 4))
    size = (max(1, width // step), max(1, height // step))
    i, p = (np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32) for plane in (guide, x))
    side = 2 * max(1, int(radius / step)) + 1

    def mean(plane: Floats) -> Floats:
        return np.asarray(cv2.blur(plane, (side, side)), np.float32)

    mean_i, mean_p = mean(i), mean(p)
    variance = mean(i * i) - mean_i * mean_i
    slope = np.asarray((mean(i * p) - mean_i * mean_p) / (variance + np.float32(epsilon)), np.float32)
    slopes, offsets = (
        cv2.resize(mean(plane), (width, height), interpolation=cv2.INTER_LINEAR)
        for plane in (slope, mean_p - slope * mean_i)
    )
    return np.asarray(slopes * guide + offsets, np.float32)


def smoothstep(x: Floats, low: float, high: float) -> Floats:
    """0 below `low`, 1 above `high`, smooth between (3t² - 2t³); falling when `low` is above `high`."""
    t = np.asarray(x - low)
    t /= high - low
    np.clip(t, 0, 1, out=t)
    falling = -2 * t
    falling += 3
    t *= t
    t *= falling
    return np.asarray(t, np.float32)


def step(value: float, low: float, high: float) -> float:
    """The same of one number."""
    return float(smoothstep(np.asarray([value], np.float32), low, high)[0])


def polygon(shape: tuple[int, int], points: Floats) -> Floats:
    """float32 (H, W): 1 inside the outline, 0 outside, smooth at the edge. `points`: (N, 2), x and y."""
    canvas = np.zeros(shape, np.uint8)
    outline = np.round(points * (1 << _SUBPIXEL_BITS)).astype(np.int32)
    cv2.fillPoly(canvas, [outline], 255, cv2.LINE_AA, _SUBPIXEL_BITS)
    return np.asarray(canvas / np.float32(255), np.float32)


def disc(shape: tuple[int, int], centre: Floats, radius: float) -> Floats:
    """float32 (H, W): 1 inside the circle, 0 outside, smooth at the edge."""
    canvas = np.zeros(shape, np.uint8)
    x, y = (round(float(value) * (1 << _SUBPIXEL_BITS)) for value in centre)
    cv2.circle(canvas, (x, y), max(1, round(radius * (1 << _SUBPIXEL_BITS))), 255, -1, cv2.LINE_AA, _SUBPIXEL_BITS)
    return np.asarray(canvas / np.float32(255), np.float32)


def grow(mask: Floats, radius: float) -> Floats:
    """Dilate by a disc of `radius` pixels (at least 1). What is far from the mask's edge is 0 or 1 afterwards."""
    if radius <= _DIRECT_RADIUS:
        return np.asarray(cv2.dilate(mask, _disc_element(radius)), np.float32)
    inside, grown = mask > 0.5, np.zeros(mask.shape, np.float32)
    near = _near(inside, ceil(radius) + 1)
    grown[near] = np.clip(radius + 0.5 - _distance_to(inside[near]), 0, 1)
    return grown


def _near(inside: NDArray[np.bool_], room: int) -> tuple[slice, slice]:
    """The window around what is inside with some room: all that a disc of less radius reaches. Empty without any."""
    rows, columns = (np.flatnonzero(inside.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return slice(0), slice(0)
    down, across = (slice(max(0, int(some[0]) - room), int(some[-1]) + room + 1) for some in (rows, columns))
    return down, across


def shrink(mask: Floats, radius: float) -> Floats:
    """Erode by a disc of `radius` pixels (at least 1); otherwise as `grow`."""
    if radius <= _DIRECT_RADIUS:
        return np.asarray(cv2.erode(mask, _disc_element(radius)), np.float32)
    return np.asarray(np.clip(_distance_to(mask <= 0.5) - radius + 0.5, 0, 1), np.float32)


def _distance_to(inside: NDArray[np.bool_]) -> Floats:
    """Of each pixel, in pixels, to the nearest that is inside: takes the same time for any radius."""
    if not inside.any():
        return np.full(inside.shape, np.inf, np.float32)
    return np.asarray(cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, 5), np.float32)


def _disc_element(radius: float) -> NDArray[np.uint8]:
    side = 2 * max(1, round(radius)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)
