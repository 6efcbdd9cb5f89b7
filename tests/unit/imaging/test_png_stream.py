"""PNGs written row by row, read back by another program."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from retouch_lib.imaging.files import png_stream

MODES = {1: "L", 3: "RGB", 4: "RGBA"}


@pytest.mark.parametrize("rows", [1, 7, 64])
@pytest.mark.parametrize("channels", MODES)
def test_what_is_written_is_read_back(channels: int, rows: int) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (64, 33, channels), dtype=np.uint8)
    picture[20:40] = 0
    file = io.BytesIO()
    png_stream.write(file, (33, 64), channels, (picture[top : top + rows] for top in range(0, 64, rows)), b"profile")
    with Image.open(file) as image:
        assert image.mode == MODES[channels]
        assert image.info["icc_profile"] == b"profile"
        np.testing.assert_array_equal(np.asarray(image).reshape(picture.shape), picture)


def test_empty_rows_take_next_to_nothing() -> None:
    file = io.BytesIO()
    png_stream.write(file, (2000, 2000), 4, (np.zeros((100, 2000, 4), np.uint8) for _ in range(20)))
    assert file.tell() < 2000 * 2000 * 4 / 200


def test_too_few_rows_are_an_error() -> None:
    with pytest.raises(ValueError, match="5 rows for a picture of 6"):
        png_stream.write(io.BytesIO(), (4, 6), 1, [np.zeros((5, 4, 1), np.uint8)])
