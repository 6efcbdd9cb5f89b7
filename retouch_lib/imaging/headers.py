"""What the head of a JPEG or PNG says, read by hand: no pixel is decoded, and no length in the file is believed.

JPEG: ITU-T T.81, annex B. PNG: https://www.w3.org/TR/png-3/. Orientation: tag 0x0112 of Exif 2.3.
"""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass, replace
from typing import BinaryIO, Literal

from retouch_lib.imaging import icc
from retouch_lib.imaging.formats import PNG_START

_SCAN, _END, _APP1, _APP2 = 0xDA, 0xD9, 0xE1, 0xE2
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_COMMON_FRAMES = {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}
"""Baseline, extended and progressive, by Huffman or arithmetic coding (T.81, table B.1); the others are lossless."""

_MAX_SEGMENTS = 10_000
"""Real files have under 100 before the picture; a panorama's metadata may take some 200."""

_MAX_FILL = 1000
"""Bytes 0xFF that may stand before a marker; real files have none or a few."""


class Damaged(ValueError):
    """The head can't be read; the text is the reason, without a full stop."""


@dataclass(frozen=True, slots=True)
class Header:
    """The facts of a head. Width and height are as stored, before the orientation is applied."""

    format: Literal["jpeg", "png"]
    width: int
    height: int
    bits: int
    """Per sample: 1-16 for a PNG, 8 or 12 for a JPEG."""
    samples: int
    """Per pixel as stored: 1 grey or palette, 2 grey with alpha, 3 colour, 4 colour with alpha or CMYK."""
    orientation: int = 1
    """1-8 as Exif counts them; 1 is upright."""
    profile: bytes | None = None
    srgb: bool = False
    """A PNG that says by an sRGB chunk that it is sRGB."""
    interlaced: bool = False
    palette: bool = False
    lossless: bool = False
    """A JPEG in one of the processes that almost no program reads."""


def read_jpeg(file: BinaryIO) -> Header:
    """The head of a JPEG. Raises Damaged."""
    file.seek(2)
    frame: Header | None = None
    orientation: int | None = None
    pieces = icc.Pieces()
    for _ in range(_MAX_SEGMENTS):
        marker, length = _segment(file)
        if marker == _SCAN:
            break
        if marker in _FRAMES:
            frame = _frame(marker, _exactly(file, length))
        elif marker == _APP1 and orientation is None:
            orientation = _jpeg_orientation(_exactly(file, length))
        elif marker == _APP2:
            pieces.add(_exactly(file, length))
        else:
            file.seek(length, io.SEEK_CUR)
    else:
        raise Damaged("its header never ends")
    if frame is None:
        raise Damaged("its header names no size")
    return replace(frame, orientation=orientation or 1, profile=pieces.profile())


def _segment(file: BinaryIO) -> tuple[int, int]:
    """The next marker and the length of what follows it."""
    if _exactly(file, 1) != b"\xff":
        raise Damaged("its header is damaged")
    for _ in range(_MAX_FILL):
        marker = _exactly(file, 1)[0]
        if marker != 0xFF:
            break
    else:
        raise Damaged("its header is damaged")
    if marker == _END:
        raise Damaged("it ends before the picture begins")
    if marker == 0x01 or 0xD0 <= marker <= 0xD8:
        return marker, 0
    length = int.from_bytes(_exactly(file, 2), "big") - 2
    if length < 0:
        raise Damaged("its header is damaged")
    return marker, length


def _frame(marker: int, data: bytes) -> Header:
    if len(data) < 6:
        raise Damaged("its header is damaged")
    bits, height, width, samples = struct.unpack_from(">BHHB", data)
    return Header("jpeg", width, height, bits, samples, lossless=marker not in _COMMON_FRAMES)


def _jpeg_orientation(data: bytes) -> int | None:
    return exif_orientation(data[6:]) if data.startswith(b"Exif\x00") else None


def exif_orientation(tiff: bytes) -> int:
    """The orientation in Exif data (from its TIFF header on); 1 when it names none, or none that exists."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, start)
        for index in range(min(entries, 500)):
            tag, kind, _count, value = struct.unpack_from(order + "HHIH", tiff, start + 2 + 12 * index)
            if tag == 0x0112:
                return int(value) if kind == 3 and 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


_PNG_COLOURS: dict[int, tuple[int, tuple[int, ...]]] = {
    0: (1, (1, 2, 4, 8, 16)),
    2: (3, (8, 16)),
    3: (1, (1, 2, 4, 8)),
    4: (2, (8, 16)),
    6: (4, (8, 16)),
}
"""Colour type → samples per pixel and the bits they may have (PNG, table 8)."""


def read_png(file: BinaryIO) -> Header:
    """The head of a PNG, up to its first picture data. Raises Damaged."""
    file.seek(len(PNG_START))
    header = _ihdr(*_chunk(file))
    found: dict[bytes, bytes] = {}
    for _ in range(_MAX_SEGMENTS):
        kind, data = _chunk(file)
        if kind == b"IDAT":
            break
        if kind == b"IEND":
            raise Damaged("it holds no picture")
        found.setdefault(kind, data)
    else:
        raise Damaged("its header never ends")
    return replace(
        header,
        orientation=exif_orientation(found.get(b"eXIf", b"")),
        profile=_png_profile(found.get(b"iCCP", b"")),
        srgb=b"sRGB" in found,
    )


def _ihdr(kind: bytes, data: bytes) -> Header:
    if kind != b"IHDR" or len(data) != 13:
        raise Damaged("its header is damaged")
    width, height, bits, colour, _, _, interlace = struct.unpack(">IIBBBBB", data)
    samples, depths = _PNG_COLOURS.get(colour, (0, ()))
    if bits not in depths or interlace > 1:
        raise Damaged("its header is damaged")
    return Header("png", width, height, bits, samples, interlaced=interlace == 1, palette=colour == 3)


def _chunk(file: BinaryIO) -> tuple[bytes, bytes]:
    """The next chunk's kind and, for the few kinds that matter here, its data."""
    length, kind = struct.unpack(">I4s", _exactly(file, 8))
    if length > 0x7FFFFFFF:
        raise Damaged("its header is damaged")
    if kind == b"IDAT":
        return kind, b""
    wanted = kind in (b"IHDR", b"iCCP", b"eXIf", b"sRGB") and length <= icc.MAX_BYTES
    data = _exactly(file, length) if wanted else b""
    file.seek(4 if wanted else length + 4, io.SEEK_CUR)
    return kind, data


def _png_profile(data: bytes) -> bytes | None:
    _, _, packed = data.partition(b"\x00")
    if not packed:
        return None
    try:
        profile = zlib.decompressobj().decompress(packed[1:], icc.MAX_BYTES)
    except zlib.error:
        return None
    return profile if len(profile) < icc.MAX_BYTES else None


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise Damaged("it ends too early")
    return data
