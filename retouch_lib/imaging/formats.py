"""Which kind of file this is, by its first bytes: names never decide."""

from __future__ import annotations

HEAD_BYTES = 64
"""How much of a file `name` looks at."""

JPEG_START = b"\xff\xd8\xff"
PNG_START = b"\x89PNG\r\n\x1a\n"

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"8BPS", "a Photoshop file (PSD)"),
    (b"GIF87a", "a GIF"),
    (b"GIF89a", "a GIF"),
    (b"%PDF", "a PDF"),
    (b"%!PS", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (b"FUJIFILMCCD-RAW", "a camera RAW file"),
    (b"IIU\x00", "a camera RAW file"),
    (b"IIRO", "a camera RAW file"),
    (b"IIRS", "a camera RAW file"),
    (b"MMOR", "a camera RAW file"),
    (b"FOVb", "a camera RAW file"),
    (b"II*\x00", "a TIFF or camera RAW file"),
    (b"MM\x00*", "a TIFF or camera RAW file"),
    (b"II+\x00", "a TIFF file"),
    (b"MM\x00+", "a TIFF file"),
    (b"\xff\x0a", "a JPEG XL"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000"),
    (b"\x76\x2f\x31\x01", "an OpenEXR file"),
    (b"\x00\x00\x01\x00", "an icon file"),
    (b"BM", "a BMP"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1aE\xdf\xa3", "a video"),
)

_BRANDS = {
    b"avif": "an AVIF",
    b"avis": "an AVIF",
    b"crx ": "a camera RAW file",
    b"heic": "a HEIC",
    b"heix": "a HEIC",
    b"heim": "a HEIC",
    b"heis": "a HEIC",
    b"hevc": "a HEIC",
    b"hevx": "a HEIC",
    b"mif1": "a HEIC",
    b"msf1": "a HEIC",
}
"""Major brands of ISO media files (ISO/IEC 14496-12, box "ftyp")."""


def name(head: bytes) -> str | None:
    """What a file is that begins so, with its article ("a GIF"); "JPEG" and "PNG" bare; None when unknown."""
    if head.startswith(JPEG_START):
        return "JPEG"
    if head.startswith(PNG_START):
        return "PNG"
    if head[8:10] == b"CR" and head[:4] == b"II*\x00":
        return "a camera RAW file"
    if head[4:8] == b"ftyp":
        return _media(head)
    if head[:4] == b"RIFF":
        return "a WebP" if head[8:12] == b"WEBP" else "a sound or video file"
    for start, what in _STARTS:
        if head.startswith(start):
            return what
    return _text(head)


def _media(head: bytes) -> str:
    """A "mif1" file may name AVIF only among its compatible brands."""
    brands = [head[at : at + 4] for at in (8, *range(16, len(head) - 3, 4))]
    if brands[0] in (b"mif1", b"msf1") and {b"avif", b"avis"} & set(brands):
        return "an AVIF"
    return _BRANDS.get(brands[0], "a video")


def _text(head: bytes) -> str | None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<svg", b"<?xml")):
        return "a drawing (SVG or XML)"
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    return None
