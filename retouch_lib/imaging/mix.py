"""A mix: the layers of a result over their photo, each at a strength of its own; decoded once, composed often."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.composite import NEUTRAL, Laid, compose
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.plugins import BlendMode

Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels."""

MaskOf = Callable[[int, Box], Pixels | None]
"""From a layer's number and a box of the whole to uint8 (h, w): how much of the layer is laid there; None for all."""
_GREY = (BlendMode.SOFT_LIGHT, BlendMode.LINEAR_LIGHT)


@dataclass(frozen=True)
class Cutout:
    """A layer, cut to where it does anything: what is around it is transparent, or neutral."""

    number: int
    mode: BlendMode
    pixels: Pixels
    """RGBA uint8 (h, w, 4), not premultiplied; one transparent pixel where the layer does nothing."""
    box: Box
    """Where it stands in a picture of `size`."""
    size: tuple[int, int]
    """Width and height of the whole."""

    def laid(self, opacity: float, window: Box, mask_of: MaskOf | None = None) -> Laid | None:
        """What of it is in a part of the whole, to be composed over that part; None where nothing is."""
        left, top, width, height = window
        own_left, own_top, own_width, own_height = self.box
        from_left, to_right = max(own_left, left), min(own_left + own_width, left + width)
        from_top, to_bottom = max(own_top, top), min(own_top + own_height, top + height)
        if from_left >= to_right or from_top >= to_bottom:
            return None
        part = self.pixels[from_top - own_top : to_bottom - own_top, from_left - own_left : to_right - own_left]
        box = from_left, from_top, to_right - from_left, to_bottom - from_top
        mask = mask_of(self.number, box) if mask_of else None
        return Laid(part, self.mode, opacity, mask, (from_left - left, from_top - top))


def lay(
    below: Pixels,
    layers: Iterable[Cutout],
    strengths: Strengths,
    window: Box | None = None,
    mask_of: MaskOf | None = None,
) -> Pixels:
    """The mix: RGB uint8 (H, W, 3) under the layers, the lowest first.

    `below`: the photo, or the part of it that is in `window`.
    """
    whole = window or (0, 0, below.shape[1], below.shape[0])
    wanted = (layer.laid(strengths.opacity(layer.number), whole, mask_of) for layer in layers)
    return compose(below, (one for one in wanted if one), extrapolate=True)


def blended(below: Pixels, above: Pixels, amount: float, mask: Pixels | None = None) -> Pixels:
    """From one picture (0) to the other (1), and beyond: RGB uint8, all of one shape. At 0 and 1 to the bit.

    `mask`: uint8 (H, W), 0 where it stays the first one.
    """
    opaque = cv2.merge((above, np.full(above.shape[:2], 255, np.uint8)))
    return compose(below, [Laid(np.asarray(opaque, np.uint8), BlendMode.NORMAL, amount, mask)], extrapolate=True)


def cut_out(pixels: Pixels, mode: BlendMode, number: int) -> Cutout:
    """A layer, RGBA uint8 (H, W, 4), not premultiplied, as its cutout."""
    height, width = pixels.shape[:2]
    acts = np.asarray(cv2.extractChannel(pixels, 3))
    if mode in _GREY:
        low, high = NEUTRAL
        neutral = cv2.inRange(pixels, (low, low, low, 0), (high, high, high, 255))
        acts = cv2.bitwise_and(acts, cv2.bitwise_not(neutral))
    left, top, across, down = cv2.boundingRect(acts)
    if not across:
        return Cutout(number, mode, np.zeros((1, 1, 4), np.uint8), (0, 0, 1, 1), (width, height))
    part = np.ascontiguousarray(pixels[top : top + down, left : left + across])
    return Cutout(number, mode, part, (left, top, across, down), (width, height))


def unmultiplied(premultiplied: Pixels) -> Pixels:
    """RGBA uint8 whose colours were multiplied by alpha, with its colours as they are; 0 where it is transparent."""
    alpha = premultiplied[..., 3:]
    if alpha.min() == 255:
        return premultiplied
    colours = cv2.divide(premultiplied[..., :3], cv2.merge([alpha[..., 0]] * 3), scale=255)
    return np.asarray(np.concatenate((colours, alpha), axis=2), np.uint8)
