"""Layers made smaller strip by strip: as one would make them smaller whole, without their holes' colours."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.imaging.archive import layer_pictures
from retouch_lib.imaging.archive.layer_pictures import on_checkerboard, on_grey, reduced, smaller

Pixels = NDArray[np.uint8]


def waves(width: int, height: int) -> Pixels:
    """A picture without symmetry, soft enough that a pixel's shift hardly shows, with holes of a loud colour."""
    x, y = np.meshgrid(np.linspace(0, 7, width), np.linspace(0, 5, height))
    layer = np.dstack(
        [128 + 100 * np.sin(x + y), 128 + 100 * np.cos(2 * x), 60 + 20 * y, 128 + 127 * np.sin(3 * x - y)]
    )
    pixels = layer.astype(np.uint8)
    pixels[pixels[..., 3] < 60] = (255, 0, 255, 0)
    return pixels


def strips(pixels: Pixels, rows: int) -> Iterator[Pixels]:
    for top in range(0, len(pixels), rows):
        yield pixels[top : top + rows]


def whole(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Premultiplied and made smaller in floating point, at once."""
    floats = pixels.astype(np.float32)
    floats[..., :3] *= floats[..., 3:] / 255
    return np.asarray(cv2.resize(floats, size, interpolation=cv2.INTER_AREA))


@pytest.mark.parametrize("rows", [1, 7, 64, 1000])
@pytest.mark.parametrize(
    ("size", "side", "wanted"),
    [
        ((900, 601), 200, (200, 134)),
        ((400, 300), 400, (400, 300)),
        ((401, 299), 400, (400, 298)),
        ((799, 200), 400, (400, 100)),
        ((60, 900), 90, (6, 90)),
        ((3000, 2), 100, (100, 1)),
        ((30, 20), 400, (30, 20)),
    ],
)
def test_strips_are_not_seen(rows: int, size: tuple[int, int], side: int, wanted: tuple[int, int]) -> None:
    pixels = waves(*size)
    made = smaller(strips(pixels, rows), size, side)
    assert made.shape == (wanted[1], wanted[0], 4)
    off = np.abs(made - whole(pixels, wanted))
    assert off.mean() < 1.5
    assert np.array_equal(made, smaller(strips(pixels, 10_000), size, side))


def test_opaque_strips_beside_strips_with_holes() -> None:
    pixels = waves(90, 60)
    pixels[:20, :, 3] = 255
    made = smaller(strips(pixels, 10), (90, 60), 400)
    assert np.abs(made - whole(pixels, (90, 60))).max() <= 1


def test_what_lies_below_shows_by_how_open_a_pixel_is() -> None:
    premultiplied = np.array([[[100, 50, 0, 255], [100, 50, 0, 128], [0, 0, 0, 0]]], np.uint8)
    light, dark = layer_pictures.LIGHT, layer_pictures.DARK
    assert np.abs(on_grey(premultiplied) - np.array([[[100, 50, 0], [164, 114, 64], [128, 128, 128]]])).max() <= 1
    half = round(light * 127 / 255)
    assert on_checkerboard(premultiplied).tolist() == [[[100, 50, 0], [100 + half, 50 + half, half], [light] * 3]]
    board = on_checkerboard(np.zeros((40, 40, 4), np.uint8))
    assert [int(board[y, x, 0]) for y, x in ((0, 0), (0, 16), (16, 0), (16, 16), (39, 39))] == [
        light,
        dark,
        dark,
        light,
        light,
    ]


def test_reduced_never_enlarges() -> None:
    pixels = waves(30, 20)
    assert reduced(pixels, 30) is pixels
    assert reduced(pixels, 400) is pixels
    assert reduced(pixels, 15).shape == (10, 15, 4)
