"""Laying layers over a photo, as an editor does: each is blended with what is below it, then mixed in by its alpha.

Sources: W3C Compositing and Blending Level 1 (https://www.w3.org/TR/compositing-1/) for normal, darken and soft light;
Adobe's description of the blending modes (https://helpx.adobe.com/photoshop/using/blending-modes.html) for linear
light, which the W3C does not have. All is done on the stored numbers, in the photo's own colour space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.blend import soft_light as _soft_light
from retouch_lib.imaging.floats import Floats
from retouch_lib.imaging.strengths import FULL, MOST
from retouch_lib.plugins import BlendMode

Pixels = NDArray[np.uint8]
Levels = NDArray[np.uint16]
"""The picture below, (H, W, 3), 0-65535: between two layers nothing is rounded to 8 bits."""

_FULL = np.float32(65535)
_STEP = 65535 // 255
"""One level of 8 bits, exactly."""
_STRIP = 1 << 17
"""Pixels that are worked on at a time: the floats of a strip stay within some megabytes."""


MOST_OPACITY = MOST / FULL
"""To which a layer may be extrapolated, where that is asked for."""


class Laid(NamedTuple):
    """A layer, and how it is laid over what is below it."""

    pixels: Pixels
    """RGBA uint8 (h, w, 4), not premultiplied."""
    mode: BlendMode
    opacity: float = 1.0
    """0-1; up to MOST_OPACITY where extrapolation is asked for."""
    mask: Pixels | None = None
    """uint8 (h, w): 255 where all of the layer is laid, 0 where nothing of it; None for all everywhere."""
    at: tuple[int, int] | None = None
    """Left and top, in pixels of the photo, of a layer that is cut to a part; None for one of the photo's size."""


AsLaid = Laid | tuple[Pixels, BlendMode, float]


def compose(photo: Pixels, layers: Iterable[AsLaid], *, extrapolate: bool = False) -> Pixels:
    """The photo, RGB uint8 (H, W, 3), under its layers, the lowest first; a new picture of the same shape.

    Layers are taken one by one: from an iterator, only one is in memory at a time, beside 6 bytes per pixel for the
    picture as it grows.

    `extrapolate`: opacities above 1 are taken, too. The way from what is below to what the layer makes of it is then
    gone on beyond its end: (1 - a) cb + a B with a > 1, kept within 0-1. P. Haeberli and D. Voorhies, Image Processing
    by Interpolation and Extrapolation, 1994: http://www.graficaobscura.com/interp/index.html

    Raises ValueError for a layer or mask of another size or an opacity out of range, KeyError for a mode that is none.
    """
    picture = np.multiply(photo, np.uint16(_STEP), dtype=np.uint16)
    most = MOST_OPACITY if extrapolate else 1.0
    for one in layers:
        layer = Laid(*one)
        del one
        if not 0 <= layer.opacity <= most:
            raise ValueError(f"an opacity of {layer.opacity}")
        part = _part(picture, layer)
        if layer.opacity:
            _lay(part, layer)
        del layer  # before the next one is decoded
    return _rounded(picture)


def _part(picture: Levels, layer: Laid) -> Levels:
    """What lies below the layer. Raises ValueError where layer, mask and picture don't fit."""
    left, top = layer.at or (0, 0)
    height, width = layer.pixels.shape[:2]
    below = picture[max(0, top) : top + height, max(0, left) : left + width]
    if layer.pixels.shape != (*below.shape[:2], 4) or (layer.at is None and below.shape != picture.shape):
        raise ValueError(f"a layer of shape {layer.pixels.shape} at {layer.at} for a photo of shape {picture.shape}")
    if layer.mask is not None and (layer.mask.shape != below.shape[:2] or layer.mask.dtype != np.uint8):
        raise ValueError(f"a mask of shape {layer.mask.shape} for a layer of shape {layer.pixels.shape}")
    return below


def normal(below: Levels, layer: Floats) -> Floats:
    """B(cb, cs) = cs. https://www.w3.org/TR/compositing-1/#blendingnormal"""
    return layer


def darken(below: Levels, layer: Floats) -> Floats:
    """B(cb, cs) = min(cb, cs), for each channel. https://www.w3.org/TR/compositing-1/#blendingdarken"""
    return np.asarray(np.minimum(_unit(below), layer), np.float32)


def soft_light(below: Levels, layer: Floats) -> Floats:
    """W3C soft light, as `blend.soft_light` computes it. https://www.w3.org/TR/compositing-1/#blendingsoftlight

    It is linear in the layer on either side of neutral, so what a black and a white layer do to each level tells all;
    both are looked up, which takes a tenth of the time.
    """
    burnt, dodged = _soft_light_tables()
    push = 2 * layer - 1
    changed = burnt[below] * np.minimum(push, 0)
    changed += dodged[below] * np.maximum(push, 0)
    changed += _unit(below)
    return np.asarray(changed, np.float32)


def linear_light(below: Levels, layer: Floats) -> Floats:
    """B(cb, cs) = cb + 2 cs - 1, kept within 0-1: decreases or increases the brightness by the layer's, says Adobe.

    https://helpx.adobe.com/photoshop/using/blending-modes.html
    """
    return np.asarray(np.clip(_unit(below) + (2 * layer - 1), 0, 1), np.float32)


BLENDS: dict[BlendMode, Callable[[Levels, Floats], Floats]] = {
    BlendMode.NORMAL: normal,
    BlendMode.DARKEN: darken,
    BlendMode.SOFT_LIGHT: soft_light,
    BlendMode.LINEAR_LIGHT: linear_light,
}
"""From mode to function: the picture below (Levels) and the layer's RGB (float32, 0-1) to the blended RGB (0-1)."""

NEUTRAL = (127, 128)
"""Half grey lies between these two levels of 8 bits. Both count as it where half grey changes nothing: a layer that
is grey where its plugin did nothing leaves the photo there exactly as it is."""
_HAS_NEUTRAL = (BlendMode.SOFT_LIGHT, BlendMode.LINEAR_LIGHT)


def _lay(picture: Levels, laid: Laid) -> None:
    """One layer onto the picture, in place, where it does anything."""
    pixels, mode, opacity, mask, _ = laid
    blend, table = BLENDS[mode], _table(mode in _HAS_NEUTRAL)
    for window in _windows(pixels, mode):
        below = picture[window]
        layer = np.asarray(cv2.LUT(pixels[window], table), np.float32)
        alpha = layer[..., 3:] * np.float32(opacity)
        if mask is not None:
            alpha *= mask[window][..., None] / np.float32(255)
        result = blend(below, layer[..., :3])
        unit = _unit(below)
        unit += (result - unit) * alpha
        if opacity > 1:
            np.clip(unit, 0, 1, out=unit)
        picture[window] = unit * _FULL + np.float32(0.5)


def _windows(pixels: Pixels, mode: BlendMode) -> Iterator[tuple[slice, slice]]:
    """Of each strip, the smallest window that holds all that is neither transparent nor neutral."""
    height, width = pixels.shape[:2]
    rows = max(1, _STRIP // width)
    for top in range(0, height, rows):
        strip = pixels[top : top + rows]
        acts = np.asarray(cv2.extractChannel(strip, 3))
        if mode in _HAS_NEUTRAL and acts.any():
            acts = cv2.bitwise_and(acts, cv2.bitwise_not(_is_neutral(strip)))
        left, above, across, down = cv2.boundingRect(acts)
        if across:
            yield slice(top + above, top + above + down), slice(left, left + across)


def _is_neutral(strip: Pixels) -> Pixels:
    """255 where red, green and blue are neutral, else 0; (h, w)."""
    low, high = NEUTRAL
    return np.asarray(cv2.inRange(strip, (low, low, low, 0), (high, high, high, 255)), np.uint8)


def _unit(below: Levels) -> Floats:
    return below.astype(np.float32) / _FULL


def _rounded(picture: Levels) -> Pixels:
    rows = max(1, _STRIP // picture.shape[1])
    result = np.empty(picture.shape, np.uint8)
    for top in range(0, len(picture), rows):
        result[top : top + rows] = cv2.convertScaleAbs(picture[top : top + rows], alpha=1 / _STEP)
    return result


@cache
def _table(neutral: bool) -> Floats:
    """0-1 for each level of red, green, blue and alpha, as cv2.LUT takes it."""
    values = np.repeat((np.arange(256) / 255)[:, None], 4, axis=1)
    if neutral:
        values[list(NEUTRAL), :3] = 0.5
    return values.astype(np.float32).reshape(1, 256, 4)


@cache
def _soft_light_tables() -> tuple[Floats, Floats]:
    """By how much a black layer darkens each level, and a white one lightens it; float32 (65536,)."""
    levels = (np.arange(65536) / _FULL).astype(np.float32)
    darker = levels - _soft_light(levels, np.zeros_like(levels))
    return darker, _soft_light(levels, np.ones_like(levels)) - levels
