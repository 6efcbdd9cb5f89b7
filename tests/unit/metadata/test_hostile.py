"""Files that mean ill, or were cut: nothing loops, grows, or stops a result from leaving."""

from __future__ import annotations

import struct
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.imaging.metadata import resources, tiff
from retouch_lib.imaging.metadata.tiff import BadExif, Tiff
from retouch_lib.imaging.metadata.xml_text import BadXml
from retouch_lib.imaging.metadata.xmp import Xmp, extension_of
from retouch_lib.media.metadata import Wishes, outgoing
from tests.unit.imaging.pictures import chunk, png, segment, smooth, written
from tests.unit.metadata import photos
from tests.unit.metadata.exif_writing import SHORT
from tests.unit.metadata.exif_writing import tiff as written_tiff

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
).replace("&a0;", "&a;")
EVERYTHING = Wishes(without_place=True, stars=4)


def result_of(tmp_path: Path, photo: bytes) -> tuple[bytes, tuple[str, ...]]:
    source = written(tmp_path / "photo.jpg", photo)
    result = written(tmp_path / "result.jpg", photos.cloud_result("JPEG", (photos.WIDTH, photos.HEIGHT)))
    made = outgoing(source, result, EVERYTHING)
    data = b"".join(made.pieces())
    assert len(data) == made.length
    return data, made.remarks


def with_xmp(*packets: bytes) -> bytes:
    return photos.with_segments(smooth(96, 64), *(segment(0xE1, each) for each in packets))


def test_an_xml_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    bomb = BOMB.encode() + photos.packet(b"<rdf:Description>&a9;</rdf:Description>")
    begun = time.perf_counter()
    data, remarks = result_of(tmp_path, with_xmp(photos.XMP_TAG + bomb))
    assert time.perf_counter() - begun < 5
    assert remarks == ("Its XMP can’t be read (it defines a DOCTYPE): left out.",)
    assert b"ENTITY" not in data


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_nor_is_one_in_another_encoding(encoding: str) -> None:
    with pytest.raises(BadXml, match="DOCTYPE"):
        Xmp.read((BOMB + "<x>&a9;</x>").encode(encoding))


@pytest.mark.parametrize(
    "inside",
    [
        "<a>" * 100 + "</a>" * 100,
        "<a/>" * 60_000,
        "<a>",
        "&undefined;",
        "<a b='1' b='2'/>",
        "<p:a/>",
        "\x00",
        "\ufffe",
    ],
)
def test_bad_xml_is_refused(inside: str) -> None:
    with pytest.raises(BadXml):
        Xmp.read(photos.packet(inside.encode()))


@pytest.mark.parametrize("packet", [b"", b"\xff\xfe", b"\xc3", b"<a/>", b"plain", bytes(9 << 20)])
def test_what_is_no_packet_is_refused(packet: bytes) -> None:
    with pytest.raises(BadXml):
        Xmp.read(packet)


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [(100, 0, b"a" * 50)],  # a part is missing
        [(100, 0, b"a" * 50), (200, 50, b"a" * 50)],  # they don't agree
        [(100, 60, b"a" * 50)],  # beyond the end
        [(0xFFFFFFFF, 0, b"a")],  # 4 GB
        [(100, 0, b"a" * 100), (100, 0, b"a" * 100)],  # twice
    ],
)
def test_an_extension_that_is_not_whole_is_refused(pieces: list[tuple[int, int, bytes]]) -> None:
    guid = "A" * 32
    made = [photos.EXTENDED_TAG + guid.encode() + struct.pack(">II", size, at) + data for size, at, data in pieces]
    with pytest.raises(BadXml):
        extension_of(made, guid.lower())


def test_a_lost_extension_costs_only_itself(tmp_path: Path) -> None:
    main, _ = photos.extended(b'<rdf:Description xmlns:a="urn:a/" a:b="kept"/>', b"<xmpMM:History>lost</xmpMM:History>")
    data, remarks = result_of(tmp_path, with_xmp(photos.XMP_TAG + main))
    assert b'"kept"' in data
    assert b"HasExtendedXMP" not in data
    assert remarks == ("What goes on with its XMP can’t be read (a part of its extension is missing): left out.",)


def test_hundreds_of_segments_are_read_within_bounds(tmp_path: Path) -> None:
    many = [photos.EXTENDED_TAG + b"A" * 32 + bytes(60_000) for _ in range(300)]
    data, _ = result_of(tmp_path, with_xmp(*many))
    assert len(data) < 10_000


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"II*\x00",
        b"II*\x00\xff\xff\xff\xff",
        b"II*\x00\x08\x00\x00\x00\xff\xff",
        b"XX*\x00\x08\x00\x00\x00\x00\x00",
        b"MM\x00*\x00\x00\x00\x04\x00\x01",  # the directory lies over the header
    ],
)
def test_damaged_exif_is_left_out_and_told_of(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(BadExif):
        Tiff(data)
    photo = photos.with_segments(smooth(96, 64), segment(0xE1, photos.EXIF_TAG + data))
    made, remarks = result_of(tmp_path, photo)
    assert b"Exif" not in made
    assert remarks == (("Its camera data (EXIF) is damaged: left out.",) if data else ())


def test_directories_that_name_each_other_end() -> None:
    """The camera's, the place's and the small picture's directory are the first one itself."""
    made = bytearray(written_tiff({0x0112: (SHORT, 6), 0x8769: (4, 8), 0x8825: (4, 8), 0x0202: (4, 8), 0x0201: (4, 8)}))
    struct.pack_into("<I", made, 8 + 2 + 5 * 12, 8)
    found = Tiff(bytes(made))
    assert found.remove_small_picture() == b""
    assert found.remove_directory(tiff.GPS_DIRECTORY, found.main)
    assert found.put(found.main, tiff.ORIENTATION, 1)
    assert Tiff(found.to_bytes()).number(found.main, tiff.ORIENTATION) == 1


def test_a_count_of_four_billion_is_no_value() -> None:
    made = bytearray(written_tiff({0x0112: (SHORT, 6), 0x010F: (2, b"Canon\x00")}))
    struct.pack_into("<I", made, 8 + 2 + 4, 0xFFFFFFFF)
    found = Tiff(bytes(made))
    assert found.find(found.main, 0x010F) is None
    assert not found.remove(found.main, 0x010F)


def test_a_place_named_twice_goes_twice(tmp_path: Path) -> None:
    data = photos.phone_exif(1)
    at = data.index(b"\x82\x98") if b"\x82\x98" in data else data.index(b"\x01\x1a\x00\x05")
    twice = bytearray(data)
    gps = data.index(b"\x88\x25\x00\x04")
    twice[at : at + 12] = data[gps : gps + 12]
    made, _ = result_of(tmp_path, photos.with_segments(smooth(96, 64), segment(0xE1, photos.EXIF_TAG + bytes(twice))))
    assert b"\x88\x25\x00\x04" not in made


@given(st.binary(max_size=300), st.integers(0, 300))
def test_exif_of_any_bytes_is_changed_or_refused(noise: bytes, at: int) -> None:
    data = photos.camera_exif()
    broken = data[:at] + noise + data[at + len(noise) :]
    try:
        found = Tiff(broken)
        camera = found.within(tiff.EXIF_DIRECTORY)
        found.put(found.main, tiff.ORIENTATION, 1)
        found.put(camera, tiff.PIXEL_WIDTH, 70_000)
        found.remove_directory(tiff.INTEROPERABILITY, camera)
        old = found.remove_small_picture()
        found.remove_directory(tiff.GPS_DIRECTORY, found.main)
        assert len(found.to_bytes()) <= len(broken)
        if old:
            before = found.length
            found.add_small_picture(len(old))
            assert found.length <= before + len(old) + tiff.SMALL_PICTURE_COSTS
            found.fill_small_picture(old[:100])
            found.fill_small_picture(b"")
            found.to_bytes()
    except BadExif:
        pass


@given(st.binary(max_size=400))
def test_resources_of_any_bytes_are_read(noise: bytes) -> None:
    kept = resources.kept(photos.resources() + noise)
    assert kept.startswith(b"8BIM\x04\x04")
    resources.kept(noise)


def test_a_text_that_unpacks_to_gigabytes_is_left_out(tmp_path: Path) -> None:
    packing = zlib.compressobj()
    bomb = b"".join([*(packing.compress(bytes(1 << 20)) for _ in range(64)), packing.flush()])
    photo = png(smooth(96, 64), chunk(b"zTXt", b"Raw profile type exif\x00\x00" + bomb))
    data, _ = result_of(tmp_path, photo)
    assert len(data) < 10_000


def test_iptc_longer_than_a_segment_goes_on_in_the_next(tmp_path: Path) -> None:
    words = photos.iptc(*((2, 120, bytes([65 + n]) * 30_000) for n in range(3)))
    data = photos.resource(0x0404, words)
    pieces = [segment(0xED, photos.RESOURCES_TAG + data[at : at + 60_000]) for at in range(0, len(data), 60_000)]
    made, remarks = result_of(tmp_path, photos.with_segments(smooth(96, 64), *pieces))
    assert made.count(photos.RESOURCES_TAG) == 2
    assert all(made.count(bytes([65 + n]) * 5_000) for n in range(3))
    assert remarks == ()


def test_exif_too_long_for_a_jpeg_is_told_of(tmp_path: Path) -> None:
    long = written_tiff({0x0112: (SHORT, 1), 0x010E: (2, b"a" * 70_000)})
    _, remarks = result_of(tmp_path, png(smooth(96, 64), chunk(b"eXIf", long)))
    assert remarks == ("The camera data (EXIF) is too long for a JPEG: left out.",)


@pytest.mark.parametrize("data", [b"", b"no picture", b"PK\x03\x04 layers", b"\xff\xd8\xff\xe0\x00"])
def test_what_is_no_picture_goes_as_it_is(data: bytes, tmp_path: Path) -> None:
    made = outgoing(written(tmp_path / "photo", photos.camera()), written(tmp_path / "result", data), EVERYTHING)
    assert b"".join(made.pieces()) == data
    assert made.length == len(data)
    told = "It goes as it came, with whatever stands in it: This JPEG can't be read: it ends too early."
    assert [remark.startswith(told) for remark in made.remarks] == ([True] if data.startswith(b"\xff") else [])


def test_a_photo_that_is_gone_costs_only_what_it_said(tmp_path: Path) -> None:
    result = written(tmp_path / "result", photos.camera())
    made = outgoing(tmp_path / "gone", result, EVERYTHING)
    data = b"".join(made.pieces())
    assert b"Canon EOS R5" in data
    assert b'xmp:Rating="4"' in data
    assert made.remarks[0] == "Its photo can’t be read any more: what the photo said of itself is not in it."


def test_a_result_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        outgoing(written(tmp_path / "photo", photos.camera()), tmp_path / "gone")


def test_a_result_cut_since_is_an_error_and_no_short_file(tmp_path: Path) -> None:
    result = written(tmp_path / "result", photos.cloud_result("JPEG", (96, 64)))
    made = outgoing(written(tmp_path / "photo", photos.camera()), result)
    result.write_bytes(result.read_bytes()[:-10])
    with pytest.raises(OSError, match="ends early"):
        list(made.pieces())


def test_the_same_wishes_make_the_same_bytes(tmp_path: Path) -> None:
    photo, result = written(tmp_path / "photo", photos.editor()), written(tmp_path / "result", photos.camera())
    made = outgoing(photo, result, EVERYTHING)
    assert b"".join(made.pieces()) == b"".join(made.pieces()) == b"".join(outgoing(photo, result, EVERYTHING).pieces())
