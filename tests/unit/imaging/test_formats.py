"""What a file is, told by its first bytes."""

from __future__ import annotations

import pytest

from retouch_lib.imaging.files import formats
from tests.unit.imaging.pictures import tiff

RAW = "a camera RAW file"
NIKON, SONY, CANON = ((0x010F, 2, 4, maker) for maker in (b"NIKO", b"SONY", b"Cano"))


def media(major: bytes, *compatible: bytes) -> bytes:
    size = 16 + 4 * len(compatible)
    return size.to_bytes(4, "big") + b"ftyp" + major + b"\x00\x00\x00\x00" + b"".join(compatible) + b"mdat" * 20


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"\x89PNG\r\n\x1a\n\x00", "PNG"),
        (b"8BPS\x00\x01", "a Photoshop file (PSD)"),
        (b"GIF89a", "a GIF"),
        (b"%PDF-1.7", "a PDF"),
        (b"BM\x00\x00", "a BMP"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a WebP"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "a sound or video file"),
        (b"\x00\x00\x00\x0cJXL \r\n", "a JPEG XL"),
        (b"\xff\x0a", "a JPEG XL"),
        (b"\x00\x00\x00\x0cjP  \r\n", "a JPEG 2000"),
        (b"\xef\xbb\xbf\n<SVG>", "a drawing (SVG or XML)"),
        (b"<!DOCTYPE html>", "a web page"),
        (b"<!-- by hand -->\n<svg>", "a drawing (SVG or XML)"),
        (b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN'><svg>", "a drawing (SVG or XML)"),
        (b"\x89PNG\n\x1a\n\x00\x00", "a PNG that was copied as if it were a text, which changed its bytes"),
        (
            b"\x00\x05\x16\x07\x00\x02",
            "a side file of macOS: the picture itself has this name without the “._” before it",
        ),
        (bytes(4096), "a file of zeros only, as a broken copy leaves"),
        (b"", None),
        (b"hello", None),
        (b"\xff\xd8", None),
    ],
)
def test_by_the_first_bytes(head: bytes, what: str | None) -> None:
    assert formats.name(head) == what


@pytest.mark.parametrize(
    ("head", "what"),
    [
        (media(b"avif", b"mif1"), "an AVIF"),
        (media(b"heic", b"mif1"), "a HEIC"),
        (media(b"mif1", b"heic"), "a HEIC"),
        (media(b"mif1", b"miaf", b"avif"), "an AVIF"),
        (media(b"hevc", b"heic"), "a HEIC image sequence (a burst or animation)"),
        (media(b"msf1", b"hevc"), "a HEIC image sequence (a burst or animation)"),
        (media(b"msf1", b"avis"), "an AVIF"),
        (media(b"crx ", b"isom"), RAW),
        (media(b"isom", b"mp41"), "a video"),
    ],
)
def test_iso_media_by_their_brand(head: bytes, what: str) -> None:
    assert formats.name(head) == what


def test_a_brand_behind_the_box_is_none_of_its_brands() -> None:
    assert formats.name(media(b"mif1", b"heic") + b"avif" * 8) == "a HEIC"


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    "entries",
    [
        [(254, 4, 1, 1), NIKON],  # NEF
        [(254, 4, 1, 1), (259, 3, 1, 6), SONY],  # ARW
        [(254, 4, 1, 0), (259, 3, 1, 65535)],  # PEF
        [(254, 4, 1, 0), (262, 3, 1, 32803)],
        [NIKON, (0xC612, 1, 4, b"\x01\x04\x00\x00")],  # DNG
    ],
    ids=["NEF", "ARW", "PEF", "colour filter array", "DNG"],
)
def test_raw_files_that_are_tiffs(order: str, entries: list[tuple[int, int, int, int | bytes]]) -> None:
    assert formats.name(tiff(order, *entries)) == RAW


@pytest.mark.parametrize(
    "head",
    [
        b"II*\x00\x10\x00\x00\x00CR\x02\x00",
        b"FUJIFILMCCD-RAW 0201",
        b"IIU\x00\x18\x00\x00\x00",
        b"IIRO\x08\x00\x00\x00",
        b"II\x1a\x00\x00\x00HEAPCCDR",
        b"II*\x00\x10\x00\x00\x00IIII",
    ],
    ids=["CR2", "RAF", "RW2", "ORF", "CRW", "IIQ"],
)
def test_raw_files_by_their_mark(head: bytes) -> None:
    assert formats.name(head) == RAW


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_tiff_made_from_a_raw_file_is_a_tiff(order: str) -> None:
    assert formats.name(tiff(order, (254, 4, 1, 0), (259, 3, 1, 5), (262, 3, 1, 2), NIKON)) == "a TIFF"


def test_a_tiff_whose_directory_lies_at_its_end_is_a_tiff() -> None:
    assert formats.name(b"II*\x00\xff\xff\xff\x7f" + b"\x00" * 4000) == "a TIFF"
