"""The small picture in Exif: of the result, in the room of the photo's; judged by ExifTool."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import simplejpeg
from PIL import Image

from retouch_lib.imaging.files import colours
from retouch_lib.imaging.files.upright import turned, turned_back
from retouch_lib.imaging.metadata import small_picture
from retouch_lib.imaging.metadata.said import merged, overlaps
from retouch_lib.imaging.metadata.small_picture import Room
from retouch_lib.imaging.metadata.tiff import EXIF_DIRECTORY, ORIENTATION, Tiff
from retouch_lib.media.metadata import outgoing
from tests.unit.imaging.pictures import chunk, noise, png, segment, smooth, written
from tests.unit.metadata import photos
from tests.unit.metadata.exif_writing import LONG, RATIONAL, SHORT, UNDEFINED, canon_note, text, tiff
from tests.unit.metadata.exiftool import ExifTool
from tests.unit.metadata.photos import EXIF_TAG, Pixels
from tests.unit.metadata.test_judged import sent

WIDTH, HEIGHT = 400, 300
ALIKE, UNLIKE = 6.0, 30.0
"""Mean difference in levels of 255."""


def before() -> Pixels:
    return smooth(WIDTH, HEIGHT)


def after() -> Pixels:
    """Nothing like it, and not the same in any turn."""
    return np.ascontiguousarray(255 - before())


def exif(orientation: int = 1, small: bytes | None = None, order: str = "<") -> bytes:
    """A camera's, with a maker's note, and a small picture of 160 pixels."""
    marker = b"\xa5" * len(canon_note(0, order))
    camera = {
        0x9000: (UNDEFINED, b"0232"),
        0x9101: (UNDEFINED, b"\x01\x02\x03\x00"),
        0x927C: (UNDEFINED, marker),
        0xA000: (UNDEFINED, b"0100"),
        0xA001: (SHORT, 1),
        0xA002: (LONG, WIDTH),
        0xA003: (LONG, HEIGHT),
    }
    main = {
        0x010F: text("Canon"),
        0x0110: text("Canon EOS R5"),
        ORIENTATION: (SHORT, orientation),
        0x011A: (RATIONAL, ((300, 1),)),
        0x011B: (RATIONAL, ((300, 1),)),
        0x0128: (SHORT, 2),
        0x0213: (SHORT, 1),
        EXIF_DIRECTORY: camera,
    }
    made = tiff(main, coded(before(), 160) if small is None else small, order)  # type: ignore[arg-type]
    place = made.index(marker)
    return made[:place] + canon_note(place, order) + made[place + len(marker) :]


def coded(pixels: Pixels, side: int) -> bytes:
    buffer = io.BytesIO()
    image = Image.fromarray(pixels)
    image.thumbnail((side, side))
    image.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def photo(data: bytes) -> bytes:
    return photos.with_segments(before(), segment(0xE1, EXIF_TAG + data))


def result(form: str, pixels: Pixels) -> bytes:
    return png(pixels) if form == "png" else photos.with_segments(pixels)


def left(tmp_path: Path, source: bytes, made: bytes) -> Path:
    return sent(tmp_path, outgoing(written(tmp_path / "photo", source), written(tmp_path / "result", made)))


def apart(small: bytes, pixels: Pixels) -> float:
    """How unlike they are; they must be of the same shape."""
    shown = np.asarray(Image.open(io.BytesIO(small)).convert("RGB"), np.int16)
    height, width = shown.shape[:2]
    assert width * pixels.shape[0] == height * pixels.shape[1]
    whole = np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BOX), np.int16)
    return float(np.abs(shown - whole).mean())


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("form", ["jpeg", "png"])
@pytest.mark.parametrize("from_png", [False, True])
def test_it_shows_the_result(exiftool: ExifTool, tmp_path: Path, form: str, order: str, from_png: bool) -> None:
    data = exif(order=order)
    path = left(tmp_path, png(before(), chunk(b"eXIf", data)) if from_png else photo(data), result(form, after()))
    small = exiftool.small_picture(path)
    assert Image.open(io.BytesIO(small)).size == (160, 120)
    assert apart(small, after()) < ALIKE
    assert apart(small, before()) > UNLIKE
    assert exiftool.complaints(path) == []
    assert exiftool.tags(path)["Canon:CanonFirmwareVersion"] == "Firmware Version 1.8.2"
    assert b"JFIF" not in small


def test_it_takes_no_more_room_than_the_photos(exiftool: ExifTool, tmp_path: Path) -> None:
    old = coded(before(), 160)
    path = left(tmp_path, photo(exif(small=old)), result("jpeg", after()))
    assert len(exiftool.small_picture(path)) <= len(old)


@pytest.mark.parametrize("marked", [False, True])
def test_it_lies_as_the_stored_rows_do(exiftool: ExifTool, tmp_path: Path, marked: bool) -> None:
    """A server that leaves the rows as they are and keeps the mark of the turn, or drops it."""
    came = photos.with_segments(after(), *([segment(0xE1, EXIF_TAG + exif(6))] if marked else []))
    path = left(tmp_path, photo(exif(6)), came)
    assert exiftool.tags(path)["IFD0:Orientation"] == 6
    assert apart(exiftool.small_picture(path), after()) < ALIKE


def test_it_is_in_srgb(exiftool: ExifTool, tmp_path: Path) -> None:
    vivid = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    vivid[:] = (200, 90, 60)
    buffer = io.BytesIO()
    Image.fromarray(vivid).save(buffer, "JPEG", quality=95, icc_profile=photos.P3)
    path = left(tmp_path, photo(exif()), buffer.getvalue())
    converted = colours.in_srgb(vivid, photos.P3)
    assert converted is not None
    small = exiftool.small_picture(path)
    assert apart(small, converted) < 2 < apart(small, vivid)


def test_a_photo_without_one_gets_none(exiftool: ExifTool, tmp_path: Path) -> None:
    path = left(tmp_path, photo(exif(small=b"")), result("jpeg", after()))
    assert exiftool.small_picture(path) == b""
    assert exiftool.tags(path)["IFD0:Model"] == "Canon EOS R5"


@pytest.mark.parametrize("small", [b"no JPEG" * 200, b"\xff\xd8" + bytes(2000)])
def test_what_is_no_jpeg_is_taken_out(exiftool: ExifTool, tmp_path: Path, small: bytes) -> None:
    path = left(tmp_path, photo(exif(small=small)), result("jpeg", after()))
    assert not [name for name in exiftool.tags(path) if name.startswith("IFD1")]
    assert small not in path.read_bytes()


def test_one_that_does_not_fit_is_taken_out(exiftool: ExifTool, tmp_path: Path) -> None:
    plain = coded(np.full((HEIGHT, WIDTH, 3), 128, np.uint8), 160)
    path = left(tmp_path, photo(exif(small=plain)), result("jpeg", noise(WIDTH, HEIGHT)))
    assert not [name for name in exiftool.tags(path) if name.startswith("IFD1")]
    assert exiftool.complaints(path) == []


def test_of_a_damaged_result_there_is_none(exiftool: ExifTool, tmp_path: Path) -> None:
    whole = result("jpeg", noise(WIDTH, HEIGHT))
    path = left(tmp_path, photo(exif()), whole[: len(whole) // 2])
    assert exiftool.small_picture(path) == b""


def test_of_one_that_takes_too_much_memory_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small_picture, "_MOST_MEMORY", 1000)
    buffer = io.BytesIO()
    Image.fromarray(after()).save(buffer, "JPEG", progressive=True)
    room = Room(160, 10_000)
    assert small_picture.small_picture(written(tmp_path / "progressive", buffer.getvalue()), room, 1) == b""
    assert small_picture.small_picture(written(tmp_path / "plain", result("jpeg", after())), room, 1)


Place = Callable[[bytes], int]


@pytest.mark.parametrize(
    "place",
    [
        lambda data: data.index(canon_note(0)[:2] + b"\x06\x00\x02\x00"),  # over the maker's note
        lambda data: 10,  # over the first directory's entries
        lambda data: 2,  # over the header
        lambda data: len(data) - 10,  # beyond the end
        lambda data: 0xFFFFFFF0,
    ],
)
def test_one_that_lies_over_other_things_is_never_written(exiftool: ExifTool, tmp_path: Path, place: Place) -> None:
    """Nor are its bytes blanked, which are others' too."""
    data = bytearray(exif())
    entry = data.rindex(struct.pack("<HHI", 0x0201, LONG, 1))
    struct.pack_into("<I", data, entry + 8, place(bytes(data)))
    path = left(tmp_path, photo(bytes(data)), result("jpeg", after()))
    tags = exiftool.tags(path)
    assert not [name for name in tags if name.startswith("IFD1")]
    assert (tags["Canon:CanonFirmwareVersion"], tags["IFD0:Model"]) == ("Firmware Version 1.8.2", "Canon EOS R5")


def test_one_that_is_not_packed_as_a_jpeg_is_taken_out(exiftool: ExifTool, tmp_path: Path) -> None:
    data = bytearray(exif())
    entry = data.rindex(struct.pack("<HHI", 0x0103, SHORT, 1))
    struct.pack_into("<H", data, entry + 8, 1)
    path = left(tmp_path, photo(bytes(data)), result("jpeg", after()))
    assert not [name for name in exiftool.tags(path) if name.startswith("IFD1")]


def test_exif_as_long_as_a_segment_has_no_room_for_one(exiftool: ExifTool, tmp_path: Path) -> None:
    """A PNG's may be longer than a JPEG holds: with the small picture too long, without it not."""
    long = tiff({ORIENTATION: (SHORT, 1), 0x010E: text("a" * 65_000)}, coded(before(), 160))
    path = left(tmp_path, png(before(), chunk(b"eXIf", long)), result("jpeg", after()))
    assert len(str(exiftool.tags(path)["IFD0:ImageDescription"])) == 65_000
    assert exiftool.small_picture(path) == b""


def test_thousands_of_tags_over_each_other_take_no_time() -> None:
    """Each names a megabyte: blanked one by one they would be 10 GB."""
    count = 10_000
    head = struct.pack("<2sHIHHHIIIH", b"II", 42, 8, 1, ORIENTATION, SHORT, 1, 1, 26, count)
    entry = struct.pack("<HHII", 0x9999, 7, 1_000_000, 26)
    data = head + entry * count + bytes(4) + bytes(1_000_000)
    assert Tiff(data).remove_small_picture() == b""


def test_spans_are_merged() -> None:
    spans = merged([(5, 9), (1, 3), (8, 12), (4, 4), (3, 4)])
    assert spans == [(1, 4), (5, 12)]
    assert [overlaps(span, spans) for span in ((0, 1), (4, 5), (3, 5), (12, 20), (0, 99), (6, 7))] == [
        False,
        False,
        True,
        False,
        True,
        True,
    ]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_rows_are_turned_back(orientation: int) -> None:
    stored = smooth(5, 3)
    assert np.array_equal(turned_back(turned(stored, orientation), orientation), stored)


def test_a_kept_copy_saves_reading_the_result(exiftool: ExifTool, tmp_path: Path) -> None:
    """It stands upright, and is asked for only when the file is sent."""
    came = photos.with_segments(after(), segment(0xE1, EXIF_TAG + exif(6)))
    asked = []

    def copy() -> Path:
        asked.append(True)
        return written(tmp_path / "copy.jpg", coded(turned(before(), 6), 200))

    made = outgoing(written(tmp_path / "photo", photo(exif(6))), written(tmp_path / "result", came), copy=copy)
    assert (made.length > 0, asked) == (True, [])
    assert apart(exiftool.small_picture(sent(tmp_path, made)), before()) < ALIKE


def test_its_jpeg_is_as_fine_as_the_room(tmp_path: Path) -> None:
    path = written(tmp_path / "result", result("jpeg", noise(WIDTH, HEIGHT)))
    lengths = [len(small_picture.small_picture(path, Room(160, most), 1)) for most in (600, 6_000, 8_000, 60_000)]
    assert lengths[0] == 0 < lengths[1] < lengths[2] < lengths[3]
    assert simplejpeg.decode_jpeg_header(small_picture.small_picture(path, Room(160, 60_000), 1))[:2] == (120, 160)
