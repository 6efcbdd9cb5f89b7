"""PNGs written row by row, read back by another program."""

from __future__ import annotations

import io
import zlib

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from retouch_lib.imaging.files import png_chunks, png_stream
from retouch_lib.imaging.files.packing import Packer, Piece

MODES = {1: "L", 3: "RGB", 4: "RGBA"}


@pytest.mark.parametrize("rows", [1, 7, 64])
@pytest.mark.parametrize("channels", MODES)
def test_what_is_written_is_read_back(channels: int, rows: int) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (64, 33, channels), dtype=np.uint8)
    picture[20:40] = 0
    file = io.BytesIO()
    strips = (picture[top : top + rows] for top in range(0, 64, rows))
    png_stream.write(file, (33, 64), channels, strips, png_chunks.profile(b"profile"))
    with Image.open(file) as image:
        assert image.mode == MODES[channels]
        assert image.info["icc_profile"] == b"profile"
        np.testing.assert_array_equal(np.asarray(image).reshape(picture.shape), picture)


@pytest.mark.parametrize("channels", MODES)
def test_rows_that_are_one_and_the_same_are_read_back(channels: int) -> None:
    busy = np.random.default_rng(1).integers(0, 256, (8, 33, channels), dtype=np.uint8)
    strips = [
        np.broadcast_to(row, (rows, 33, channels)) for row, rows in ((busy[0] * 0, 1), (busy[1], 64), (busy[2], 5))
    ]
    strips += [busy, strips[1], strips[1][:1], strips[0][:0], strips[2]]
    file = io.BytesIO()
    png_stream.write(file, (33, sum(len(strip) for strip in strips)), channels, strips)
    with Image.open(file) as image:
        np.testing.assert_array_equal(np.asarray(image).reshape(-1, 33, channels), np.concatenate(strips))


@given(st.lists(st.tuples(st.binary(max_size=300), st.booleans()), max_size=12))
def test_bytes_and_pieces_make_one_stream(parts: list[tuple[bytes, bool]]) -> None:
    packer = Packer()
    packed = b"".join(packer.put(Piece.of(plain)) if alone else packer.pack(plain) for plain, alone in parts)
    assert zlib.decompress(packed + packer.finish()) == b"".join(plain for plain, _ in parts)


def test_empty_rows_take_next_to_nothing() -> None:
    file = io.BytesIO()
    png_stream.write(file, (2000, 2000), 4, (np.zeros((100, 2000, 4), np.uint8) for _ in range(20)))
    assert file.tell() < 2000 * 2000 * 4 / 200


def test_too_few_rows_are_an_error() -> None:
    with pytest.raises(ValueError, match="5 rows for a picture of 6"):
        png_stream.write(io.BytesIO(), (4, 6), 1, [np.zeros((5, 4, 1), np.uint8)])


def test_the_pieces_are_those_of_every_png() -> None:
    assert png_chunks.END == b"\x00\x00\x00\x00IEND\xaeB`\x82"
    done, packed = cv2.imencode(".png", np.zeros((3, 2, 4), np.uint8))
    assert done
    assert packed.tobytes().startswith(png_chunks.head(2, 3, 8, png_chunks.RGBA))
    assert png_chunks.HEAD_BYTES == 33


@given(st.binary(min_size=4, max_size=4), st.binary(max_size=200))
def test_a_chunk_has_its_length_before_and_its_checksum_behind(kind: bytes, data: bytes) -> None:
    made = png_chunks.chunk(kind, data)
    assert made[:8] == len(data).to_bytes(4, "big") + kind
    assert made[8:-4] == data
    assert int.from_bytes(made[-4:], "big") == zlib.crc32(kind + data)
