"""`verify` and `load` on files that are whole, and on those of which a part is missing or damaged."""

from __future__ import annotations

import zlib
from pathlib import Path

import numpy as np
import pytest

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files.photo import inspect, load, verify
from tests.unit.imaging import pictures
from tests.unit.imaging.pictures import ALL_SAMPLES, END, WHOLE, chunk, jpeg, noise, png, png_header, smooth, written


@pytest.mark.parametrize("kind", WHOLE)
def test_whole_files_pass(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path / "photo", WHOLE[kind])
    assert verify(path) == inspect(path)
    assert load(path).pixels.shape == (47, 61, 3)


UNSEEN = {"jpeg": 2, "png": 20}
"""Bytes at a file's end without which every row is there: the end mark, and a PNG's check sums before it."""


@pytest.mark.parametrize("sample", ALL_SAMPLES, ids=lambda path: path.stem)
def test_a_sample_cut_anywhere_is_refused(tmp_path: Path, sample: Path) -> None:
    whole = sample.read_bytes()
    rows_end = len(whole) - UNSEEN[inspect(sample).format]
    cuts = [*np.linspace(0, rows_end - 1, 40).astype(int), *range(rows_end - 14, rows_end)]
    for cut in cuts:
        path = written(tmp_path / "cut", whole[:cut])
        for read in (verify, load) if cut % 4 == 0 else (verify,):
            with pytest.raises(InvalidPhoto):
                read(path)


@pytest.mark.parametrize("kind", WHOLE)
def test_a_small_file_cut_at_any_byte_is_refused(tmp_path: Path, kind: str) -> None:
    whole = WHOLE[kind]
    rows_end = len(whole) - UNSEEN["jpeg" if whole[0] == 0xFF else "png"]
    for cut in range(0, rows_end, 1 + rows_end // 150):
        with pytest.raises(InvalidPhoto):
            verify(written(tmp_path / "cut", whole[:cut]))


@pytest.mark.parametrize("kind", ["baseline", "progressive", "restarts"])
def test_a_jpeg_with_a_hole_is_refused_also_when_its_end_is_there(tmp_path: Path, kind: str) -> None:
    whole = WHOLE[kind]
    with pytest.raises(InvalidPhoto, match=r"This JPEG can't be read: .* Export or copy it again\."):
        verify(written(tmp_path / "hole", whole[: len(whole) // 2] + b"\xff\xd9"))


def test_what_follows_a_picture_does_no_harm(tmp_path: Path) -> None:
    """Phones put a short film behind the picture."""
    for data in (WHOLE["baseline"], WHOLE["png"]):
        assert verify(written(tmp_path / "more", data + noise(100, 100).tobytes())).width == 61


def test_stray_bytes_before_the_end_do_no_harm(tmp_path: Path) -> None:
    """Some cameras pad the picture's data; libjpeg warns of it, and every pixel is there."""
    whole = jpeg(smooth(64, 48))
    path = written(tmp_path / "padded", whole[:-2] + b"\x12\x34" * 40 + whole[-2:])
    assert verify(path).width == 64
    assert np.array_equal(load(path).pixels, load(written(tmp_path / "plain", whole)).pixels)


def odd_scan() -> bytes:
    """Its scan names the coefficients 0-62 where a baseline JPEG has 0-63; libjpeg warns of it before all others."""
    data = bytearray(jpeg(smooth(64, 48)))
    at = data.index(b"\x00\x3f\x00", data.index(b"\xff\xda"))
    data[at + 1] = 62
    return bytes(data)


def test_an_odd_header_is_read_but_hides_no_missing_part(tmp_path: Path) -> None:
    whole = odd_scan()
    path = written(tmp_path / "odd", whole)
    assert verify(path).width == 64
    assert load(path).pixels.shape == (48, 64, 3)
    for cut in (3, 100, len(whole) // 3):
        path = written(tmp_path / "cut", whole[:-cut])
        for read in (verify, load):
            with pytest.raises(InvalidPhoto, match=r"missing|rows came"):
                read(path)


def test_a_jpeg_in_thousands_of_passes_is_refused_at_once(tmp_path: Path) -> None:
    whole = WHOLE["progressive"]
    last = whole.rindex(b"\xff\xda")
    with pytest.raises(InvalidPhoto, match="more than 100 passes"):
        verify(written(tmp_path / "passes", whole[:-2] + whole[last:-2] * 200 + whole[-2:]))


def rows(*lines: bytes) -> bytes:
    return chunk(b"IDAT", zlib.compress(b"".join(lines)))


LINE = b"\x00" + b"\x07" * 6


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (png_header(2, 2) + rows() + END, "a part of the picture is missing"),
        (png_header(2, 2) + rows(LINE) + END, "only 1 of its 2 rows came"),
        (png_header(2, 2) + rows(LINE, LINE[:-1]) + END, "only 1 of its 2 rows came"),
        (png_header(2, 2) + rows(LINE, b"\x05" + LINE[1:]) + END, "its data is damaged"),
        (png_header(2, 2) + chunk(b"IDAT", b"no zlib") + END, "its data is damaged"),
        (png_header(2, 2) + rows(LINE, LINE)[:-21] + END, "ends too early"),
        (png_header(2, 2)[:-1] + b"?" + rows(LINE, LINE) + END, "the check sum of its header is wrong"),
        (png_header(2, 2, colour=3) + rows(b"\x00\x00\x00", b"\x00\x00\x00") + END, "palette is missing"),
    ],
)
def test_a_damaged_png_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    path = written(tmp_path / "photo", data)
    for read in (verify, load):
        with pytest.raises(InvalidPhoto, match=f"This PNG can't be read: .*{words}"):
            read(path)


@pytest.mark.parametrize("width", [1, 2, 3, 4, 5, 8, 9])
@pytest.mark.parametrize("height", [1, 2, 4, 5, 9])
def test_interlaced_pngs_of_all_small_sizes(tmp_path: Path, width: int, height: int) -> None:
    pixels = noise(width, height)
    path = written(tmp_path / "photo", png(pixels, interlace=True))
    verify(path)
    assert np.array_equal(load(path).pixels, pixels)


def test_a_png_with_its_data_in_tiny_chunks(tmp_path: Path) -> None:
    pixels = np.zeros((700, 900, 3), np.uint8)
    packed = zlib.compress(b"".join(b"\x00" + row.tobytes() for row in pixels), 9)
    chunks = b"".join(chunk(b"IDAT", packed[at : at + 1]) for at in range(len(packed)))
    assert verify(written(tmp_path / "photo", png_header(900, 700) + chunks + END)).width == 900


@pytest.mark.parametrize("more", [1, 20_000_000])
def test_a_png_that_unpacks_to_more_than_its_header_says_is_refused(tmp_path: Path, more: int) -> None:
    data = chunk(b"IDAT", zlib.compress(LINE * 2 + bytes(more), 1))
    path = written(tmp_path / "photo", png_header(2, 2) + data + END)
    for read in (verify, load):
        with pytest.raises(InvalidPhoto, match="it holds more than its header says"):
            read(path)


def test_an_arithmetic_jpeg_is_read_or_refused(tmp_path: Path) -> None:
    """Whether it can be read is the decoder's affair; a sentence is ours."""
    header = pictures.jpeg_header(16, 16, frame=0xC9)
    with pytest.raises(InvalidPhoto, match="This JPEG can't be read"):
        verify(written(tmp_path / "photo", header + b"\x00" * 50 + b"\xff\xd9"))
