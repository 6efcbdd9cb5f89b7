"""The archive, made piece by piece: it is as easily sent to a browser as written to a disk, and takes no memory."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import uuid
import zipfile
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

import retouch_lib
from retouch_lib.backup.manifest import DATABASE, KEY, MANIFEST, ArchiveMember, Manifest, member_name
from retouch_lib.errors import FilesAway, RetouchError
from retouch_lib.machine.disk import sync_folder
from retouch_lib.media.file_stores import files_of
from retouch_lib.media.files import Files
from retouch_lib.media.zip_sink import ZipSink
from retouch_lib.settings import Settings
from retouch_lib.store.records import utc_now
from retouch_lib.store.snapshot import files_named, take, take_shared
from retouch_lib.tokens.database_url import NO_DATABASE, DatabaseUrl

_log = logging.getLogger(__name__)
_CHUNK = 1 << 20
_MOST_LOOKS = 20
_OWNERS_ONLY = 0o600 << 16


class NotSaved(RetouchError):
    """A backup that could not be made. The lab is as it was, and no half archive is left."""


class Saving:
    """One archive of a data folder, which may be at work meanwhile, also in another process."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime] = utc_now,
        copy: Path | None = None,
        *,
        database_url: DatabaseUrl = NO_DATABASE,
        files: Files | None = None,
    ) -> None:
        """`copy`: where a copy of the rows is kept meanwhile; in the data folder when it isn't given.

        `database_url`: of PostgreSQL, where the rows are there and not in the folder. `files`: the lab's, where these
        are not in the folder either.
        """
        self._take = partial(take_shared, database_url) if database_url else partial(take, folder / DATABASE)
        self._folder = folder
        self._files = files or Files(folder / "files")
        self._copy = copy or self._files.new_part()
        self._clock = clock
        self._sink = ZipSink()
        self._entries: dict[str, ArchiveMember] = {}
        self.manifest: Manifest | None = None
        """What the archive holds, once `pieces` has come to its end."""

    def pieces(self) -> Generator[bytes, None, None]:
        """The archive's bytes, from the first to the last. Raises store.snapshot.UnreadableDatabase, NotSaved, OSError.

        The rows are copied again until every file that the copy names is in the archive: what was
        deleted in between is not named any more, and a job's new result is added.
        """
        try:
            with zipfile.ZipFile(self._sink, "w") as archive:  # type: ignore[call-overload] # it only needs to write
                missing = yield from self._files_of(archive)
                yield from self._add(archive, DATABASE, self._copy, zipfile.ZIP_DEFLATED)
                if (self._folder / KEY).exists():
                    yield from self._add(archive, KEY, self._folder / KEY)
                made = self._clock().isoformat()
                entries = tuple(self._entries.values())
                self.manifest = Manifest(made, retouch_lib.__version__, entries, tuple(sorted(missing)))
                archive.writestr(_info(MANIFEST, zipfile.ZIP_DEFLATED), self.manifest.to_json())
            yield self._sink.taken()
        finally:
            self._copy.unlink(missing_ok=True)

    def _files_of(self, archive: zipfile.ZipFile) -> Generator[bytes, None, set[str]]:
        """Photos and results, and at last a copy of the rows that names no others; returns those that are not there."""
        missing: set[str] = set()
        for _ in range(_MOST_LOOKS):
            self._copy.unlink(missing_ok=True)
            self._take(self._copy, self._clock())
            before, missing = missing, set()
            for sha256 in files_named(self._copy):
                name = member_name(sha256)
                if name in self._entries:
                    continue
                try:
                    with self._files.lent(sha256) as path:
                        yield from self._add(archive, name, path)
                except (FileNotFoundError, PermissionError):
                    missing.add(sha256)
            if missing <= before:  # not there, though rows name them before and after
                return missing
        raise NotSaved("Too much is being deleted at this moment. No backup was made; try again.")

    def _add(self, archive: zipfile.ZipFile, name: str, path: Path, how: int = zipfile.ZIP_STORED) -> Iterator[bytes]:
        """One file. Raises OSError where it can't be opened, and nothing is added."""
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as source, archive.open(_info(name, how), "w", force_zip64=True) as target:
            while chunk := _read(source, path):
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                yield self._sink.taken()
        self._entries[name] = ArchiveMember(name, size, digest.hexdigest())


def save(
    folder: Path,
    target: Path,
    clock: Callable[[], datetime] = utc_now,
    *,
    database_url: DatabaseUrl = NO_DATABASE,
    files: Files | None = None,
) -> Manifest:
    """Write the archive of a lab into a new file, whole or not at all. Raises NotSaved, UnreadableDatabase.

    `database_url`, `files`: see `Saving`.
    """
    if target.exists():
        raise NotSaved(f"There is a file {target} already. No backup was made; choose another name.")
    if not database_url and not (folder / DATABASE).is_file():
        raise NotSaved(f"{folder} is no data folder of Retouch Lab. No backup was made.")
    part = target.with_name(f"{target.name}.{uuid.uuid4().hex[:8]}.part")
    copy = part.with_name(f"{part.stem}.rows.part")  # the folder's own disk may be full
    saving = Saving(folder, clock, copy, database_url=database_url, files=files)
    try:
        with part.open("xb") as file, closing(saving.pieces()) as pieces:
            part.chmod(0o600)  # photos are for their owner's eyes
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
        sync_folder(target.parent)
    except FilesAway as error:
        raise NotSaved(f"{error} No backup was made.") from None
    except OSError as error:
        raise NotSaved(_trouble(target, error)) from None
    finally:
        part.unlink(missing_ok=True)
    assert saving.manifest is not None
    return saving.manifest


def save_lab(settings: Settings, target: Path) -> Manifest:
    """`save` of the lab of the settings, wherever its rows and files are. Raises BadSetting, OSError, too."""
    files = files_of(settings)[0] if settings.files_url else None
    return save(settings.data_dir, target, database_url=settings.database_url, files=files)


def _info(name: str, how: int) -> zipfile.ZipInfo:
    """No time and no user of this computer goes into the archive: the same content makes the same bytes."""
    info = zipfile.ZipInfo(name)
    info.compress_type = how
    info.external_attr = _OWNERS_ONLY
    return info


def _read(source: BinaryIO, path: Path) -> bytes:
    """The next bytes. Where the disk gives no more, what it gave is kept, and known as damaged by its SHA-256."""
    try:
        return source.read(_CHUNK)
    except OSError as error:
        _log.error("%s can't be read to its end: %s", path.name, error.strerror)
        return b""


def _trouble(target: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk with {target.parent} is full. No backup was made, and nothing is left there."
    return f"{target} can't be written ({error.strerror or type(error).__name__}). No backup was made."
