"""The packed data of a PNG's picture (zlib's format, RFC 1950), unpacked piece by piece.

The check sum over all of it is added up here: zlib itself would keep back the last rows where it is wrong.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

PIECE = 1 << 20
_HEAD, _SUM = 2, 4
"""Bytes before and behind what is packed."""
_DEFLATE = 8
_DICTIONARY = 0x20


class Unpacking:
    """Methods raise zlib.error for what can't be unpacked."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        self._head, self._tail = b"", b""
        self._sum = zlib.adler32(b"")

    @property
    def sum_is_right(self) -> bool | None:
        """The check sum over all that was unpacked; None where it is missing."""
        return self._tail == struct.pack(">I", self._sum) if len(self._tail) == _SUM else None

    def add(self, data: bytes) -> Iterator[bytes]:
        """What these next bytes bring, up to 1 MB at a time."""
        data = self._without_head(data)
        while data and not self._inflate.eof:
            yield self._added(self._inflate.decompress(data, PIECE))
            data = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
        self._tail = (self._tail + data)[:_SUM]

    def rest(self) -> Iterator[bytes]:
        """The few bytes that waited for room in the last piece."""
        yield self._added(self._inflate.flush())

    def _without_head(self, data: bytes) -> bytes:
        missing = _HEAD - len(self._head)
        if missing:
            self._head += data[:missing]
            if len(self._head) == _HEAD and not _is_zlib(*self._head):
                raise zlib.error("no zlib header")
        return data[missing:]

    def _added(self, unpacked: bytes) -> bytes:
        self._sum = zlib.adler32(unpacked, self._sum)
        return unpacked


def _is_zlib(method: int, flags: int) -> bool:
    return method & 15 == _DEFLATE and not (method << 8 | flags) % 31 and not flags & _DICTIONARY
