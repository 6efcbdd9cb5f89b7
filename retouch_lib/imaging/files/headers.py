"""What the head of a JPEG or PNG says, read by hand: no pixel is decoded, and no length in the file is believed.

JPEG: ITU-T T.81, annex B. PNG: https://www.w3.org/TR/png-3/.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, replace
from typing import BinaryIO, Literal

from retouch_lib.imaging.files import exif, icc, mpf, origin, png_colours
from retouch_lib.imaging.files.formats import PNG_START
from retouch_lib.imaging.files.origin import Origin

_SCAN, _END, _APP1, _APP2, _COMMENT = 0xDA, 0xD9, 0xE1, 0xE2, 0xFE
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_COMMON_FRAMES = {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}
"""Baseline, extended and progressive, by Huffman or arithmetic coding (T.81, table B.1); the others are lossless."""

_APP14 = 0xEE
_YCCK = 2
"""Adobe's APP14 segment: byte 11 names the transform of the colours."""

_MAX_SEGMENTS = 10_000
"""Real files have under 100 before the picture; a panorama's metadata may take some 200."""

_PROGRESSIVE = {0xC2, 0xCA}
_HUFFMAN = {0xC0, 0xC1, 0xC2}
_BYTES_OF_BLOCK = 128
"""In a decoder's memory: 64 coefficients of two bytes."""

_MAX_FILL = 1000
"""Bytes 0xFF that may stand before a marker; real files have none or a few."""


class DamagedFile(ValueError):
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
    exif: bytes = b""
    """From its TIFF header on; of a JPEG its first."""
    profile: bytes | None = None
    srgb: bool = False
    """A PNG that says by an sRGB chunk that it is sRGB."""
    known_colours: bool = True
    """False for a PNG that names its colours in a way that we can't follow."""
    interlaced: bool = False
    palette: bool = False
    lossless: bool = False
    """A JPEG in one of the processes that almost no program reads."""
    ycck: bool = False
    """A JPEG of four colours that stores them as YCCK."""
    buffered: int = 0
    """Bytes that a decoder needs for all of a JPEG's coefficients at once, because it comes in several passes."""
    least_bytes: int = 0
    """Of a JPEG's data: a shorter file can't hold all of the picture. 0 when that can't be told."""
    transparent: bool = False
    """A PNG with an alpha channel, or with one colour or palette entries that are transparent."""
    animated: bool = False
    pictures: int = 1
    """In a JPEG of several (MPO, or one with a gain map)."""
    origin: Origin | None = None
    """What the HEIC was of which we made this JPEG."""


def read_jpeg(file: BinaryIO) -> Header:
    """The head of a JPEG, up to its first scan. Raises DamagedFile."""
    file.seek(2)
    frame: Header | None = None
    progressive = False
    found = _Applications()
    for _ in range(_MAX_SEGMENTS):
        marker, length = _segment(file)
        if marker == _SCAN:
            break
        if marker in _FRAMES:
            frame = _frame(marker, _exactly(file, length))
            progressive = marker in _PROGRESSIVE
        elif marker in (_APP1, _APP2, _APP14, _COMMENT):
            found.add(marker, _exactly(file, length))
        else:
            file.seek(length, io.SEEK_CUR)
    else:
        raise DamagedFile("its header never ends")
    if frame is None:
        raise DamagedFile("its header names no size")
    if not progressive and _exactly(file, 1)[0] >= frame.samples:  # all colours in one scan
        frame = replace(frame, buffered=0)
    return found.told(frame)


class _Applications:
    """What the segments tell that are not about the coding: of each kind the first counts."""

    def __init__(self) -> None:
        self._exif = b""
        self._profile = icc.Pieces()
        self._pictures: int | None = None
        self._adobe: int | None = None
        self._origin: Origin | None = None

    def add(self, marker: int, data: bytes) -> None:
        if marker == _APP1:
            self._exif = self._exif or _jpeg_exif(data)
        elif marker == _APP2 and data.startswith(mpf.JPEG_TAG):
            self._pictures = self._pictures or mpf.pictures(data)
        elif marker == _APP2:
            self._profile.add(data)
        elif marker == _APP14 and data.startswith(b"Adobe") and len(data) >= 12:
            self._adobe = data[11]
        elif marker == _COMMENT:
            self._origin = self._origin or origin.read_origin(data)

    def told(self, frame: Header) -> Header:
        return replace(
            frame,
            orientation=exif.orientation(self._exif),
            exif=self._exif,
            profile=self._profile.profile(),
            ycck=frame.samples == 4 and self._adobe == _YCCK,
            pictures=self._pictures or 1,
            origin=self._origin,
        )


def _segment(file: BinaryIO) -> tuple[int, int]:
    """The next marker and the length of what follows it."""
    if _exactly(file, 1) != b"\xff":
        raise DamagedFile("its header is damaged")
    for _ in range(_MAX_FILL):
        marker = _exactly(file, 1)[0]
        if marker != 0xFF:
            break
    else:
        raise DamagedFile("its header is damaged")
    if marker == _END:
        raise DamagedFile("it ends before the picture begins")
    if marker == 0x01 or 0xD0 <= marker <= 0xD8:
        return marker, 0
    length = int.from_bytes(_exactly(file, 2), "big") - 2
    if length < 0:
        raise DamagedFile("its header is damaged")
    return marker, length


def _frame(marker: int, data: bytes) -> Header:
    if len(data) < 6:
        raise DamagedFile("its header is damaged")
    bits, height, width, samples = struct.unpack_from(">BHHB", data)
    buffered = _coefficients(width, height, data[6:])
    blocks = buffered // _BYTES_OF_BLOCK
    least = blocks // 8 if marker in _HUFFMAN else 0  # each block's mean takes a bit at least
    return Header(
        "jpeg",
        width,
        height,
        bits,
        samples,
        lossless=marker not in _COMMON_FRAMES,
        buffered=buffered,
        least_bytes=least,
    )


def _coefficients(width: int, height: int, components: bytes) -> int:
    """Bytes of all coefficients, two each, by the sampling of each component (T.81, A.1.1)."""
    factors = [(each >> 4, each & 15) for each in components[1::3]]
    across, down = (max((factor[side] for factor in factors), default=1) or 1 for side in (0, 1))
    return sum(2 * width * height * h * v // (across * down) for h, v in factors)


def _jpeg_exif(data: bytes) -> bytes:
    return data[len(exif.JPEG_TAG) :] if data.startswith(exif.JPEG_TAG[:-1]) else b""


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
    for _ in range(_MAX_SEGMENTS):
        kind, data = _chunk(file)
        if kind == b"IDAT":
            break
        if kind == b"IEND":
            raise DamagedFile("it holds no picture")
        found.setdefault(kind, data)
    else:
        raise DamagedFile("its header never ends")
    return replace(
        header,
        orientation=exif.orientation(found.get(b"eXIf", b"")),
        exif=found.get(b"eXIf", b""),
        profile=png_colours.profile(found),
        srgb=b"sRGB" in found,
        known_colours=png_colours.is_known(found),
        transparent=header.samples in (2, 4) or b"tRNS" in found,
        animated=b"acTL" in found,
    )


def _ihdr(kind: bytes, data: bytes) -> Header:
    if kind != b"IHDR" or len(data) != 13:
        raise DamagedFile("its header is damaged")
    width, height, bits, colour, _, _, interlace = struct.unpack(">IIBBBBB", data)
    samples, depths = _PNG_COLOURS.get(colour, (0, ()))
    if bits not in depths or interlace > 1:
        raise DamagedFile("its header is damaged")
    return Header("png", width, height, bits, samples, interlaced=interlace == 1, palette=colour == 3)


def _chunk(file: BinaryIO) -> tuple[bytes, bytes]:
    """The next chunk's kind and, for the few kinds that matter here, its data."""
    length, kind = struct.unpack(">I4s", _exactly(file, 8))
    if length > 0x7FFFFFFF:
        raise DamagedFile("its header is damaged")
    if kind == b"IDAT":
        return kind, b""
    wanted = kind in (b"IHDR", b"eXIf", *png_colours.CHUNKS) and length <= icc.MAX_BYTES
    data = _exactly(file, length) if wanted else b""
    file.seek(4 if wanted else length + 4, io.SEEK_CUR)
    return kind, data


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise DamagedFile("it ends too early")
    return data
