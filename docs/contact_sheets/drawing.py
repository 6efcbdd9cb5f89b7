"""Drawing a contact sheet: crops at 1:1 on neutral grey, each under its label."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Pixels = NDArray[np.uint8]
Row = tuple[str, Sequence[tuple[str, Pixels]]]
"""A title, and labelled crops."""

GREY = (118, 118, 118)
"""L* 50: it flatters neither light nor dark."""
INK = (255, 255, 255)
MAGENTA, GREEN, CYAN = (255, 0, 255), (0, 255, 0), (0, 255, 255)
_GAP = 10
_LINE = 18
_FONT = 13


def sheet(rows: Sequence[Row]) -> Image.Image:
    """All rows under one another, each cell as wide as its crop or its label."""
    width = max(_GAP + sum(_cell_width(cell) + _GAP for cell in cells) for _, cells in rows)
    heights = [2 * _LINE + max(pixels.shape[0] for _, pixels in cells) + _GAP for _, cells in rows]
    page = Image.new("RGB", (width, sum(heights) + _GAP), GREY)
    pen, font, top = ImageDraw.Draw(page), _font(), _GAP // 2
    for (title, cells), height in zip(rows, heights, strict=True):
        pen.text((_GAP, top), title, INK, font)
        left = _GAP
        for label, pixels in cells:
            pen.text((left, top + _LINE), label, INK, font)
            page.paste(Image.fromarray(pixels), (left, top + 2 * _LINE))
            left += _cell_width((label, pixels)) + _GAP
        top += height
    return page


def change(before: Pixels, after: Pixels, times: int = 4) -> Pixels:
    """The difference, so many times, around middle grey."""
    difference = after.astype(np.int16) - before
    return np.asarray(np.clip(128 + times * difference, 0, 255), np.uint8)


def outlined(pixels: Pixels, mask: NDArray[np.bool_], colour: tuple[int, int, int]) -> Pixels:
    """The picture with a line one pixel wide just outside of what is set."""
    lined = pixels.copy()
    outer = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    lined[outer & ~mask] = colour
    return lined


def spots(before: Pixels, after: Pixels) -> Pixels:
    """What changed, outlined with some room on the picture before."""
    changed = (np.abs(after.astype(np.int16) - before).max(axis=2) > 1).astype(np.uint8)
    room = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    return outlined(before, cv2.dilate(changed, room) > 0, CYAN)


def _cell_width(cell: tuple[str, Pixels]) -> int:
    label, pixels = cell
    return max(int(pixels.shape[1]), int(_font().getlength(label)) + 4)


def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(_FONT)
