"""Which kind of file this is, by its first bytes: names never decide."""

from __future__ import annotations

import struct

HEAD_BYTES = 4096
"""How much of a file `name` looks at."""

JPEG_START = b"\xff\xd8\xff"
PNG_START = b"\x89PNG\r\n\x1a\n"

_RAW = "a camera RAW file"
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"8BPS", "a Photoshop file (PSD)"),
    (b"GIF87a", "a GIF"),
    (b"GIF89a", "a GIF"),
    (b"%PDF", "a PDF"),
    (b"%!PS", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (b"FUJIFILMCCD-RAW", _RAW),  # RAF
    (b"IIU\x00", _RAW),  # RW2, of Panasonic and Leica
    (b"IIRO", _RAW),  # ORF, of Olympus
    (b"IIRS", _RAW),
    (b"MMOR", _RAW),
    (b"II\x1a\x00\x00\x00HEAPCCDR", _RAW),  # CRW, Canon before 2004
    (b"\x00MRM", _RAW),  # Minolta
    (b"FOVb", _RAW),  # X3F, of Sigma
    (b"II+\x00", "a TIFF"),  # BigTIFF
    (b"MM\x00+", "a TIFF"),
    (b"\xff\x0a", "a JPEG XL"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000"),
    (b"\x76\x2f\x31\x01", "an OpenEXR file"),
    (b"gimp xcf", "a GIMP file"),
    (b"\x00\x00\x01\x00", "an icon file"),
    (b"\x89PNG", "a PNG that was copied as if it were a text, which changed its bytes"),
    (b"\x00\x05\x16\x07", "a side file of macOS: the picture itself has this name without the “._” before it"),
    (b"BM", "a BMP"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"Rar!", "an archive (RAR)"),
    (b"7z\xbc\xaf", "an archive (7z)"),
    (b"\x1aE\xdf\xa3", "a video"),
)

_SEQUENCE = "a HEIC image sequence (a burst or animation)"
_BRANDS = {
    b"avif": "an AVIF",
    b"avis": "an AVIF",
    b"crx ": _RAW,  # CR3, of Canon
    b"heic": "a HEIC",
    b"heix": "a HEIC",
    b"heim": "a HEIC",
    b"heis": "a HEIC",
    b"hevc": _SEQUENCE,
    b"hevx": _SEQUENCE,
    b"mif1": "a HEIC",
    b"msf1": _SEQUENCE,
}
"""Major brands of ISO media files (ISO/IEC 14496-12, box "ftyp")."""

_DNG_VERSION = 0xC612
_SUBFILE, _COMPRESSION, _COLOURS = 254, 259, 262
_RAW_VALUES = {
    _SUBFILE: {1},  # the first picture is only a small copy: NEF, ARW, DNG, SRW
    _COMPRESSION: {32767, 32769, 32770, 34713, 65000, 65535},  # of Sony, Epson, Samsung, Nikon, Kodak, Pentax
    _COLOURS: {32803, 34892},  # colour filter array, linear RAW
}
"""Tags of a TIFF's first directory with the values that only RAW files have there (TIFF/EP, ISO 12234-2; DNG 1.7)."""


def name(head: bytes) -> str | None:
    """What a file is that begins so, with its article ("a GIF"); "JPEG" and "PNG" bare; None when unknown."""
    if head.startswith(JPEG_START):
        return "JPEG"
    if head.startswith(PNG_START):
        return "PNG"
    if head[:4] in (b"II*\x00", b"MM\x00*"):
        return _RAW if _is_raw(head) else "a TIFF"
    if head[4:8] == b"ftyp":
        return _media(head)
    if head[:4] == b"RIFF":
        return "a WebP" if head[8:12] == b"WEBP" else "a sound or video file"
    for start, what in _STARTS:
        if head.startswith(start):
            return what
    return _text(head)


def _is_raw(head: bytes) -> bool:
    """Most RAW formats are TIFFs; they differ by a mark behind the header, or by their first directory."""
    if head[8:10] == b"CR" or head[8:12] in (b"IIII", b"MMMM"):  # CR2 of Canon, IIQ of Phase One
        return True
    order = "<" if head.startswith(b"II") else ">"
    try:
        (start,) = struct.unpack_from(order + "I", head, 4)
        (entries,) = struct.unpack_from(order + "H", head, start)
        for index in range(entries):
            tag, kind, _count, value = struct.unpack_from(order + "HHI4s", head, start + 2 + 12 * index)
            (number,) = struct.unpack(order + "I", value) if kind == 4 else struct.unpack_from(order + "H", value)
            if tag == _DNG_VERSION or number in _RAW_VALUES.get(tag, ()):
                return True
    except struct.error:  # the directory lies farther back, as Photoshop writes it
        return False
    return False


def _media(head: bytes) -> str:
    """A "mif1" file may name AVIF only among its compatible brands."""
    size = min(int.from_bytes(head[:4], "big"), 256)
    brands = [head[at : at + 4] for at in (8, *range(16, size, 4))]
    if brands[0] in (b"mif1", b"msf1") and {b"avif", b"avis"} & set(brands):
        return "an AVIF"
    return _BRANDS.get(brands[0], "a video")


def _text(head: bytes) -> str | None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<?xml") or (start.startswith(b"<") and b"<svg" in start):
        return "a drawing (SVG or XML)"
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    return None if head.strip(b"\x00") or not head else "a file of zeros only, as a broken copy leaves"
