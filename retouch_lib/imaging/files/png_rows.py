"""The rows of a PNG, strip by strip: a picture of any size is read in a few megabytes (https://www.w3.org/TR/png-3/).

Every chunk's checksum is looked at, no more is unpacked than the header promised, and no decoder sees the file itself:
only rows of known length, in a small PNG of our own (see `plain`). So text chunks, profiles and animations of a
hostile file are never unpacked at all.

The rows decide: what is wrong behind or beside them is noted, and a chunk beside them whose checksum is wrong is left
out, as browsers do.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.files import png_chunks
from retouch_lib.imaging.files.formats import PNG_START
from retouch_lib.imaging.files.headers import DamagedFile, EndsEarly, Header, exactly
from retouch_lib.imaging.files.oddities import Oddities
from retouch_lib.imaging.files.png_unpacking import PIECE, Unpacking

_STRIP = 4 << 20
"""Bytes and pixels of a strip at most, but for a single row: eight pixels may share a byte."""
_FILTERS = 5
_MAX_CHUNKS, _BYTES_PER_CHUNK = 20_000, 500
"""A file may have so many chunks, and one more for each so many bytes; those of real files hold 8 kB and more."""
_BESIDE = 0x20
"""A first letter in lower case marks a chunk that the picture can do without (PNG, 5.4)."""
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Of each pass of an interlaced picture: first column, first row, step across, step down."""
_PLAIN = {1: (8, 0), 2: (16, 0), 3: (8, 2), 4: (8, 6), 6: (16, 2), 8: (16, 6)}
"""Bytes per pixel → bits and colour type of a PNG whose rows are filtered in the same way."""

Bytes = NDArray[np.uint8]
Samples = NDArray[np.integer[Any]]
"""uint8 or uint16."""
Colour = Callable[[Samples, int, "Rows"], Bytes]
"""Makes pixels of samples as `plain` brings them, the width of their rows, and what the file says of their colours."""


class Rows:
    """Reads a file once, from its first chunk to its last. Methods raise DamagedFile."""

    def __init__(self, file: BinaryIO, header: Header) -> None:
        self._file = file
        self.header = header
        self.palette = b""
        """RGB triples; known once a strip was read."""
        self.transparency = b""
        """The chunk tRNS as it stands; known once a strip was read."""
        self.step = max(1, header.samples * header.bits // 8)
        """Bytes from a pixel to the next, as filters count them; 1 where several pixels share a byte."""
        self.passes = tuple(_passes(header))
        """Of each pass that holds pixels: first column, first row, step across, step down."""
        self._rows_are_out = False
        self._no_end = False
        self._wrong_sums: dict[bytes, None] = {}
        """The kinds of chunks whose checksum is wrong, in their order."""

    @property
    def oddities(self) -> Oddities:
        """What is odd and costs no row; known once the last strip was read, or all was passed over."""
        beside = tuple(kind for kind in self._wrong_sums if kind != b"IDAT")
        return Oddities(no_end=self._no_end, wrong_sums=beside, wrong_picture_sum=b"IDAT" in self._wrong_sums)

    def pass_over(self) -> None:
        """Read all of the file for its oddities, and unpack nothing: its rows are known to be whole."""
        self._rows_are_out = True
        for _ in self._packed():
            pass

    def strips(self) -> Iterator[tuple[int, Bytes]]:
        """The number of the pass, and its next rows as stored: uint8 (rows, 1 + length), the filter's number first."""
        unpacked, waiting = self._unpacked(), bytearray()
        for number, part in enumerate(self.passes):
            width, left = size_of(part, self.header)
            stride = 1 + (width * self.header.samples * self.header.bits + 7) // 8
            while left:
                count = min(left, max(1, _STRIP // max(stride, width)))
                try:
                    _fill(waiting, count * stride, unpacked)
                except EndsEarly as end:
                    raise DamagedFile(self._how_much(left - len(waiting) // stride, str(end))) from None
                strip = np.frombuffer(bytes(waiting[: count * stride]), np.uint8).reshape(count, stride)
                del waiting[: count * stride]
                if strip[:, 0].max() >= _FILTERS:
                    raise DamagedFile("its data is damaged")
                yield number, strip
                left -= count
        self._rows_are_out = True
        if waiting or any(unpacked):
            raise DamagedFile("it holds more than its header says")

    def _how_much(self, missing: int, words: str) -> str:
        """What is missing, in rows where they come from the top down."""
        height = self.header.height
        if self.header.interlaced or missing >= height:
            return words
        return f"only {height - missing} of its {height} rows came"

    def _unpacked(self) -> Iterator[bytes]:
        """The picture's data in pieces of up to 1 MB, and all of the file looked at."""
        unpack = Unpacking()
        try:
            for data in self._packed():
                yield from unpack.add(data)
            yield from unpack.rest()
        except zlib.error:
            raise DamagedFile("its data is damaged") from None
        wrong = b"IDAT" in self._wrong_sums or (unpack.sum_is_right is False and self._no_end)
        if wrong and not unpack.sum_is_right:  # of the chunks' sums and the one over all of it, one proves the rows
            raise DamagedFile("the check sum of its data is wrong")

    def _packed(self) -> Iterator[bytes]:
        """The contents of the IDAT chunks in pieces."""
        self._file.seek(len(PNG_START))
        try:
            yield from self._chunks()
        except EndsEarly:
            if not self._rows_are_out:
                raise
            self._no_end = True

    def _chunks(self) -> Iterator[bytes]:
        allowed = _MAX_CHUNKS * _BYTES_PER_CHUNK
        while allowed > 0:
            length, kind = struct.unpack(">I4s", exactly(self._file, 8))
            allowed += length - _BYTES_PER_CHUNK
            if kind == b"IDAT" and self.header.palette and not self.palette:
                raise DamagedFile("its palette is missing")
            checksum = zlib.crc32(kind)
            while length:
                piece = self._file.read(min(length, PIECE)) or exactly(self._file, 1)
                length -= len(piece)
                checksum = zlib.crc32(piece, checksum)
                if kind == b"IDAT":
                    yield piece
                elif kind == b"PLTE":
                    self.palette = self.palette or piece[:768]
                elif kind == b"tRNS":
                    self.transparency = self.transparency or piece[:256]
            if exactly(self._file, 4) != struct.pack(">I", checksum):
                self._note_wrong_sum(kind)
            if kind == b"IEND":
                return
        raise DamagedFile("it is in too many pieces")

    def _note_wrong_sum(self, kind: bytes) -> None:
        """What follows from it."""
        if kind == b"IEND":
            self._no_end = True
        elif kind == b"IDAT" or kind[0] & _BESIDE:
            self._wrong_sums[kind] = None
        else:
            raise DamagedFile("its data is damaged")
        if kind == b"tRNS":
            self.transparency = b""


def coloured(file: BinaryIO, header: Header, channels: int, colour: Colour) -> Iterator[Bytes]:
    """The picture in the channels that `colour` makes of its samples, uint8 (rows, W, channels), from the top down.

    All of an interlaced one stands in memory: its last rows come only with the last pass. Raises DamagedFile.
    """
    if header.interlaced:
        yield from _slices(_interlaced(file, header, channels, colour))
        return
    rows, above = Rows(file, header), b""
    for _, strip in rows.strips():
        samples, above = plain(strip, above or bytes(strip.shape[1] - 1), rows.step)
        yield colour(samples, header.width, rows)


def _slices(picture: Bytes) -> Iterator[Bytes]:
    rows = max(1, _STRIP // picture.shape[1])
    for top in range(0, len(picture), rows):
        yield picture[top : top + rows]


def _interlaced(file: BinaryIO, header: Header, channels: int, colour: Colour) -> Bytes:
    pixels = np.empty((header.height, header.width, channels), np.uint8)
    rows, above, current, done = Rows(file, header), b"", -1, 0
    for number, strip in rows.strips():
        if number != current:
            current, above, done = number, bytes(strip.shape[1] - 1), 0
        samples, above = plain(strip, above, rows.step)
        column, row, across, down = rows.passes[number]
        width, _ = size_of(rows.passes[number], header)
        place = pixels[row + done * down :: down, column::across][: len(strip)]
        place[:] = colour(samples, width, rows)
        done += len(strip)
    return pixels


def plain(strip: Bytes, above: bytes, step: int) -> tuple[Samples, bytes]:
    """The strip without its filters: (rows, pixels) or (rows, pixels, BGR or BGRA), and the bytes of its last row.

    `above`: the bytes of the row before the strip, zeros at the top. A row depends on the one above it, so libpng takes
    the filters away, in a PNG of this strip alone that begins with the row above and is stored unpacked.
    """
    width = (strip.shape[1] - 1) // step
    bits, colour = _PLAIN[step]
    data = png_chunks.chunk(b"IDAT", zlib.compress(b"\x00" + above + strip.tobytes(), 0))
    whole = b"".join((png_chunks.head(width, 1 + len(strip), bits, colour), data, png_chunks.END))
    pixels = cv2.imdecode(np.frombuffer(whole, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels is not None, "OpenCV reads every PNG that we write"
    samples: Samples = pixels  # type: ignore[assignment]  # OpenCV's stubs can't tell
    return samples[1:], _stored(samples[-1])


def _stored(row: Samples) -> bytes:
    """A row of OpenCV's (BGR, the machine's byte order) as a PNG stores it."""
    if row.ndim == 2:
        row = row[:, [2, 1, 0, 3][: row.shape[1]]]
    return row.astype(">u2" if row.dtype == np.uint16 else np.uint8).tobytes()


def size_of(part: tuple[int, int, int, int], header: Header) -> tuple[int, int]:
    """Width and height of a pass."""
    column, row, across, down = part
    return -(-(header.width - column) // across), -(-(header.height - row) // down)


def _passes(header: Header) -> Iterator[tuple[int, int, int, int]]:
    for part in _ADAM7 if header.interlaced else ((0, 0, 1, 1),):
        if min(size_of(part, header)) > 0:
            yield part


def _fill(waiting: bytearray, length: int, pieces: Iterator[bytes]) -> None:
    while len(waiting) < length:
        piece = next(pieces, None)
        if piece is None:
            raise EndsEarly("a part of the picture is missing")
        waiting += piece
