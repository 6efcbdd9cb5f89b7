"""The directory of a ZIP archive, read by hand: no length, count or offset in the file is believed.

The format: PKWARE's APPNOTE 6.3.10 (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT). The sections named
below are its.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from retouch_lib.imaging.files.headers import DamagedFile

STARTS = (b"PK\x03\x04", b"PK\x05\x06")
"""How an archive begins: with its first file, or with its end when it holds none."""

MAX_ENTRIES = 200
"""Layers, each with a companion that macOS adds, stay far below."""
MAX_UNPACKED = 2 * 1024**3
"""Bytes of all entries together; a layered result of a 250-megapixel photo stays below."""
MAX_RATIO = 200
_SMALL = 16 * 1024 * 1024
"""Entries up to this size may be packed as tightly as they like: an empty layer's PNG is all zeros."""

_MAX_DIRECTORY = 1024 * 1024
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
"""Bits 0, 6 and 13 of the flags (4.4.4)."""
_UTF8 = 0x0800
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
"""What stands where a value is too large and the Zip64 part has it."""


@dataclass(frozen=True, slots=True)
class ZipEntry:
    """One file in an archive, as its directory tells."""

    name: str
    """As it stands there, with folders; never a path to write to."""
    deflated: bool
    """Else stored as it is."""
    crc: int
    length: int
    """Bytes in the archive."""
    size: int
    """Bytes when unpacked."""
    at: int
    """Where its local header begins, or, once `read_directory` has looked there, its data."""


def read_directory(file: BinaryIO) -> tuple[ZipEntry, ...]:
    """The entries in the directory's order. Raises DamagedFile for what is broken, hostile or not read here."""
    start, size, count = _end(file)
    file.seek(start)
    entries = tuple(_entries(_exactly(file, size), count))
    _refuse_bombs(entries)
    return _located(file, entries, start)


def _end(file: BinaryIO) -> tuple[int, int, int]:
    """The directory's place, its length and its count of entries (4.3.16), as far as they can be true."""
    length = file.seek(0, io.SEEK_END)
    tail_at = max(0, length - (22 + _FULL16))
    file.seek(tail_at)
    tail = file.read(22 + _FULL16)
    found = tail.rfind(b"PK\x05\x06", 0, max(0, len(tail) - 18))
    if found < 0:
        raise DamagedFile("its end is missing")
    at = tail_at + found
    disk, first, here, count, size, start = struct.unpack_from("<HHHHII", tail, found + 4)
    if _FULL16 in (disk, first, here, count) or _FULL32 in (size, start):
        at, disk, first, here, count, size, start = _end64(file, at)
    if disk != 0 or first != 0 or here != count:
        raise DamagedFile("it is one part of several")
    if start + size > at:
        raise DamagedFile("its directory lies outside of the file")
    if count > MAX_ENTRIES or size > _MAX_DIRECTORY:
        listed = f"{count:,} files, in a list of {size >> 20:,} MB"
        raise DamagedFile(
            f"it claims to hold {listed}; at most {MAX_ENTRIES}, in one of {_MAX_DIRECTORY >> 20} MB, are read"
        )
    return start, size, count


def _end64(file: BinaryIO, end: int) -> tuple[int, int, int, int, int, int, int]:
    """The Zip64 end (4.3.14): its place and what it says, by the locator (4.3.15) before the ordinary end."""
    if end < 20:
        raise DamagedFile("its directory is damaged")
    file.seek(end - 20)
    mark, _, at, _ = struct.unpack("<4sIQI", _exactly(file, 20))
    if mark != b"PK\x06\x07" or at + 56 > end - 20:
        raise DamagedFile("its directory is damaged")
    file.seek(at)
    mark, _, _, _, disk, first, here, count, size, start = struct.unpack("<4sQHHIIQQQQ", _exactly(file, 56))
    if mark != b"PK\x06\x06":
        raise DamagedFile("its directory is damaged")
    return at, disk, first, here, count, size, start


def _entries(data: bytes, count: int) -> Iterator[ZipEntry]:
    """The headers of the directory (4.3.12)."""
    at = 0
    for _ in range(count):
        if data[at : at + 4] != b"PK\x01\x02" or len(data) < at + 46:
            raise DamagedFile("its directory is damaged")
        flags, method, crc, length, size, *lengths = struct.unpack_from("<8xHH4xIIIHHH", data, at)
        (local,) = struct.unpack_from("<I", data, at + 42)
        name_end = at + 46 + lengths[0]
        extra = data[name_end : name_end + lengths[1]]
        name = data[at + 46 : name_end]
        at += 46 + sum(lengths)
        if at > len(data):
            raise DamagedFile("its directory is damaged")
        size, length, local = _wide(extra, size, length, local)
        _refuse_kinds(flags, method, length, size)
        yield ZipEntry(_text(name, flags), method == _DEFLATED, crc, length, size, local)


def _wide(extra: bytes, *values: int) -> Iterator[int]:
    """Size, length and offset, each from the Zip64 extra field (4.5.3) where the header has no room for it."""
    wide = b""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind == 0x0001:
            wide = extra[4 : 4 + length]
        extra = extra[4 + length :]
    for value in values:
        if value != _FULL32:
            yield value
            continue
        if len(wide) < 8:
            raise DamagedFile("its directory is damaged")
        yield int.from_bytes(wide[:8], "little")
        wide = wide[8:]


def _refuse_kinds(flags: int, method: int, length: int, size: int) -> None:
    if flags & _ENCRYPTED:
        raise DamagedFile("it is encrypted")
    if method not in (_STORED, _DEFLATED):
        raise DamagedFile(f"it is compressed in a way that is not read here (method {method})")
    if method == _STORED and length != size:
        raise DamagedFile("its directory is damaged")


def _text(name: bytes, flags: int) -> str:
    """UTF-8 also where the archive does not say so, as many programs write it; else code page 437 (appendix D)."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("utf-8", "replace") if flags & _UTF8 else name.decode("cp437")


def _refuse_bombs(entries: tuple[ZipEntry, ...]) -> None:
    if sum(entry.size for entry in entries) > MAX_UNPACKED:
        raise DamagedFile(f"it would unpack to more than {MAX_UNPACKED >> 30} GB")
    for entry in entries:
        if entry.size > max(_SMALL, MAX_RATIO * entry.length):
            raise DamagedFile(f"a file in it would unpack to over {MAX_RATIO} times its size")


def _located(file: BinaryIO, entries: tuple[ZipEntry, ...], end: int) -> tuple[ZipEntry, ...]:
    """The same entries with the places of their data, by their local headers (4.3.7). No two may share a byte."""
    located = []
    for entry in entries:
        if entry.at + 30 > end:
            raise DamagedFile("a file in it lies outside of the archive")
        file.seek(entry.at)
        head = _exactly(file, 30)
        if not head.startswith(b"PK\x03\x04"):
            raise DamagedFile("its directory does not fit its files")
        at = entry.at + 30 + sum(struct.unpack_from("<HH", head, 26))
        if at + entry.length > end:
            raise DamagedFile("a file in it lies outside of the archive")
        located.append((entry.at, replace(entry, at=at)))
    previous = 0
    for start, entry in sorted(located, key=lambda pair: pair[0]):
        if start < previous:
            raise DamagedFile("files in it overlap, as no program writes them")
        previous = entry.at + entry.length
    return tuple(entry for _, entry in located)


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise DamagedFile("it ends too early")
    return data
