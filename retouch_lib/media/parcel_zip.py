"""A parcel as one ZIP, made while it is sent: it takes no memory, whatever its size, and its length can be told before.

Files are stored as they are, for they are compressed already. Each entry's CRC stands behind its bytes (a "data
descriptor", APPNOTE 4.3.9) and in the directory at the end: every file is read once.
"""

from __future__ import annotations

import math
import time
import zipfile
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack

from retouch_lib.media.parcel import Parcel, ParcelFile, ParcelReader
from retouch_lib.media.zip_sink import ZipSink

_READABLE = 0o644 << 16
_LOCAL, _LOCAL_WIDE, _BEHIND, _BEHIND_WIDE = 30, 20, 16, 24
_CENTRAL, _CENTRAL_WIDE, _WIDE_VALUE = 46, 4, 8
_END, _END_WIDE = 22, 56 + 20
"""Bytes of a ZIP beside names and contents, as Python's `zipfile` writes it; "wide" is what Zip64 adds."""


class ParcelZip:
    """The archive of a parcel. Until `close`, nothing removes a file that it is made of."""

    def __init__(self, reader: ParcelReader, parcel: Parcel, passed: Callable[[], float] = time.monotonic) -> None:
        """`passed`: seconds of a steady clock. Raises FileNotFoundError where a result is gone."""
        self._passed = passed
        self._reader = reader
        self._parcel = parcel
        self.done = 0
        """How many of its files were given out."""
        self.remarks: list[str] = []
        """What was said of these, not taken yet."""
        self._held = ExitStack()
        self._held.enter_context(reader.holding(parcel))

    def length(self, seconds: float = math.inf) -> int | None:
        """Bytes of the whole archive. Each file is looked into: how much it says is not known before.

        None while one of them is still to be made, and where they are so many that it takes longer than `seconds`.
        Raises OSError where one can't be read.
        """
        files, until = self._parcel.files, self._passed() + seconds
        if not all(map(self._reader.is_made, files)):
            return None
        entries = []
        for file in files:
            if self._passed() > until:
                return None
            entries.append((len(_name(self._parcel, file)), self._reader.opened(file).length))
        return length(entries)

    def pieces(self) -> Generator[bytes, None, None]:
        """The archive's bytes, from the first to the last.

        Raises OSError where a file can't be read to its end, InvalidArchive for layers that can't be composed.
        """
        sink = ZipSink()
        with zipfile.ZipFile(sink, "w") as archive:  # type: ignore[call-overload] # it only needs to write
            for file in self._parcel.files:
                yield from self._add(archive, file, sink)
                self.done += 1
        yield sink.taken()

    def close(self) -> None:
        """Let go of the files."""
        self._held.close()

    def _add(self, archive: zipfile.ZipFile, file: ParcelFile, sink: ZipSink) -> Generator[bytes, None, None]:
        source = self._reader.opened(file)
        self.remarks += source.remarks
        info = zipfile.ZipInfo(_name(self._parcel, file).decode(), file.at.astimezone().timetuple()[:6])
        info.external_attr = _READABLE
        info.file_size = source.length
        with archive.open(info, "w", force_zip64=_is_wide(source.length)) as target:
            for piece in source.pieces():
                target.write(piece)
                yield sink.taken()


def _name(parcel: Parcel, file: ParcelFile) -> bytes:
    return f"{parcel.name}/{file.path}".encode()


def length(entries: Sequence[tuple[int, int]]) -> int:
    """Bytes of an archive of entries: (bytes of its name, bytes of its content) each."""
    at = directory = 0
    for name, size in entries:
        wide_values = 2 * (size > zipfile.ZIP64_LIMIT) + (at > zipfile.ZIP64_LIMIT)
        directory += _CENTRAL + name + (_CENTRAL_WIDE + wide_values * _WIDE_VALUE if wide_values else 0)
        wide = _is_wide(size)
        at += _LOCAL + name + size + (_LOCAL_WIDE + _BEHIND_WIDE if wide else _BEHIND)
    over = len(entries) > zipfile.ZIP_FILECOUNT_LIMIT or max(at, directory) > zipfile.ZIP64_LIMIT
    return at + directory + _END + (_END_WIDE if over else 0)


def _is_wide(size: int) -> bool:
    """Whether an entry's sizes are written in 64 bits; `zipfile` takes no other word for it where it is True here."""
    return size * 1.05 > zipfile.ZIP64_LIMIT
