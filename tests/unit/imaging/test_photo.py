"""`inspect`: what the header tells, and what is refused by it."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.files.formats import PNG_START
from retouch_lib.imaging.files.limits import MAX_BYTES
from retouch_lib.imaging.files.photo import PhotoInfo, inspect
from tests.unit.imaging import pictures
from tests.unit.imaging.pictures import (
    END,
    GLASSES,
    HALF_BODY,
    PORTRAIT,
    chunk,
    exif,
    jpeg,
    jpeg_header,
    png,
    png_header,
    written,
)

IDAT = chunk(b"IDAT", b"")


@pytest.mark.parametrize(
    ("sample", "info"),
    [
        (PORTRAIT, PhotoInfo("jpeg", 910, 1137, 1, "sRGB IEC61966-2.1", 279_922)),
        (GLASSES, PhotoInfo("jpeg", 512, 600, 1, None, 61_306)),
        (HALF_BODY, PhotoInfo("png", 512, 512, 1, "sRGB IEC61966-2.1", 791_555)),
    ],
)
def test_the_samples(sample: Path, info: PhotoInfo) -> None:
    assert inspect(sample) == info


def test_another_format_is_named_and_what_to_do(path: Path) -> None:
    with pytest.raises(InvalidPhoto) as refusal:
        inspect(written(path, b"GIF89a" + b"\x00" * 5000))
    assert str(refusal.value) == (
        "This is a GIF. The API takes JPEG or PNG. Export a full-size JPEG, quality 95 or more, profile embedded."
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", r"empty \(0 bytes\)"),
        (b"not a picture", "no picture we can read. The API takes JPEG or PNG"),
        (b"\xff\xd8\xff", "ends too early"),
        (b"\xff\xd8\xff\xd9", "ends before the picture"),
        (b"\xff\xd8\xff\xe0\x00\x01", "ends too early"),
        (b"\xff\xd8\xff\xc0\x00\x04\x08\x00", "header is damaged"),
        (jpeg_header(8, 8)[:2] + pictures.segment(0xDA, b"\x00"), "names no size"),
        (jpeg_header(8, 8)[:-14], "ends too early"),
        (b"\xff\xd8" + b"\xff" * 200_000, "too much that belongs to no picture"),
        (b"\xff\xd8\xff" + bytes(200_000), "too much that belongs to no picture"),
        (b"\xff\xd8\xff" + bytes(2000), "ends too early"),
        (b"\xff\xd8\xff\xe0\xff\xff", "ends too early"),
        (b"\x89PNG\r\n\x1a\n", "ends too early"),
        (png_header(8, 8), "ends too early"),
        (png_header(8, 8) + END, "holds no picture"),
        (b"\x89PNG\r\n\x1a\n" + IDAT, "header is damaged"),
        (png_header(8, 8, bits=7) + IDAT, "header is damaged"),
        (png_header(8, 8, colour=5) + IDAT, "header is damaged"),
        (png_header(8, 8, colour=2, bits=4) + IDAT, "header is damaged"),
        (png_header(8, 8, interlace=2) + IDAT, "header is damaged"),
        (PNG_START + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 1, 0, 0)) + IDAT, "header is damaged"),
        (PNG_START + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 1, 0)) + IDAT, "header is damaged"),
        (png_header(8, 8) + b"\xff\xff\xff\xffabcd", "header is damaged"),
    ],
)
def test_a_broken_head_is_refused(path: Path, data: bytes, words: str) -> None:
    kind = {b"\xff\xd8": "This JPEG can't be read: .*", b"\x89P": "This PNG can't be read: .*"}.get(data[:2], "")
    with pytest.raises(InvalidPhoto, match=kind + words):
        inspect(written(path, data))


@pytest.mark.parametrize("count", [100, 10_001])
def test_a_header_without_an_end_is_refused(path: Path, count: int) -> None:
    with pytest.raises(InvalidPhoto, match="never ends" if count > 10_000 else "too early"):
        inspect(written(path, b"\xff\xd8" + pictures.segment(0xFE, b"") * count))
    with pytest.raises(InvalidPhoto, match="never ends" if count > 10_000 else "too early"):
        inspect(written(path, png_header(8, 8) + chunk(b"tEXt", b"") * count))


def test_a_header_with_much_in_it_is_read(path: Path) -> None:
    segments = [pictures.segment(0xE1, b"x" * 65_000) for _ in range(50)]
    assert inspect(written(path, jpeg(pictures.smooth(20, 10), *segments))).width == 20


def test_the_length_at_the_limit_and_over_it(path: Path) -> None:
    written(path, jpeg_header(800, 600))
    with path.open("rb+") as file:
        file.truncate(MAX_BYTES)
    assert inspect(path).bytes == MAX_BYTES
    with path.open("rb+") as file:
        file.truncate(MAX_BYTES + 200_000)
    with pytest.raises(InvalidPhoto, match=r"has 100\.2 MB; the API takes 100\. Export a smaller one"):
        inspect(path)
    assert inspect(path, max_bytes=None).bytes == MAX_BYTES + 200_000


HEADS = {"jpeg": lambda width, height: jpeg_header(width, height), "png": lambda w, h: png_header(w, h) + IDAT}


@pytest.mark.parametrize("kind", HEADS)
@pytest.mark.parametrize(("width", "height"), [(15_780, 15_780), (15_625, 16_000), (65_500, 3_816)])
def test_249_megapixels_are_accepted(path: Path, kind: str, width: int, height: int) -> None:
    info = inspect(written(path, HEADS[kind](width, height)))
    assert (info.width, info.height) == (width, height)


@pytest.mark.parametrize("kind", HEADS)
@pytest.mark.parametrize(("width", "height"), [(15_844, 15_844), (65_535, 65_535), (15_625, 16_001)])
def test_251_megapixels_are_refused(path: Path, kind: str, width: int, height: int) -> None:
    with pytest.raises(InvalidPhoto, match=rf"{width} × {height} pixels, over 250 megapixels"):
        inspect(written(path, HEADS[kind](width, height)))


@pytest.mark.parametrize("kind", HEADS)
@pytest.mark.parametrize(
    ("size", "words"),
    [((0, 10), "no pixels"), ((10, 0), "no pixels"), ((65_501, 1), "most on a side"), ((1, 65_535), "most on a side")],
)
def test_no_size_and_absurd_sizes_are_refused(path: Path, kind: str, size: tuple[int, int], words: str) -> None:
    with pytest.raises(InvalidPhoto, match=words):
        inspect(written(path, HEADS[kind](*size)))


def test_pillows_own_limit_is_left_as_it_is(path: Path) -> None:
    before = Image.MAX_IMAGE_PIXELS
    inspect(written(path, jpeg_header(15_780, 15_780)))
    assert before == Image.MAX_IMAGE_PIXELS == 89_478_485


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (jpeg_header(80, 60, samples=4), "CMYK colours, for print. Convert it to RGB"),
        (jpeg_header(80, 60, frame=0xC1, bits=12), "12 bits per colour"),
        (jpeg_header(80, 60, frame=0xC3), "almost no program reads"),
        (jpeg_header(80, 60, frame=0xCB), "almost no program reads"),
        (jpeg_header(80, 60, samples=2), "almost no program reads"),
    ],
    ids=["CMYK", "12 bits", "lossless", "lossless arithmetic", "two colours"],
)
def test_rare_jpegs_are_refused_with_a_sentence(path: Path, header: bytes, words: str) -> None:
    with pytest.raises(InvalidPhoto, match=words):
        inspect(written(path, header))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_size_is_upright(path: Path, orientation: int, order: str) -> None:
    upright = (40, 30) if orientation < 5 else (30, 40)
    data = exif(orientation, order)
    info = inspect(written(path, jpeg(pictures.smooth(40, 30), data)))
    assert (info.width, info.height, info.orientation) == (*upright, orientation)
    info = inspect(written(path, png(pictures.smooth(40, 30), chunk(b"eXIf", data[10:]))))
    assert (info.width, info.height, info.orientation) == (*upright, orientation)


@pytest.mark.parametrize(
    "data",
    [
        exif(0),
        exif(9),
        exif(6, kind=4),
        pictures.segment(0xE1, b"Exif\x00\x00II*\x00"),
        pictures.segment(0xE1, b"Exif\x00\x00II*\x00\xff\xff\xff\xff"),
        pictures.segment(0xE1, b"Exif\x00\x00XX*\x00\x08\x00\x00\x00"),
        pictures.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x/>"),
    ],
)
def test_an_orientation_that_does_not_exist_counts_as_upright(path: Path, data: bytes) -> None:
    assert inspect(written(path, jpeg(pictures.smooth(40, 30), data))).orientation == 1


def test_the_first_of_two_orientations_counts(path: Path) -> None:
    assert inspect(written(path, jpeg(pictures.smooth(40, 30), exif(6), exif(3)))).orientation == 6


def profile_of(path: Path, data: bytes, kind: str = "jpeg") -> str | None:
    picture = pictures.smooth(20, 10)
    made = jpeg(picture, *pictures.icc_segments(data)) if kind == "jpeg" else png(picture, pictures.iccp(data))
    return inspect(written(path, made)).profile


@pytest.mark.parametrize("kind", ["jpeg", "png"])
@pytest.mark.parametrize(
    ("names", "profile"),
    [
        ([(b"en", "Display P3")], "Display P3"),
        ([(b"hr", "Boje"), (b"en", "Display P3")], "Display P3"),
        ([(b"de", "Anzeige")], "Anzeige"),
        ([(b"en", "a\x00\x07\u202e  b\n<c>")], "a b <c>"),
        ([(b"en", "long " * 100)], ("long " * 20).strip()),
        ([], "without a name"),
    ],
)
def test_the_profiles_name(path: Path, kind: str, names: list[tuple[bytes, str]], profile: str) -> None:
    assert profile_of(path, pictures.profile(*names), kind) == profile


def test_a_long_profile_in_several_segments(path: Path) -> None:
    assert profile_of(path, pictures.profile((b"en", "CMM test"), length=700_000)) == "CMM test"


@pytest.mark.parametrize("damage", ["piece missing", "piece twice", "empty", "too long"])
def test_a_profile_that_is_not_whole_is_none(path: Path, damage: str) -> None:
    whole = pictures.icc_segments(pictures.profile((b"en", "P"), length=200_000))
    segments = {
        "piece missing": whole[:1] + whole[2:],
        "piece twice": whole[:1] * 4,
        "empty": [pictures.segment(0xE2, b"ICC_PROFILE\x00")],
        "too long": pictures.icc_segments(b"\x00" * 5_000_000),
    }[damage]
    assert inspect(written(path, jpeg(pictures.smooth(20, 10), *segments))).profile is None


def test_a_png_that_unpacks_to_a_huge_profile_has_none(path: Path) -> None:
    data = chunk(b"iCCP", b"bomb\x00\x00" + zlib.compress(bytes(60_000_000)))
    assert inspect(written(path, png(pictures.smooth(20, 10), data))).profile is None
    data = chunk(b"iCCP", b"broken\x00\x00" + b"nonsense")
    assert inspect(written(path, png(pictures.smooth(20, 10), data))).profile is None


def test_a_png_may_say_srgb_without_a_profile(path: Path) -> None:
    assert inspect(written(path, png(pictures.smooth(20, 10), chunk(b"sRGB", b"\x00")))).profile == "sRGB"
    assert inspect(written(path, png(pictures.smooth(20, 10)))).profile is None


def test_old_text_descriptions(path: Path) -> None:
    tag = b"desc\x00\x00\x00\x00" + struct.pack(">I", 10) + b"Adobe RGB\x00" + bytes(70)
    assert profile_of(path, pictures.profile_of_tags((b"desc", tag))) == "Adobe RGB"


@pytest.mark.parametrize(("size", "side", "fitted"), [
    ((910, 1137), 400, (320, 400)),
    ((100, 50), 400, (100, 50)),
    ((65_500, 1), 400, (400, 1)),
    ((400, 400), 400, (400, 400)),
])  # fmt: skip
def test_fit(size: tuple[int, int], side: int, fitted: tuple[int, int]) -> None:
    assert photo.fit(*size, side) == fitted


def test_a_missing_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        inspect(tmp_path / "gone")


def test_the_smallest_picture(path: Path) -> None:
    info = inspect(written(path, png(np.zeros((1, 1, 3), np.uint8))))
    assert (info.width, info.height) == (1, 1)
