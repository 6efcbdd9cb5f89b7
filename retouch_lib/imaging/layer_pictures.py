"""A layer as a picture to look at: made smaller, its holes filled with a checkerboard or with neutral grey."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.photo import fit

Pixels = NDArray[np.uint8]

SQUARE = 16
"""Pixels on a side of the checkerboard's squares."""
LIGHT, DARK = 238, 200
"""Its two greys; the upper left square is light. The viewer draws the same behind a full layer."""
NEUTRAL = 128
"""What a soft-light layer is where it changes nothing."""
_STRIP = 1 << 18


def smaller(pixels: Pixels, side: int) -> Pixels:
    """RGBA uint8 with a longest side of at most `side` pixels, *premultiplied*: a hole's colour tints no edge.

    `pixels`: RGBA uint8 (H, W, 4), not premultiplied; it is used up.
    """
    height, width = pixels.shape[:2]
    rows = max(1, _STRIP // width)
    for top in range(0, height, rows):
        _premultiply(pixels[top : top + rows])
    return reduced(pixels, side)


def reduced(pixels: Pixels, side: int) -> Pixels:
    """The same picture, of any channels, with a longest side of at most `side` pixels; never enlarged."""
    height, width = pixels.shape[:2]
    size = fit(width, height, side)
    if size == (width, height):
        return pixels
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def on_checkerboard(premultiplied: Pixels) -> Pixels:
    """RGB uint8 (H, W, 3)."""
    height, width = premultiplied.shape[:2]
    across, down = (np.arange(length) // SQUARE % 2 for length in (width, height))
    board = np.where(across[None, :] == down[:, None], LIGHT, DARK).astype(np.uint8)
    return _over(premultiplied, board)


def on_grey(premultiplied: Pixels) -> Pixels:
    """RGB uint8 (H, W, 3)."""
    return _over(premultiplied, np.full(premultiplied.shape[:2], NEUTRAL, np.uint8))


def _premultiply(strip: Pixels) -> None:
    """In place: red, green and blue times alpha."""
    alpha = np.asarray(cv2.extractChannel(strip, 3))
    if alpha.min() < 255:
        factors = cv2.merge((alpha, alpha, alpha, np.full_like(alpha, 255)))
        strip[...] = cv2.multiply(strip, factors, scale=1 / 255)


def _over(premultiplied: Pixels, below: Pixels) -> Pixels:
    """What is seen through the holes, times how open they are, is added."""
    open_part = cv2.bitwise_not(cv2.extractChannel(premultiplied, 3))
    through = cv2.multiply(below, open_part, scale=1 / 255)
    return np.asarray(cv2.add(premultiplied[..., :3], cv2.merge((through, through, through))), np.uint8)
