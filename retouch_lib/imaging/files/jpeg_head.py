"""The head of a JPEG, read by hand (ITU-T T.81, annex B): no pixel is decoded, no length in the file is believed."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from typing import BinaryIO

from retouch_lib.imaging.files import exif, icc, jpeg_quality, mpf, origin
from retouch_lib.imaging.files.headers import DamagedFile, Header, exactly
from retouch_lib.imaging.files.jpeg_quality import Table
from retouch_lib.imaging.files.origin import Origin

_SCAN, _END, _TABLES, _APP1, _APP2, _COMMENT = 0xDA, 0xD9, 0xDB, 0xE1, 0xE2, 0xFE
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_COMMON_FRAMES = {0xC0, 0xC1, 0xC2, 0xC9, 0xCA}
"""Baseline, extended and progressive, by Huffman or arithmetic coding (T.81, table B.1); the others are lossless."""

_EXIF = exif.JPEG_TAG[:-1]
"""Its last byte fills up, and is not 0 in every file."""
_APP14 = 0xEE
_YCCK = 2
"""Adobe's APP14 segment: byte 11 names the transform of the colours."""

_MAX_SEGMENTS = 10_000
"""Real files have under 100 before the picture; a panorama's metadata may take some 200."""

_PROGRESSIVE = {0xC2, 0xCA}
_HUFFMAN = {0xC0, 0xC1, 0xC2}
_BYTES_OF_BLOCK = 128
"""In a decoder's memory: 64 coefficients of two bytes."""

_MAX_STRAY = 1 << 17
"""Bytes in all that may stand before markers and belong to no segment; real files have none or a few."""


def read_jpeg(file: BinaryIO) -> Header:
    """The head of a JPEG, up to its first scan. Raises DamagedFile."""
    file.seek(2)
    frame: Header | None = None
    progressive, components, tables = False, b"", dict[int, Table]()
    found, segments = _Applications(), _Segments(file)
    for _ in range(_MAX_SEGMENTS):
        marker, length = segments.next()
        if marker == _SCAN:
            break
        if marker in _FRAMES:
            data = exactly(file, length)
            frame, components = _frame(marker, data), data[6:]
            progressive = marker in _PROGRESSIVE
        elif marker == _TABLES:
            tables.update(jpeg_quality.read_tables(exactly(file, length)))
        elif marker in (_APP1, _APP2, _APP14, _COMMENT):
            found.add(marker, exactly(file, length))
        else:
            file.seek(length, io.SEEK_CUR)
    else:
        raise DamagedFile("its header never ends")
    if frame is None:
        raise DamagedFile("its header names no size")
    if not progressive and exactly(file, 1)[0] >= frame.samples:  # all colours in one scan
        frame = replace(frame, buffered=0)
    return found.told(replace(frame, quantisation=jpeg_quality.quantisation(components, tables)))


class _Applications:
    """What the segments tell that are not about the coding: of each kind the first counts."""

    def __init__(self) -> None:
        self._exif = b""
        self._profile = icc.Pieces()
        self._pictures: int | None = None
        self._adobe: int | None = None
        self._origin: Origin | None = None

    def add(self, marker: int, data: bytes) -> None:
        if marker == _APP1 and data.startswith(_EXIF):
            self._exif = self._exif or data[len(exif.JPEG_TAG) :]
        elif marker == _APP2 and data.startswith(mpf.JPEG_TAG):
            self._pictures = self._pictures or mpf.pictures(data)
        elif marker == _APP2:
            self._profile.add(data)
        elif marker == _APP14 and data.startswith(b"Adobe") and len(data) >= 12:
            self._adobe = data[11]
        elif marker == _COMMENT:
            self._origin = self._origin or origin.read_origin(data)

    def told(self, frame: Header) -> Header:
        profile = self._profile.profile()
        return replace(
            frame,
            orientation=exif.orientation(self._exif),
            exif=self._exif,
            profile=profile,
            adobe_rgb=profile is None and exif.is_adobe_rgb(self._exif),
            ycck=frame.samples == 4 and self._adobe == _YCCK,
            pictures=self._pictures or 1,
            origin=self._origin,
        )


class _Segments:
    """Goes from marker to marker. Bytes between a segment's end and the next marker are passed over, as decoders do."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._stray = _MAX_STRAY

    def next(self) -> tuple[int, int]:
        """The next marker and the length of what follows it."""
        marker = self._marker()
        if marker == _END:
            raise DamagedFile("it ends before the picture begins")
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            return marker, 0
        return marker, max(0, int.from_bytes(exactly(self._file, 2), "big") - 2)

    def _marker(self) -> int:
        """Behind a byte 0xFF, or many, the first that is neither 0 nor 0xFF."""
        last = 0
        while self._stray > 0:
            byte = exactly(self._file, 1)[0]
            if last == 0xFF and byte not in (0, 0xFF):
                return byte
            last, self._stray = byte, self._stray - 1
        raise DamagedFile("too much that belongs to no picture stands in its header")


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
