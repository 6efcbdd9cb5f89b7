"""The reduced copy of a photo: its size, pixels, colours and Exif data."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import exif
from retouch_lib.imaging.files.jpeg_head import read_jpeg
from retouch_lib.imaging.files.photo import exif_of, inspect, load, verify
from retouch_lib.imaging.files.reduced import reduced_jpeg
from tests.unit.imaging import pictures
from tests.unit.imaging.pictures import chunk, jpeg, noise, png, segment, smooth, tiff, written

P3 = pictures.profile((b"en", "Display P3"), length=70_000)


def made(path: Path, data: bytes, side: int, target: Path) -> Path:
    return written(target, reduced_jpeg(written(path, data), side))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "reduced.jpg"


@pytest.mark.parametrize(
    ("size", "side", "wanted"),
    [
        ((400, 300), 200, (200, 150)),
        ((300, 400), 201, (151, 201)),
        ((400, 2), 100, (100, 1)),
        ((400, 300), 399, (399, 299)),
    ],
)
def test_the_longest_side_is_what_was_asked_for(
    path: Path, target: Path, size: tuple[int, int], side: int, wanted: tuple[int, int]
) -> None:
    info = verify(made(path, jpeg(smooth(*size)), side, target))
    assert (info.format, info.width, info.height) == ("jpeg", *wanted)


def test_pixels_are_means_of_what_they_cover(path: Path, target: Path) -> None:
    """Fine stripes become grey: none is picked out, so no pattern comes up that the photo has not."""
    stripes = np.zeros((240, 320, 3), np.uint8)
    stripes[:, ::2] = 255
    made(path, png(stripes), 100, target)
    with Image.open(target) as image:
        levels = np.asarray(image).astype(int)
    assert np.abs(levels - 127).max() < 40
    assert abs(levels.mean() - 127) < 2


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_it_looks_the_same_way_up(path: Path, target: Path, kind: str, orientation: int) -> None:
    told = pictures.exif(orientation)
    data = jpeg(smooth(160, 96), told) if kind == "jpeg" else png(smooth(160, 96), chunk(b"eXIf", told[10:]))
    made(path, data, 80, target)
    with Image.open(path) as whole, Image.open(target) as small:
        upright = ImageOps.exif_transpose(whole)
        expected = np.asarray(upright.resize((upright.width // 2, upright.height // 2), Image.Resampling.BOX))
        shown = np.asarray(ImageOps.exif_transpose(small))
    assert shown.shape == expected.shape
    assert np.abs(shown.astype(int) - expected).mean() < 2
    assert inspect(target).orientation == 1


def test_profile_and_camera_data_go_along(path: Path, target: Path) -> None:
    told = tiff("<", (0x010F, 2, 4, b"abc\x00"), (0x0112, 3, 1, 6), (0x8825, 4, 1, 26))
    made(path, jpeg(smooth(160, 96), segment(0xE1, b"Exif\x00\x00" + told), *pictures.icc_segments(P3)), 80, target)
    with target.open("rb") as file:
        header = read_jpeg(file)
    assert header.profile == P3
    assert header.exif == exif.upright(told)
    with Image.open(target) as image:
        assert image.getexif()[0x010F] == "abc"


def test_camera_data_that_no_jpeg_holds_is_left_out(path: Path, target: Path) -> None:
    long = chunk(b"eXIf", tiff("<", (0x010F, 2, 4, b"abc\x00")) + bytes(70_000))
    made(path, png(smooth(160, 96), long), 80, target)
    assert exif_of(path)
    assert exif_of(target) == b""


@pytest.mark.parametrize("more", [0, 70_000], ids=["whole", "too long for a JPEG"])
def test_adobe_rgb_told_by_exif_alone_stays_told(path: Path, target: Path, more: int) -> None:
    made(path, png(smooth(160, 96), chunk(b"eXIf", exif.ADOBE_RGB + bytes(more))), 80, target)
    assert load(path).adobe_rgb
    assert load(target).adobe_rgb


def test_colours_are_stored_in_full_and_transparency_is_left_out(path: Path, target: Path) -> None:
    rgb = smooth(160, 96)
    buffer = io.BytesIO()
    Image.fromarray(np.dstack([rgb, np.zeros((96, 160), np.uint8)])).save(buffer, "PNG")
    made(path, buffer.getvalue(), 80, target)
    with Image.open(target) as image:
        assert image.mode == "RGB"
        assert [layer[1:3] for layer in image.layer] == [(1, 1)] * 3  # type: ignore[attr-defined]
        assert np.abs(np.asarray(image).astype(int) - rgb[::2, ::2]).max() < 8


def test_the_same_photo_brings_the_same_bytes(path: Path) -> None:
    written(path, jpeg(noise(300, 200)))
    assert reduced_jpeg(path, 128) == reduced_jpeg(path, 128)


def test_a_damaged_photo_is_refused_with_a_sentence(path: Path) -> None:
    written(path, jpeg(noise(300, 200))[:-5000])
    with pytest.raises(InvalidPhoto, match="can't be read"):
        reduced_jpeg(path, 128)
