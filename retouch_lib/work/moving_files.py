"""From a data folder into the store that a team shares, and back: file by file, so that it may be interrupted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from retouch_lib import instance
from retouch_lib.errors import BadSetting
from retouch_lib.media.file_stores import FOLDER, shared_files, store_of, unmoved
from retouch_lib.media.files import Files, digest_of
from retouch_lib.media.object_store import ObjectStore
from retouch_lib.settings import Settings

_TELL_EVERY = 100
Told = Callable[[int, int], None]
"""Is told now and then how many files are moved, and their bytes."""


@dataclass(slots=True)
class Moved:
    """What a move has done so far."""

    files: int = 0
    bytes: int = 0
    damaged: tuple[str, ...] = ()
    """Names of files that stay, because their bytes are others."""

    def add(self, size: int, told: Told) -> None:
        self.files += 1
        self.bytes += size
        if self.files % _TELL_EVERY == 0:
            told(self.files, self.bytes)


def move(settings: Settings, told: Told = lambda files, size: None) -> Moved:
    """Put every file of the data folder into the store; those used last stay as copies.

    Raises BadSetting where no store is set, AlreadyRunning, FilesAway: then the next move goes on.
    """
    store, moved = _store(settings), Moved()
    with instance.claim(settings.data_dir):
        files = shared_files(settings, store)
        for path in unmoved(settings.data_dir):
            if digest_of(path) != path.name:
                moved.damaged += (path.name,)
                continue
            size = path.stat().st_size
            files.adopt(path, path.name)
            moved.add(size, told)
    return moved


def copy_back(settings: Settings, told: Told = lambda files, size: None) -> Moved:
    """Copy every file of the store into the data folder, which a lab without RETOUCH_FILES_URL works on then.

    The store keeps them. Raises as `move`.
    """
    store, moved = _store(settings), Moved()
    with instance.claim(settings.data_dir):
        folder, files = Files(settings.data_dir / FOLDER), shared_files(settings, store)
        for key in store.keys("files/"):
            sha256 = key.rpartition("/")[2]
            if folder.has(sha256):
                continue
            try:
                with files.lent(sha256) as path:
                    part = folder.new_part()
                    shutil.copyfile(path, part)
            except (FileNotFoundError, ValueError):
                moved.damaged += (sha256,)
                continue
            size = part.stat().st_size
            folder.adopt(part, sha256)
            moved.add(size, told)
    return moved


def _store(settings: Settings) -> ObjectStore:
    store = store_of(settings)
    if store is None:
        raise BadSetting("RETOUCH_FILES_URL names no store: there is nowhere to move files to or from.")
    return store
