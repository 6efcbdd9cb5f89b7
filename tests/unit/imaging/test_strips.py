"""Pictures read and written strip by strip are the same whatever height the last strip has."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from retouch_lib.imaging import composite
from retouch_lib.imaging.archive import layer_pictures, layer_png
from retouch_lib.imaging.files import png, png_head, png_rows, png_stream
from retouch_lib.imaging.files.headers import Header
from retouch_lib.plugins import BlendMode
from tests.unit.imaging.pictures import noise

WIDTH = 24
ROWS = 7
"""Rows of a strip of an RGB picture in these tests."""
HEIGHTS = range(1, 4 * ROWS + 1)


@pytest.fixture(autouse=True)
def small_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png_rows, "_STRIP", ROWS * (1 + 3 * WIDTH))
    monkeypatch.setattr(composite, "_STRIP", ROWS * WIDTH)


def packed(image: Image.Image) -> io.BytesIO:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file


def opened(image: Image.Image) -> tuple[io.BytesIO, Header]:
    file = packed(image)
    return file, png_head.read_png(file)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1"])
@pytest.mark.parametrize("factor", [2, 3, 6, 8])
def test_a_png_made_smaller_at_every_height(mode: str, factor: int) -> None:
    for height in HEIGHTS:
        file, header = opened(Image.fromarray(noise(WIDTH, height)).convert(mode))
        whole = png.decode(file, header)
        made = png.decode(file, header, least=(WIDTH // factor, 1))
        assert np.array_equal(made, png._smaller(whole, min(factor, height))), height


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "LA", "P"])
def test_a_layer_at_every_height(mode: str) -> None:
    for height in HEIGHTS:
        image = Image.fromarray(np.dstack([noise(WIDTH, height), noise(WIDTH, height, 2)[..., 0]])).convert(mode)
        file, header = opened(image)
        rows = list(layer_png.strips(file, header))
        assert np.array_equal(np.concatenate(rows), np.asarray(image.convert("RGBA"))), height
        made = layer_pictures.smaller(iter(rows), (WIDTH, height), 8)
        assert np.array_equal(made, layer_pictures.smaller([np.concatenate(rows)], (WIDTH, height), 8)), height


def test_a_composite_at_every_height() -> None:
    for height in HEIGHTS:
        photo, layer = noise(WIDTH, height), np.dstack([noise(WIDTH, height, 3), noise(WIDTH, height, 4)[..., 0]])
        made = composite.compose(photo, [(layer, BlendMode.SOFT_LIGHT, 1.0)])
        for row in range(height):
            alone = composite.compose(photo[row : row + 1], [(layer[row : row + 1], BlendMode.SOFT_LIGHT, 1.0)])
            assert np.array_equal(made[row], alone[0]), (height, row)


def test_a_strip_without_rows_is_passed_over() -> None:
    picture = noise(WIDTH, 9)
    strips = [picture[:0], picture[:4], picture[4:4], picture[4:], picture[:0]]
    file = io.BytesIO()
    png_stream.write(file, (WIDTH, 9), 3, strips)
    with Image.open(file) as image:
        assert np.array_equal(np.asarray(image), picture)
    layers = [np.dstack([strip, np.full(strip.shape[:2], 200, np.uint8)]) for strip in strips]
    made = layer_pictures.smaller(layers, (WIDTH, 9), 8)
    assert np.array_equal(made, layer_pictures.smaller([np.concatenate(layers)], (WIDTH, 9), 8))
