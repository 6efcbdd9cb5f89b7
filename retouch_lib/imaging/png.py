"""Checking, decoding and encoding PNGs (https://www.w3.org/TR/png-3/)."""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.formats import PNG_START
from retouch_lib.imaging.headers import Damaged, Header

_PIECE = 1 << 20
_FILTERS = 5
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Of each pass of an interlaced picture: first column, first row, step across, step down."""
_AFTER_IHDR = len(PNG_START) + 25


def check(file: BinaryIO, header: Header) -> None:
    """Read every chunk with its checksum and unpack the whole picture, in pieces of 1 MB. Raises Damaged."""
    rows = _Rows(header)
    unpack = zlib.decompressobj()
    try:
        for data in _picture_data(file, header):
            while data and not rows.complete:
                rows.take(unpack.decompress(data, _PIECE))
                data = unpack.unconsumed_tail
        rows.take(unpack.flush())  # the few bytes that waited for room in the last piece
    except zlib.error:
        raise Damaged("its data is damaged") from None
    if not rows.complete:
        raise Damaged("a part of the picture is missing")


def decode(data: bytes | mmap.mmap) -> NDArray[np.uint8]:
    """The pixels as stored, RGB uint8 (H, W, 3), of a file that passed `check`. Raises Damaged.

    16-bit samples keep their high byte; grey and palette become RGB; transparency is left out, so that what an
    editor hid under it shows, as in a JPEG of the same picture.
    """
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error:
        pixels = None
    if pixels is None:
        raise Damaged("its data is damaged")
    return np.asarray(pixels, np.uint8)


def encode(pixels: NDArray[np.uint8], profile: bytes | None) -> bytes:
    """A PNG of RGB uint8 (H, W, 3), 8 bits per sample, with the ICC profile embedded."""
    done, packed = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    assert done, "OpenCV writes every uint8 picture as PNG"
    plain = packed.tobytes()
    if not profile:
        return plain
    chunk = b"iCCPICC profile\x00\x00" + zlib.compress(profile)
    sealed = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return b"".join((plain[:_AFTER_IHDR], sealed, plain[_AFTER_IHDR:]))


class _Rows:
    """Counts the unpacked rows and looks at the filter byte that each begins with."""

    def __init__(self, header: Header) -> None:
        self._passes = _passes(header)
        self._begin_pass()

    def _begin_pass(self) -> None:
        self._stride, rows = next(self._passes, (0, 0))
        self._left = self._stride * rows
        self._next_filter = 0
        self.complete = self._left == 0

    def take(self, data: bytes) -> None:
        while data and not self.complete:
            mine, data = data[: self._left], data[self._left :]
            filters = mine[self._next_filter :: self._stride]
            if filters and max(filters) >= _FILTERS:
                raise Damaged("its data is damaged")
            self._next_filter = (self._next_filter - len(mine)) % self._stride
            self._left -= len(mine)
            if self._left == 0:
                self._begin_pass()


def _passes(header: Header) -> Iterator[tuple[int, int]]:
    """Bytes per row, its filter byte included, and rows of each pass that holds pixels."""
    for column, row, across, down in _ADAM7 if header.interlaced else ((0, 0, 1, 1),):
        width = -(-(header.width - column) // across)
        height = -(-(header.height - row) // down)
        if width > 0 and height > 0:
            yield 1 + (width * header.samples * header.bits + 7) // 8, height


def _picture_data(file: BinaryIO, header: Header) -> Iterator[bytes]:
    """The contents of the IDAT chunks in pieces. Every checksum is looked at, to the end of the file."""
    file.seek(len(PNG_START))
    palette = False
    while True:
        length, kind = struct.unpack(">I4s", _exactly(file, 8))
        if kind == b"IDAT" and header.palette and not palette:
            raise Damaged("its palette is missing")
        palette = palette or kind == b"PLTE"
        checksum = zlib.crc32(kind)
        while length:
            piece = _exactly(file, min(length, _PIECE))
            length -= len(piece)
            checksum = zlib.crc32(piece, checksum)
            if kind == b"IDAT":
                yield piece
        if _exactly(file, 4) != struct.pack(">I", checksum):
            raise Damaged("its data is damaged")
        if kind == b"IEND":
            return


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise Damaged("it ends too early")
    return data
