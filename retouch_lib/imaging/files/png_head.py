"""The head of a PNG, read by hand (https://www.w3.org/TR/png-3/): nothing is unpacked but a colour profile."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace
from typing import BinaryIO

from retouch_lib.imaging.files import exif, icc, png_colours
from retouch_lib.imaging.files.formats import PNG_START
from retouch_lib.imaging.files.headers import DamagedFile, Header, exactly

_MAX_CHUNKS = 10_000
"""Real files have under 100 before the picture."""

_WANTED = (b"IHDR", b"eXIf", b"tRNS", *png_colours.CHUNKS)

_PNG_COLOURS: dict[int, tuple[int, tuple[int, ...]]] = {
    0: (1, (1, 2, 4, 8, 16)),
    2: (3, (8, 16)),
    3: (1, (1, 2, 4, 8)),
    4: (2, (8, 16)),
    6: (4, (8, 16)),
}
"""Colour type → samples per pixel and the bits they may have (PNG, table 8)."""


def read_png(file: BinaryIO) -> Header:
    """The head of a PNG, up to its first picture data. Raises DamagedFile."""
    file.seek(len(PNG_START))
    header = _ihdr(*_chunk(file))
    found: dict[bytes, bytes] = {}
    for _ in range(_MAX_CHUNKS):
        kind, data = _chunk(file)
        if kind == b"IDAT":
            break
        if kind == b"IEND":
            raise DamagedFile("it holds no picture")
        found.setdefault(kind, data)
    else:
        raise DamagedFile("its header never ends")
    data = found.get(b"eXIf", b"")
    return replace(
        header,
        orientation=exif.orientation(data),
        exif=data,
        profile=png_colours.profile(found),
        srgb=b"sRGB" in found,
        known_colours=png_colours.is_known(found),
        hdr=png_colours.hdr_curve(found),
        adobe_rgb=exif.is_adobe_rgb(data) and not any(map(found.get, png_colours.CHUNKS)),
        transparent=header.samples in (2, 4) or b"tRNS" in found,
        animated=b"acTL" in found,
    )


def _ihdr(kind: bytes, data: bytes) -> Header:
    if kind != b"IHDR" or len(data) != 13:
        raise DamagedFile("its header is damaged")
    width, height, bits, colour, packing, filtering, interlace = struct.unpack(">IIBBBBB", data)
    samples, depths = _PNG_COLOURS.get(colour, (0, ()))
    if bits not in depths or interlace > 1 or packing or filtering:
        raise DamagedFile("its header is damaged")
    return Header("png", width, height, bits, samples, interlaced=interlace == 1, palette=colour == 3)


def _chunk(file: BinaryIO) -> tuple[bytes, bytes]:
    """The next chunk's kind and, for the few kinds that matter here, its data."""
    length, kind = struct.unpack(">I4s", exactly(file, 8))
    if length > 0x7FFFFFFF:
        raise DamagedFile("its header is damaged")
    if kind == b"IDAT":
        return kind, b""
    if kind not in _WANTED or length > icc.MAX_BYTES:
        file.seek(length + 4, io.SEEK_CUR)
        return kind, b""
    data = exactly(file, length)
    if exactly(file, 4) == struct.pack(">I", zlib.crc32(data, zlib.crc32(kind))):
        return kind, data
    if kind == b"IHDR":
        raise DamagedFile("the check sum of its header is wrong")
    return b"", b""  # left out, as browsers do
