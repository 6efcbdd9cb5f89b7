"""A result is stored as finely as the photo that was sent, and takes about as many bytes."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import simplejpeg
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from retouch_lib.imaging.files import jpeg_quality, photo, png
from retouch_lib.imaging.files.jpeg_quality import BEST, LEAST, Quality
from retouch_lib.imaging.files.photo import Picture, Pixels

_PORTRAIT = Path(photo.__file__).resolve().parents[2] / "samples" / "portrait.jpg"


@pytest.fixture(scope="module")
def pixels() -> Pixels:
    return photo.load(_PORTRAIT).pixels[:600, :600]


def _loaded(folder: Path, data: bytes) -> Picture:
    path = folder / "sent"
    path.write_bytes(data)
    return photo.load(path)


def _saved(picture: Picture, **options: object) -> bytes:
    target = io.BytesIO()
    Image.fromarray(picture.pixels).save(target, "JPEG", **options)
    return target.getvalue()


def _steps(data: bytes) -> list[list[int]]:
    """The tables as Pillow reads them: another reader than ours."""
    with JpegImageFile(io.BytesIO(data)) as image:
        return [list(table) for table in image.quantization.values()]


@pytest.mark.parametrize("subsampling", ["420", "422", "440", "444"])
@pytest.mark.parametrize("number", [75, 83, 95, 99])
def test_quality_and_subsampling_are_those_that_were_sent(
    tmp_path: Path, pixels: Pixels, number: int, subsampling: str
) -> None:
    picture = _loaded(tmp_path, simplejpeg.encode_jpeg(pixels, number, "RGB", subsampling))
    assert picture.quality == Quality(number, subsampling)  # type: ignore[arg-type]


@pytest.mark.parametrize(("number", "subsampling"), [(75, "420"), (95, "444")])
def test_an_unchanged_photo_takes_as_many_bytes_as_before(
    tmp_path: Path, pixels: Pixels, number: int, subsampling: str
) -> None:
    sent = simplejpeg.encode_jpeg(pixels, number, "RGB", subsampling)
    written = photo.encode(_loaded(tmp_path, sent), "jpeg")
    assert _steps(written) == _steps(sent)
    assert 0.95 < len(written) / len(sent) < 1.05


def test_no_step_is_coarser_than_that_of_odd_tables(tmp_path: Path, pixels: Pixels) -> None:
    flat, steep = [6] * 64, [3 + place for place in range(64)]
    sent = _saved(Picture(pixels, None, "jpeg"), qtables=[flat, steep], subsampling=1)
    picture = _loaded(tmp_path, sent)
    assert picture.quality.subsampling == "422"
    for own, other in zip(_steps(photo.encode(picture, "jpeg")), (flat, steep), strict=True):
        assert all(written <= was for written, was in zip(own, other, strict=True))
    coarser = Quality(picture.quality.number - 1, "422")
    picture.quality = coarser
    light, colour = _steps(photo.encode(picture, "jpeg"))
    assert max(light) > 6 or any(written > was for written, was in zip(colour, steep, strict=True))


def test_soft_changes_are_not_stored_in_steps_that_show(tmp_path: Path, pixels: Pixels) -> None:
    picture = _loaded(tmp_path, simplejpeg.encode_jpeg(pixels, 30, "RGB", "420"))
    assert picture.quality == Quality(LEAST, "420")
    assert _steps(photo.encode(picture, "jpeg"))[0][0] <= 8  # of the mean of 64 pixels: one level


def test_grey_and_what_stands_on_its_side(tmp_path: Path, pixels: Pixels) -> None:
    grey = io.BytesIO()
    Image.fromarray(pixels).convert("L").save(grey, "JPEG", quality=88)
    assert _loaded(tmp_path, grey.getvalue()).quality == Quality(88, "444")
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = _saved(Picture(pixels, None, "jpeg"), quality=88, subsampling=1, exif=exif)
    assert _loaded(tmp_path, lying).quality == Quality(88, "440")


def test_what_comes_from_no_jpeg_is_written_finely(tmp_path: Path, pixels: Pixels) -> None:
    assert _loaded(tmp_path, png.encode(np.ascontiguousarray(pixels))).quality == BEST


def test_tables_that_are_cut_or_missing_tell_nothing() -> None:
    assert not list(jpeg_quality.read_tables(b"\x00" + bytes(63)))
    assert not list(jpeg_quality.read_tables(b"\x10" + bytes(127)))
    assert [number for number, _ in jpeg_quality.read_tables(b"\x11" + bytes(128) + b"\x00" + bytes(64))] == [1, 0]
    assert jpeg_quality.quantisation(b"\x01\x22\x00\x02\x11\x01", {0: (1,) * 64}) is None
    assert jpeg_quality.as_fine_as(None) == BEST
