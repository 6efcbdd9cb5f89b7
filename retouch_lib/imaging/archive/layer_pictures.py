"""A layer as a picture to look at: made smaller, its holes filled with a checkerboard or with neutral grey."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.files.photo import fit

Pixels = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""x, y, width, height in pixels."""
Ground = Literal["checkerboard", "grey", "black"]
"""What a layer lies on to be looked at: it shows where the layer holds nothing. Black: a mask that chooses nothing."""

SQUARE = 16
"""Pixels on a side of the checkerboard's squares."""
LIGHT, DARK = 238, 200
"""Its two greys; the upper left square is light. The viewer draws the same behind a full layer."""
NEUTRAL = 128
"""What a soft-light layer is where it changes nothing."""
_NOTHING: dict[Ground, int] = {"checkerboard": 0, "grey": NEUTRAL, "black": 0}
_FAINT = 4
"""Levels from nothing that nobody sees: what is left of rounding."""
_APART = 1 / 8
"""Of the picture's longer side: what is that far from each other belongs to different faces."""
_LITTLE = 0.01
"""Of all pixels: a layer that holds less is not seen in the whole, wherever it lies."""
_ROOM = 0.25
"""Around what a layer holds, on every side, in lengths of its longer side."""
_SLIMMEST = 2 / 3
"""The least that the shorter side of a part is of the longer one: a strip of two eyes is shown with what is around."""
_SMALLEST = 1 / 24
"""Of the picture's longer side: a single spot is not blown up to a few soft squares."""
_LARGEST = 0.5
"""Of the picture's sides: a part that is larger is seen well enough in the whole."""


def smaller(strips: Iterable[Pixels], size: tuple[int, int], side: int) -> Pixels:
    """RGBA uint8 with a longest side of at most `side` pixels, *premultiplied*: a hole's colour tints no edge.

    `strips`: RGBA uint8 (rows, W, 4) from the top down, not premultiplied, of a picture of `size`, width and height.
    Each is made smaller by a whole number as it comes, so that the memory is the small picture's.
    """
    width, height = fit(*size, side)
    factor = max(1, min(size[0] // width, size[1] // height))
    made: list[Pixels] = []
    waiting = np.empty((0, size[0], 4), np.uint8)
    for strip in strips:
        if not len(strip):
            continue
        rows = np.concatenate((waiting, _premultiplied(strip)))
        whole = len(rows) // factor * factor
        made.append(_squares(rows[:whole], factor))
        waiting = rows[whole:]
    made.append(_squares(waiting, factor))
    return _resized(np.concatenate(made), (width, height))


def reduced(pixels: Pixels, side: int) -> Pixels:
    """The same picture, of any channels, with a longest side of at most `side` pixels; never enlarged."""
    height, width = pixels.shape[:2]
    return _resized(pixels, fit(width, height, side))


def held(premultiplied: Pixels, ground: Ground) -> Pixels:
    """uint8 (H, W): 1 where the layer holds what can be seen, else 0."""
    if ground == "checkerboard":
        return np.asarray(premultiplied[..., 3] > _FAINT, np.uint8)
    colours = on_grey(premultiplied) if ground == "grey" else premultiplied[..., :3]
    off = cv2.absdiff(colours, np.full_like(colours, _NOTHING[ground]))
    return np.asarray(np.asarray(off).max(axis=2) > _FAINT, np.uint8)


def part(there: Pixels) -> Box | None:
    """The part of a layer that is to be shown, with room around it; None where the whole serves as well.

    `there`: as `held` tells, with some ones. It is all that the layer holds; or, where that is little and on several
    faces, what it holds on the one with the most.
    """
    size = (there.shape[1], there.shape[0])
    box = _with_room(_box(there), size)
    if box is None and cv2.countNonZero(there) < _LITTLE * there.size:
        box = _with_room(_box(_fullest(there)), size)
    return box


def _box(there: Pixels) -> Box:
    x, y, width, height = cv2.boundingRect(there)
    return x, y, width, height


def _with_room(box: Box, size: tuple[int, int]) -> Box | None:
    """A part of a picture of that size (width, height) around the box; None when it would be most of the picture."""
    x, y, *sides = box
    room = 2 * _ROOM * max(sides)
    least = _SLIMMEST * max(max(sides) + room, max(size) * _SMALLEST)
    width, height = (round(max(side + room, least)) for side in sides)
    if width > size[0] * _LARGEST or height > size[1] * _LARGEST:
        return None
    left, top = (
        min(max(0, start + (side - length) // 2), most - length)
        for start, side, length, most in zip((x, y), sides, (width, height), size, strict=True)
    )
    return left, top, width, height


def _fullest(there: Pixels) -> Pixels:
    """Of the groups that lie apart from each other, the one with the most ones; looked for in coarse cells."""
    height, width = there.shape
    cell = max(1, round(max(height, width) * _APART / 2))
    padded = np.pad(there, ((0, -height % cell), (0, -width % cell)))
    counts = padded.reshape(len(padded) // cell, cell, -1, cell).sum(axis=(1, 3), dtype=np.int64)
    _, labels = cv2.connectedComponents((counts > 0).astype(np.uint8), connectivity=8)
    ones = np.bincount(labels.ravel(), counts.ravel())
    own = (labels == ones[1:].argmax() + 1).repeat(cell, axis=0).repeat(cell, axis=1)
    return np.asarray(there * own[:height, :width], np.uint8)


def cut(pixels: Pixels, box: Box, side: int) -> Pixels:
    """That part, of any channels, with a longest side of exactly `side` pixels: enlarged where it is smaller."""
    x, y, width, height = box
    scale = side / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR  # cubic would make colours that are brighter than alpha
    return np.asarray(cv2.resize(pixels[y : y + height, x : x + width], size, interpolation=way), np.uint8)


def on_checkerboard(premultiplied: Pixels) -> Pixels:
    """RGB uint8 (H, W, 3)."""
    height, width = premultiplied.shape[:2]
    across, down = (np.arange(length) // SQUARE % 2 for length in (width, height))
    board = np.where(across[None, :] == down[:, None], LIGHT, DARK).astype(np.uint8)
    return _over(premultiplied, board)


def on_grey(premultiplied: Pixels) -> Pixels:
    """RGB uint8 (H, W, 3)."""
    return _over(premultiplied, np.full(premultiplied.shape[:2], NEUTRAL, np.uint8))


def _premultiplied(strip: Pixels) -> Pixels:
    """Red, green and blue times alpha."""
    alpha = np.asarray(cv2.extractChannel(strip, 3))
    if alpha.min() == 255:
        return strip
    factors = cv2.merge((alpha, alpha, alpha, np.full_like(alpha, 255)))
    return np.asarray(cv2.multiply(strip, factors, scale=1 / 255), np.uint8)


def _squares(pixels: Pixels, factor: int) -> Pixels:
    """The mean of each square of `factor` pixels; those that reach over the edge go on as the edge is."""
    height, width = pixels.shape[:2]
    if factor == 1 or height == 0:
        return pixels[:, : -(-width // factor)]
    down, across = -(-height // factor), -(-width // factor)
    bottom, right = down * factor - height, across * factor - width
    padded = cv2.copyMakeBorder(pixels, 0, bottom, 0, right, cv2.BORDER_REPLICATE)
    return np.asarray(cv2.resize(padded, (across, down), interpolation=cv2.INTER_AREA), np.uint8)


def _resized(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    if pixels.shape[1::-1] == size:
        return pixels
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _over(premultiplied: Pixels, below: Pixels) -> Pixels:
    """What is seen through the holes, times how open they are, is added."""
    open_part = cv2.bitwise_not(cv2.extractChannel(premultiplied, 3))
    through = cv2.multiply(below, open_part, scale=1 / 255)
    return np.asarray(cv2.add(premultiplied[..., :3], cv2.merge((through, through, through))), np.uint8)
