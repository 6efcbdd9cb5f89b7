"""One entry of a ZIP archive as a file to read: unpacked piece by piece, never longer than the directory says."""

from __future__ import annotations

import io
import zlib
from typing import BinaryIO

from retouch_lib.imaging.archive.zips import ZipEntry
from retouch_lib.imaging.files.headers import DamagedFile

_PIECE = 1 << 20


def unpack(file: BinaryIO, entry: ZipEntry, most: int | None = None) -> io.BufferedReader:
    """The entry's own bytes, to be read from the beginning to the end; `seek` goes only forward.

    Reading raises DamagedFile when the data is not what the directory promises; the checksum is compared where the
    last byte is read. `most`: no more bytes than that are given, and asking for one raises DamagedFile.
    """
    return io.BufferedReader(_Unpacked(file, entry, most), 1 << 16)


class _Unpacked(io.RawIOBase):
    """One entry, unpacked piece by piece as it is read."""

    def __init__(self, file: BinaryIO, entry: ZipEntry, most: int | None) -> None:
        self._file = file
        self._entry = entry
        self._most = entry.size if most is None else most
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS) if entry.deflated else None
        self._at = entry.at
        self._left = entry.length
        self._given = 0
        self._crc = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._given

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        target = offset + (self._given if whence == io.SEEK_CUR else 0)
        if whence == io.SEEK_END or target < self._given:
            raise io.UnsupportedOperation("an entry is read from its beginning to its end")
        while self._given < target and self._next(min(_PIECE, target - self._given)):
            pass
        return self._given

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        piece = self._next(min(_PIECE, len(buffer)))
        buffer[: len(piece)] = piece
        return len(piece)

    def _next(self, most: int) -> bytes:
        """Up to `most` further bytes; none at the end."""
        if self._given == self._entry.size:
            self._finish()
            return b""
        if self._given >= self._most:
            raise DamagedFile("its header never ends")
        piece = self._piece(min(most, self._entry.size - self._given))
        self._given += len(piece)
        self._crc = zlib.crc32(piece, self._crc)
        if self._given == self._entry.size:
            self._finish()
        return piece

    def _piece(self, most: int) -> bytes:
        piece = self._stored(most) if self._inflate is None else self._inflated(self._inflate, most)
        if not piece:
            raise DamagedFile("a file in it ends too early")
        return piece

    def _inflated(self, inflate: zlib._Decompress, most: int) -> bytes:
        """Nothing when the data has come to its end."""
        while True:
            packed = inflate.unconsumed_tail or self._stored(_PIECE // 4)
            try:
                piece = inflate.decompress(packed, most)
            except zlib.error:
                raise DamagedFile("a file in it is damaged") from None
            if piece or inflate.eof or not packed:
                return piece

    def _stored(self, most: int) -> bytes:
        self._file.seek(self._at)
        data = self._file.read(min(most, self._left))
        self._at += len(data)
        self._left -= len(data)
        return data

    def _finish(self) -> None:
        if self._inflate is not None and not self._inflate.eof and self._inflated(self._inflate, 1):
            raise DamagedFile("a file in it is longer than the archive says")
        if self._crc != self._entry.crc:
            raise DamagedFile("a file in it is damaged (its checksum is wrong)")
