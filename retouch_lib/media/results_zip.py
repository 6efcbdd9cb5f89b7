"""Results as one ZIP, made while it is sent: its length is known before, and it takes no memory, whatever their size.

Results are stored as they are, for they are compressed already. Each entry's CRC stands behind its bytes (a "data
descriptor", APPNOTE 4.3.9) and in the directory at the end: every result is read once.
"""

from __future__ import annotations

import zipfile
from collections.abc import Generator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from retouch_lib.media.file_names import result_names
from retouch_lib.media.files import Files
from retouch_lib.media.zip_sink import ZipSink
from retouch_lib.store.records import Job

_CHUNK = 1 << 20
_READABLE = 0o644 << 16
_LOCAL, _LOCAL_WIDE, _BEHIND, _BEHIND_WIDE = 30, 20, 16, 24
_CENTRAL, _CENTRAL_WIDE, _WIDE_VALUE = 46, 4, 8
_END, _END_WIDE = 22, 56 + 20
"""Bytes of a ZIP beside names and contents, as Python's `zipfile` writes it; "wide" is what Zip64 adds."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the archive."""

    name: str
    path: Path
    bytes: int
    at: datetime
    """When it came; told in this computer's time, as a ZIP's times are."""


class ResultsZip:
    """The archive of some jobs' results. Until `close`, nothing removes a file that it is made of.

    They are held in this process by their names: that takes no open file and no second link for each (of which a
    system has a thousand, or on some disks none), and nothing is left of it when the process is killed. What is deleted
    meanwhile is removed afterwards.
    """

    def __init__(self, files: Files, jobs: Sequence[Job]) -> None:
        """Raises FileNotFoundError where a job has no result here."""
        results = [job.result for job in jobs if job.result is not None]
        if len(results) < len(jobs):
            raise FileNotFoundError
        self._held = ExitStack()
        self._held.enter_context(files.holding(results))
        try:
            self._entries = [
                Entry(name, path := files.path(result), path.stat().st_size, job.ended_at or job.created_at)
                for name, result, job in zip(result_names(jobs), results, jobs, strict=True)
            ]
        except BaseException:
            self.close()
            raise

    @property
    def length(self) -> int:
        """Bytes of the whole archive."""
        return length([(len(entry.name.encode()), entry.bytes) for entry in self._entries])

    def pieces(self) -> Generator[bytes, None, None]:
        """The archive's bytes, from the first to the last. Raises OSError where a result can't be read to its end."""
        sink = ZipSink()
        with zipfile.ZipFile(sink, "w") as archive:  # type: ignore[call-overload] # it only needs to write
            for entry in self._entries:
                yield from _add(archive, entry, sink)
        yield sink.taken()

    def close(self) -> None:
        """Let go of the results."""
        self._held.close()


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


def _add(archive: zipfile.ZipFile, entry: Entry, sink: ZipSink) -> Generator[bytes, None, None]:
    info = zipfile.ZipInfo(entry.name, entry.at.astimezone().timetuple()[:6])
    info.external_attr = _READABLE
    info.file_size = entry.bytes
    left = entry.bytes
    with entry.path.open("rb") as source, archive.open(info, "w", force_zip64=_is_wide(entry.bytes)) as target:
        while left:
            chunk = source.read(min(_CHUNK, left))
            if not chunk:
                raise OSError(f"{entry.path.name} ends early")
            target.write(chunk)
            left -= len(chunk)
            yield sink.taken()
