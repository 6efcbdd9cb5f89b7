"""HEICs of phones become JPEGs: the right pixels, upright, in their own colours, with their camera data."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
import simplejpeg
from PIL import Image, ImageCms

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import heic, photo, profiles
from retouch_lib.imaging.files.heic import Converter
from retouch_lib.imaging.files.limits import MAX_BYTES
from tests.unit.imaging import pictures

FILES = Path(__file__).parent / "files"
NAMES = ("phone", "ten-bits", "two", "grey", "transparent")
PHONE, TEN_BITS, TWO, GREY, TRANSPARENT = (FILES / f"{name}.heic" for name in NAMES)
ORIENTATION, GPS = 0x0112, 0x8825


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Path]:
    """Every file's JPEG, made once."""
    folder = tmp_path_factory.mktemp("jpegs")
    made = {source: folder / f"{source.stem}.jpg" for source in (PHONE, TEN_BITS, TWO, GREY, TRANSPARENT)}
    for source, target in made.items():
        Converter().convert(source, target)
    return made


def box(data: bytes, kind: bytes) -> int:
    """Where the contents of the only box of this kind begin."""
    assert data.count(kind) == 1
    return data.index(kind) + 4


def refusal(tmp_path: Path, data: bytes) -> str:
    source, target = tmp_path / "photo", tmp_path / "made"
    source.write_bytes(data)
    with pytest.raises(InvalidPhoto) as refused:
        Converter().convert(source, target)
    assert not target.exists()
    return str(refused.value)


def in_srgb(path: Path) -> np.ndarray:
    """The picture's colours as a screen of sRGB shows them."""
    with Image.open(path) as image:
        own = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
        return np.asarray(ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"))).astype(int)


def test_a_phones_photo_stands_upright_and_shows_the_same_colours(converted: dict[Path, Path]) -> None:
    made = converted[PHONE]
    info = photo.verify(made)
    assert (info.format, info.width, info.height, info.orientation) == ("jpeg", 384, 480, 1)
    with Image.open(pictures.PORTRAIT) as image:
        expected = np.asarray(image.convert("RGB").resize((384, 480), Image.Resampling.LANCZOS)).astype(int)
    difference = np.abs(in_srgb(made) - expected)
    assert difference.mean() < 3
    wrong = np.abs(photo.load(made).pixels.astype(int) - expected)
    assert wrong.mean() > difference.mean() + 1, "the numbers are Display P3's, not sRGB's"


def test_it_is_stored_in_high_quality_without_subsampling(converted: dict[Path, Path]) -> None:
    data = converted[PHONE].read_bytes()
    assert simplejpeg.decode_jpeg_header(data)[3] == "444"
    reference = io.BytesIO()
    Image.new("RGB", (8, 8)).save(reference, "JPEG", quality=95)
    with Image.open(io.BytesIO(data)) as image, Image.open(reference) as expected:
        assert sum(image.quantization[0]) <= sum(expected.quantization[0])


def test_profile_and_camera_data_are_kept_and_the_orientation_is_told_once(converted: dict[Path, Path]) -> None:
    source = PHONE.read_bytes()
    with Image.open(converted[PHONE]) as image:
        exif = image.getexif()
        assert image.info["icc_profile"] in source
        kept = image.info["exif"]
    assert photo.load(converted[PHONE]).icc is not None
    assert exif[ORIENTATION] == 1
    assert exif.get_ifd(GPS)[2] == (48.0, 51.0, 29.6)
    tiff = kept[6:]
    before = source[source.index(tiff[:8]) :][: len(tiff)]
    assert sum(a != b for a, b in zip(tiff, before, strict=True)) == 1, "all but the orientation's one byte"


def test_ten_bits_become_eight_and_colours_named_by_numbers_get_a_profile(converted: dict[Path, Path]) -> None:
    info = photo.verify(converted[TEN_BITS])
    assert (info.width, info.height, info.profile) == (180, 240, "Display P3")
    assert "Its 10 bits per colour became 8." in info.remarks
    assert photo.load(converted[TEN_BITS]).icc == profiles.by_number(12, 13)


def test_of_two_pictures_the_main_one_is_taken(converted: dict[Path, Path]) -> None:
    picture = photo.load(converted[TWO])
    assert picture.pixels.shape == (96, 64, 3)
    assert np.abs(picture.pixels[48, 32].astype(int) - (60, 60, 200)).max() < 6
    assert "The HEIC held 2 pictures: the main one was taken." in photo.inspect(converted[TWO]).remarks


def test_a_grey_picture_becomes_rgb(converted: dict[Path, Path]) -> None:
    pixels = photo.load(converted[GREY]).pixels.astype(int)
    assert pixels.shape == (64, 96, 3)
    assert np.ptp(pixels, axis=2).max() <= 2
    assert pixels[60].mean() - pixels[4].mean() > 150


def test_transparency_is_left_out_and_what_lies_under_it_shows(converted: dict[Path, Path]) -> None:
    pixels = photo.load(converted[TRANSPARENT]).pixels.astype(int)
    assert np.abs(pixels - (200, 120, 60)).max() < 6
    assert "The HEIC had transparency, which a JPEG can't hold." in photo.inspect(converted[TRANSPARENT]).remarks


def test_it_is_said_that_it_was_converted(converted: dict[Path, Path]) -> None:
    for made in converted.values():
        assert photo.inspect(made).remarks[0].startswith("Converted from HEIC to JPEG (4:4:4, quality 96)")
    assert photo.inspect(pictures.PORTRAIT).remarks == ()


def test_the_same_file_brings_the_same_bytes(converted: dict[Path, Path], tmp_path: Path) -> None:
    Converter().convert(PHONE, tmp_path / "again.jpg")
    assert (tmp_path / "again.jpg").read_bytes() == converted[PHONE].read_bytes()


@pytest.mark.parametrize("tenth", range(10))
def test_a_file_cut_at_every_tenth_is_refused(tmp_path: Path, tenth: int) -> None:
    data = PHONE.read_bytes()
    cut = data[: len(data) * tenth // 10]
    if tenth:
        assert "This HEIC can't be read" in refusal(tmp_path, cut)
    else:
        assert not heic.is_heic_head(cut)


def test_a_huge_size_in_the_header_is_refused_before_anything_is_decoded(tmp_path: Path) -> None:
    data = bytearray(TEN_BITS.read_bytes())
    at = box(bytes(data), b"ispe") + 4
    for size, words in (((20_000, 20_000), "over 250 megapixels"), ((65_535, 8), "most on a side")):
        data[at : at + 8] = struct.pack(">II", *size)
        assert words in refusal(tmp_path, bytes(data))
    data[at : at + 8] = struct.pack(">II", 0, 0)
    assert "can't be read" in refusal(tmp_path, bytes(data))


@pytest.mark.parametrize("size", [(90, 120), (360, 480), (14_000, 14_000)])
def test_a_header_that_lies_about_the_size_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    data = bytearray(TEN_BITS.read_bytes())
    at = box(bytes(data), b"ispe") + 4
    data[at : at + 8] = struct.pack(">II", *size)
    assert "This HEIC" in refusal(tmp_path, bytes(data))


@pytest.mark.parametrize(("number", "name"), [(16, "PQ"), (18, "HLG")])
def test_an_hdr_picture_is_refused_rather_than_shown_dull(tmp_path: Path, number: int, name: str) -> None:
    data = bytearray(TEN_BITS.read_bytes())
    at = box(bytes(data), b"nclx") + 2
    assert data[at : at + 2] == b"\x00\x0d"
    data[at + 1] = number
    assert f"This HEIC is an HDR picture ({name})" in refusal(tmp_path, bytes(data))


def test_what_the_decoder_can_t_read_is_refused(tmp_path: Path) -> None:
    data = TEN_BITS.read_bytes()
    for old, new in ((b"hvc1", b"av01"), (b"hvcC", b"zzzz"), (b"pitm", b"zzzz"), (b"meta", b"free")):
        assert "This HEIC can't be read" in refusal(tmp_path, data.replace(old, new))


def test_more_bytes_than_the_api_takes_are_refused_unread(tmp_path: Path) -> None:
    source = tmp_path / "photo"
    source.write_bytes(PHONE.read_bytes())
    with source.open("rb+") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(InvalidPhoto, match=r"has 100\.0 MB; the API takes 100"):
        Converter().convert(source, tmp_path / "made")


def test_a_closed_converter_converts_nothing(tmp_path: Path) -> None:
    converter = Converter()
    converter.close()
    with pytest.raises(InvalidPhoto, match="was stopped while the HEIC was converted"):
        converter.convert(PHONE, tmp_path / "made")
    assert list(tmp_path.iterdir()) == []


def test_a_jpeg_that_can_t_be_kept_is_not_blamed_on_the_photo(tmp_path: Path) -> None:
    with pytest.raises(InvalidPhoto, match="The JPEG made of this HEIC can't be kept: No such file or directory"):
        Converter().convert(PHONE, tmp_path / "no folder" / "made")


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("IMG_0042.HEIC", "IMG_0042.jpg"),
        ("a.b.heif", "a.b.jpg"),
        ("Canon.HIF", "Canon.jpg"),
        ("photo", "photo.jpg"),
        ("wrong.png", "wrong.png.jpg"),
        (".heic", ".heic.jpg"),
    ],
)
def test_the_jpegs_name(name: str, made: str) -> None:
    assert heic.jpeg_name(name) == made
