"""`load` and `save`: the right pixels, upright, and the profile carried through."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import numpy as np
import pytest
import simplejpeg
from numpy.typing import NDArray
from PIL import Image, ImageOps

from retouch_lib.imaging.files import photo
from retouch_lib.imaging.files.photo import Picture, fit, inspect, load, load_fine, save, verify
from tests.unit.imaging import pictures
from tests.unit.imaging.pictures import ALL_SAMPLES, END, HALF_BODY, chunk, exif, jpeg, noise, png, smooth, written

P3 = pictures.profile((b"en", "Display P3"), length=1000)


@pytest.mark.parametrize("sample", ALL_SAMPLES, ids=lambda path: path.stem)
def test_the_samples_as_pillow_reads_them(sample: Path) -> None:
    with Image.open(sample) as image:
        expected = np.asarray(image.convert("RGB"))
        picture = load(sample)
        assert picture.icc == image.info.get("icc_profile")
    difference = np.abs(picture.pixels.astype(int) - expected)
    assert difference.max() <= 2
    assert difference.mean() < 0.01


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_every_orientation_stands_upright_as_pillow_turns_it(path: Path, kind: str, orientation: int) -> None:
    data = exif(orientation)
    written(path, jpeg(smooth(48, 32), data) if kind == "jpeg" else png(noise(7, 5), chunk(b"eXIf", data[10:])))
    with Image.open(path) as image:
        expected = np.asarray(ImageOps.exif_transpose(image))
    pixels = load(path).pixels
    assert np.array_equal(pixels, expected)
    assert pixels.flags.c_contiguous
    assert (pixels.shape[1], pixels.shape[0]) == (inspect(path).width, inspect(path).height)


def grey(levels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.dstack([levels] * 3)


def test_pngs_of_every_kind_become_rgb(path: Path) -> None:
    rgb = noise(7, 5)
    level, alpha = rgb[..., 0], rgb[..., 1]
    deep = noise(7, 5, seed=2)[..., 0].astype(np.uint16) * 256 + alpha
    palette = Image.fromarray(rgb).quantize(16)
    bits = Image.fromarray(level).convert("1")
    for image, expected in (
        (Image.fromarray(rgb), rgb),
        (Image.fromarray(np.dstack([rgb, alpha])), rgb),
        (Image.fromarray(level), grey(level)),
        (Image.fromarray(np.dstack([level, alpha])), grey(level)),
        (Image.fromarray(deep), grey((deep >> 8).astype(np.uint8))),
        (palette, np.asarray(palette.convert("RGB"))),
        (bits, np.asarray(bits.convert("RGB"))),
    ):
        image.save(path, "PNG")
        verify(path)
        assert np.array_equal(load(path).pixels, expected), image.mode


@pytest.mark.parametrize(("colour", "samples"), [(4, 2), (6, 4)], ids=["grey with alpha", "colours with alpha"])
def test_16_bits_with_alpha_keep_their_high_bytes(path: Path, colour: int, samples: int) -> None:
    deep = np.random.default_rng(3).integers(0, 65_536, (7, 9, samples), dtype=np.uint16)
    rows = b"".join(b"\x00" + row.astype(">u2").tobytes() for row in deep)
    head = pictures.png_header(9, 7, bits=16, colour=colour)
    verify(written(path, head + chunk(b"IDAT", zlib.compress(rows)) + END))
    high = (deep >> 8)[..., : samples - 1]
    assert np.array_equal(load(path).pixels, np.broadcast_to(high, (7, 9, 3)))
    assert np.array_equal(load_fine(path), np.broadcast_to(deep[..., : samples - 1], (7, 9, 3)))


@pytest.mark.parametrize("shape", [(7, 9), (7, 9, 3)], ids=["grey", "colours"])
def test_16_bits_are_read_upright_where_they_are_asked_for(path: Path, shape: tuple[int, ...]) -> None:
    deep = np.random.default_rng(4).integers(0, 65_536, shape, dtype=np.uint16)
    turned = chunk(b"eXIf", pictures.tiff("<", (0x0112, 3, 1, 6)))
    rows = b"".join(b"\x00" + row.astype(">u2").tobytes() for row in deep)
    head = pictures.png_header(9, 7, bits=16, colour=0 if deep.ndim == 2 else 2)
    written(path, head + turned + chunk(b"IDAT", zlib.compress(rows)) + END)
    upright = np.rot90(np.broadcast_to(deep.reshape(7, 9, -1), (7, 9, 3)), -1)
    assert np.array_equal(load_fine(path), upright)
    assert np.array_equal(load(path).pixels, upright >> 8)
    assert load_fine(written(path, pictures.png(noise(9, 7)))) is None
    assert load_fine(written(path, pictures.jpeg(noise(9, 7)))) is None


def test_what_stands_under_transparency_is_kept(path: Path) -> None:
    rgb = noise(7, 5)
    Image.fromarray(np.dstack([rgb, np.zeros((5, 7), np.uint8)])).save(path, "PNG")
    assert np.array_equal(load(path).pixels, rgb)
    palette = Image.fromarray(rgb).quantize(8)
    palette.save(path, "PNG", transparency=bytes(8))
    assert np.array_equal(load(path).pixels, np.asarray(palette.convert("RGB")))


def test_a_grey_jpeg_becomes_rgb(path: Path) -> None:
    level = smooth(40, 30)[..., 0]
    Image.fromarray(level).save(path, "JPEG", quality=95)
    pixels = load(path).pixels
    assert pixels.shape == (30, 40, 3)
    assert np.abs(pixels.astype(int) - grey(level)).max() <= 6


@pytest.mark.parametrize("space", [b"GRAY", b"CMYK", b""])
def test_a_profile_that_is_not_for_rgb_is_not_put_on_rgb(path: Path, space: bytes) -> None:
    data = pictures.profile((b"en", "Dot Gain 20%"), space=space)
    written(path, jpeg(smooth(20, 10), *pictures.icc_segments(data)))
    assert load(path).icc is None
    assert load(HALF_BODY).icc is not None


@pytest.mark.parametrize("kind", ["jpeg", "png"])
@pytest.mark.parametrize("length", [0, 1000, 65_519, 65_520, 200_000])
def test_the_profile_goes_through_a_save(path: Path, kind: photo.Format, length: int) -> None:
    data = pictures.profile((b"en", "Display P3"), length=length)
    save(Picture(smooth(40, 30), data, kind), path)
    with Image.open(path) as image:
        assert image.format == kind.upper()
        assert image.info["icc_profile"] == data
    assert load(path).icc == data
    assert verify(path).profile == "Display P3"


def test_a_png_is_saved_without_loss(path: Path) -> None:
    pixels = noise(31, 17)
    save(Picture(pixels, None, "png"), path)
    assert np.array_equal(load(path).pixels, pixels)
    assert load(path).icc is None


def test_a_jpeg_is_saved_without_subsampling_at_95(path: Path) -> None:
    save(Picture(smooth(40, 30), None, "jpeg"), path)
    assert simplejpeg.decode_jpeg_header(path.read_bytes())[3] == "444"
    reference = io.BytesIO()
    Image.fromarray(smooth(40, 30)).save(reference, "JPEG", quality=95)
    with Image.open(path) as image, Image.open(reference) as expected:
        assert image.quantization == expected.quantization
    assert np.abs(load(path).pixels.astype(int) - smooth(40, 30)).max() <= 6


def test_pixels_that_are_a_view_are_saved(path: Path) -> None:
    for kind in ("jpeg", "png"):
        save(Picture(smooth(40, 30)[::-1, ::2], None, kind), path)
        assert np.abs(load(path).pixels.astype(int) - smooth(40, 30)[::-1, ::2]).max() <= 6


@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_a_saved_picture_has_no_orientation_left(path: Path, kind: photo.Format) -> None:
    written(path, jpeg(smooth(48, 32), exif(6)))
    picture = load(path)
    save(Picture(picture.pixels, picture.icc, kind), path)
    info = inspect(path)
    assert (info.width, info.height, info.orientation) == (32, 48, 1)


@pytest.mark.parametrize("size", [(4001, 2999), (2500, 333), (333, 2500), (2049, 2048), (2048, 2048), (100, 50)])
def test_a_reduced_load_is_never_smaller_than_asked(path: Path, size: tuple[int, int]) -> None:
    written(path, jpeg(smooth(*size)))
    height, width = load(path, least=400).pixels.shape[:2]
    fitted = fit(*size, 400)
    assert fitted[0] <= width <= size[0]
    assert fitted[1] <= height <= size[1]
    assert width * height < 4 * fitted[0] * fitted[1] or (width, height) == size


def test_a_reduced_load_of_a_turned_photo(path: Path) -> None:
    written(path, jpeg(smooth(1600, 800), exif(6)))
    assert load(path, least=400).pixels.shape == (400, 200, 3)
