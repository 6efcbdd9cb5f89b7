"""A data folder made of an archive: checked to the last byte, whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import shutil
import uuid
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from retouch_lib.backup.manifest import (
    DATABASE,
    KEY,
    MANIFEST,
    ArchiveMember,
    Manifest,
    NoBackup,
    member_name,
    read_manifest,
)
from retouch_lib.machine.disk import sync_folder
from retouch_lib.store.portable import NotCopied, loaded
from retouch_lib.store.snapshot import files_named, require_whole
from retouch_lib.tokens.database_url import NO_DATABASE, DatabaseUrl
from retouch_lib.words.sizes import size_in_words

_log = logging.getLogger(__name__)
_CHUNK = 1 << 20
_LONGEST_MANIFEST = 256 << 20
"""Bytes: of a million files."""
_TO_SPARE = 64 << 20
"""Bytes that stay free on the disk."""
_UNCHANGED = "Nothing was changed."
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a way of packing that we don't use
    RuntimeError,  # encrypted
    ValueError,
    KeyError,
    OverflowError,
)


def restore(archive: Path, folder: Path, *, database_url: DatabaseUrl = NO_DATABASE) -> Manifest:
    """Make a data folder of an archive. Raises NoBackup, NewerFolder; the folder is as it was then.

    `folder` must not exist, or be empty. Everything is checked beside it before it gets its name. `database_url`: an
    empty database of PostgreSQL's, which gets the rows; the folder then holds the files only. Raises StoreTrouble, too.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NoBackup(f"{folder} is not empty. Nothing was changed; name a folder that is empty or not there yet.")
    made = folder.with_name(f"{folder.name}.{uuid.uuid4().hex[:8]}.part")
    try:
        with _opened(archive) as packed:
            manifest = _contents(packed)
            _require_room(folder, manifest)
            made.mkdir(mode=0o700, parents=True)
            _unpack_all(packed, manifest, made)
        if database_url:
            _load_rows(made, folder, database_url)
        else:
            _name(made, folder)
    except OSError as error:
        raise NoBackup(_trouble(folder, error)) from None
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return manifest


def _name(made: Path, folder: Path) -> None:
    if folder.exists():
        folder.rmdir()
    made.rename(folder)
    sync_folder(folder.parent)


def _load_rows(made: Path, folder: Path, database_url: DatabaseUrl) -> None:
    """Rows and files come into being together: the folder gets its name when only the commit is left to do."""
    rows = made.with_name(f"{made.name}.rows")
    rows.mkdir(mode=0o700)
    try:
        (made / DATABASE).rename(rows / DATABASE)  # a lab of one, started there by mistake, would see old jobs
        with loaded(rows / DATABASE, database_url):
            _name(made, folder)
    except BaseException as error:
        if not made.exists():  # it has its name, and the rows were not kept after all
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, NotCopied):
            raise NoBackup(str(error)) from None
        raise
    finally:
        shutil.rmtree(rows, ignore_errors=True)


def check(archive: Path) -> Manifest:
    """Read an archive to its last byte, without writing anything. Raises NoBackup."""
    try:
        with _opened(archive) as packed:
            manifest = _contents(packed)
            for entry in manifest.entries:
                _read_whole(packed, entry, None)
    except OSError as error:
        raise NoBackup(f"{archive} can't be read ({error.strerror or type(error).__name__}).") from None
    return manifest


@contextmanager
def _opened(archive: Path) -> Iterator[zipfile.ZipFile]:
    with archive.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as packed:
                yield packed
        except _UNREADABLE as error:
            _log.warning("%s can't be read: %s", archive.name, type(error).__name__)
            raise NoBackup(
                f"{archive} is no whole backup of Retouch Lab: it is damaged or cut off. {_UNCHANGED}"
            ) from None


def _contents(packed: zipfile.ZipFile) -> Manifest:
    """What the archive says it holds, and nothing else."""
    if packed.getinfo(MANIFEST).file_size > _LONGEST_MANIFEST:
        raise NoBackup(f"The archive's list of contents is too long. {_UNCHANGED}")
    manifest = read_manifest(packed.read(MANIFEST))
    names = sorted(info.filename for info in packed.infolist())
    if names != sorted((MANIFEST, *(entry.name for entry in manifest.entries))):
        raise NoBackup(f"The archive does not hold what its list says. {_UNCHANGED}")
    return manifest


def _require_room(folder: Path, manifest: Manifest) -> None:
    parent = next(each for each in folder.parents if each.exists())
    if shutil.disk_usage(parent).free < manifest.bytes + _TO_SPARE:
        raise NoBackup(f"There is no room for {size_in_words(manifest.bytes)} on the disk with {folder}. {_UNCHANGED}")


def _unpack_all(packed: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """The rows first: they say whether this version can read the lab, and which files belong to it."""
    entries = {entry.name: entry for entry in manifest.entries}
    _unpack(packed, entries[DATABASE], folder)
    require_whole(folder / DATABASE)
    for sha256 in files_named(folder / DATABASE):
        name = member_name(sha256)
        if name in entries:
            _unpack(packed, entries[name], folder)
        elif sha256 not in manifest.missing:
            raise NoBackup(f"The archive lacks a photo or result that belongs to it. {_UNCHANGED}")
    if KEY in entries:
        _unpack(packed, entries[KEY], folder)
        (folder / KEY).chmod(0o600)


def _unpack(packed: zipfile.ZipFile, entry: ArchiveMember, folder: Path) -> None:
    path = folder / entry.name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as target:
        _read_whole(packed, entry, target)
        target.flush()
        os.fsync(target.fileno())  # the folder gets its name when all of it would outlast a power cut


def _read_whole(packed: zipfile.ZipFile, entry: ArchiveMember, target: BinaryIO | None) -> None:
    """Raises NoBackup where it is longer, shorter or other than the list says; no more than that is ever written."""
    digest, left = hashlib.sha256(), entry.bytes
    with packed.open(entry.name) as source:
        while chunk := source.read(min(_CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                break
            digest.update(chunk)
            if target is not None:
                target.write(chunk)
    if left or digest.hexdigest() != entry.sha256:
        raise NoBackup(f"{entry.name} is damaged in the archive. {_UNCHANGED}")


def _trouble(folder: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk with {folder} is full. {_UNCHANGED}"
    return f"{folder} can't be made of this archive ({error.strerror or type(error).__name__}). {_UNCHANGED}"
