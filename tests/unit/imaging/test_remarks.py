"""What is said of a photo that comes otherwise than one may think, and which of its pictures is used."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import exif, origin, photo
from retouch_lib.imaging.files.origin import Origin
from tests.unit.imaging import pictures
from tests.unit.imaging.pictures import ALL_SAMPLES, WHOLE, by_pillow, jpeg, noise, segment, smooth, written

TRANSPARENT = "Has transparency: previews and the local engine leave it out, so what lies under it shows."
DEEP = "16 bits per colour: previews and the local engine work with 8."
ANIMATED = "Animated: only its first picture is used."


@pytest.mark.parametrize("sample", ALL_SAMPLES, ids=lambda path: path.stem)
def test_of_an_ordinary_photo_nothing_is_said(sample: Path) -> None:
    assert photo.inspect(sample).remarks == ()


@pytest.mark.parametrize(
    ("mode", "remarks"),
    [("RGB", ()), ("L", ()), ("P", ()), ("1", ()), ("RGBA", (TRANSPARENT,)), ("LA", (TRANSPARENT,)), ("I;16", (DEEP,))],
)
def test_what_a_png_may_hold(path: Path, mode: str, remarks: tuple[str, ...]) -> None:
    image = Image.fromarray(noise(9, 7))
    deep = Image.fromarray(noise(9, 7)[..., 0].astype(np.uint16) * 256)
    made = deep if mode == "I;16" else image.quantize(8) if mode == "P" else image.convert(mode)
    written(path, by_pillow(made, "PNG"))
    assert photo.verify(path).remarks == remarks


def test_a_palette_with_transparent_entries(path: Path) -> None:
    image = Image.fromarray(noise(9, 7)).quantize(8)
    assert photo.inspect(written(path, by_pillow(image, "PNG", transparency=3))).remarks == (TRANSPARENT,)


def test_of_an_animated_png_the_first_picture_is_used(path: Path) -> None:
    first, second = Image.fromarray(noise(20, 10, seed=1)), Image.fromarray(noise(20, 10, seed=2))
    first.save(path, "PNG", save_all=True, append_images=[second])
    assert photo.verify(path).remarks == (ANIMATED,)
    assert np.array_equal(photo.load(path).pixels, np.asarray(first))


def test_of_several_pictures_in_a_jpeg_the_first_is_used(path: Path) -> None:
    first, second = Image.fromarray(smooth(60, 40)), Image.fromarray(smooth(60, 40)[::-1].copy())
    first.save(path, "MPO", save_all=True, append_images=[second, second], quality=95)
    assert photo.verify(path).remarks == ("The file holds 3 pictures: only the first is used.",)
    assert np.abs(photo.load(path).pixels.astype(int) - smooth(60, 40)).max() <= 6


@pytest.mark.parametrize(
    "data", [b"", b"II", b"II*\x00\xff\xff\xff\xff", b"MM\x00*\x00\x00\x00\x08\x00\x05", b"XX" * 40, bytes(200)]
)
def test_a_broken_list_of_pictures_does_no_harm(path: Path, data: bytes) -> None:
    written(path, jpeg(smooth(60, 40), segment(0xE2, b"MPF\x00" + data)))
    assert photo.verify(path).remarks == ()


def test_a_jpeg_in_all_its_kinds(path: Path) -> None:
    image = Image.fromarray(smooth(64, 48))
    for options in ({"progressive": True}, {"subsampling": "4:2:0"}, {"optimize": True}, {"restart_marker_rows": 1}):
        image.save(path, "JPEG", quality=95, **options)
        assert photo.verify(path).remarks == ()
        assert np.abs(photo.load(path).pixels.astype(int) - smooth(64, 48)).max() <= 8


@pytest.mark.parametrize(("transform", "name"), [(0, "CMYK"), (2, "YCCK")])
def test_colours_for_print_are_refused_by_name(path: Path, transform: int, name: str) -> None:
    adobe = segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00" + bytes([transform]))
    header = pictures.jpeg_header(80, 60, samples=4)
    path.write_bytes(header[:2] + adobe + header[2:])
    with pytest.raises(InvalidPhoto, match=f"This JPEG is in {name} colours, for print. Convert it to RGB"):
        photo.inspect(path)


def test_what_was_converted_is_told_by_a_comment_in_the_file(path: Path) -> None:
    for was in (Origin(), Origin(10, 3, True, True), Origin(12, 1, False, True)):
        assert origin.read_origin(was.comment()) == was
    for comment in (b"", b"made with love", Origin().comment() + b" and more", b"Converted from HEIC"):
        assert origin.read_origin(comment) is None
        path.write_bytes(jpeg(smooth(20, 10), segment(0xFE, comment)))
        assert photo.inspect(path).remarks == ()
    path.write_bytes(jpeg(smooth(20, 10), segment(0xFE, Origin(10, 3, True, True).comment())))
    assert photo.inspect(path).remarks == (
        "Converted from HEIC to JPEG (4:4:4, quality 96) when it was added; the JPEG is what is sent.",
        "Its 10 bits per colour became 8.",
        "The HEIC held 3 pictures: the main one was taken.",
        "The HEIC had transparency, which a JPEG can't hold.",
        "Its camera data (EXIF) was too long for a JPEG and was left out.",
    )


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("value", [1, 3, 6, 8, 9])
def test_exif_data_set_upright_changes_nothing_else(order: str, value: int) -> None:
    data = pictures.tiff(order, (0x010F, 2, 4, b"abc\x00"), (0x0112, 3, 1, value), (0x0131, 2, 4, b"xyz\x00"))
    changed = exif.upright(data)
    assert exif.orientation(changed) == 1
    assert changed == pictures.tiff(order, (0x010F, 2, 4, b"abc\x00"), (0x0112, 3, 1, 1), (0x0131, 2, 4, b"xyz\x00"))


def test_exif_data_set_upright_names_no_small_picture() -> None:
    """It would still lie on its side."""
    image = Image.Exif()
    image[0x0112] = 6
    data = image.tobytes()[6:]
    with_thumbnail = data[:-4] + struct.pack(">I" if data[:2] == b"MM" else "<I", 8)
    assert exif.upright(with_thumbnail)[-4:] == bytes(4)


@pytest.mark.parametrize(
    "data", [b"", b"II", b"II*\x00\xff\xff\xff\xff", b"MM\x00*\x00\x00\x00\x08\xff\xff", b"no Exif"]
)
def test_exif_data_that_can_t_be_read_is_left_as_it_is(data: bytes) -> None:
    assert exif.upright(data) == data


def test_reading_a_file_never_writes_to_it(path: Path) -> None:
    for data in (WHOLE["baseline"], WHOLE["png"]):
        photo.verify(written(path, data))
        photo.load(path)
        assert path.read_bytes() == data
