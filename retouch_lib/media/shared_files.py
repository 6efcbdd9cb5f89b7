"""The same files for several computers: in an object store, with copies of those used lately on each.

Nothing but this and `media.shared_previews` knows of the store. What reads pixels, archives or headers goes on reading
files: `path` fetches a copy where there is none, whole and checked by its SHA-256.

A file is in the store before anybody may name it in a row. Two may do opposite things at once: one adopts a file that
another, elsewhere, finds unused and removes. So nothing is removed that was put within `YOUNG`, and who adopts what is
there already puts it anew where it is not fresh. What stays: a removal that began before that and is held up, between
looking at the object's age and removing it, until the other's row is written: some milliseconds, of a file that was
deleted an hour ago and comes back in that very moment.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from retouch_lib.media.file_cache import FileCache
from retouch_lib.media.files import CacheStatus, Files, digest_of, shelf
from retouch_lib.media.object_store import ObjectStore
from retouch_lib.media.refusals import remember

YOUNG = timedelta(hours=1)
"""Since an object was put: it is not removed, for its row may be about to be written."""
_FRESH = YOUNG / 2
"""Put so lately, it is not put anew: its row is written long before it can be removed."""
_LOCKS = 64
_KNOWN, _KNOWN_FOR = 16384, 300.0
"""How many files are remembered to be in the store, and for how many seconds."""
_log = logging.getLogger(__name__)


class SharedFiles(Files):
    """See `Files`. Methods that are not about this computer alone wait for the store, and raise FilesAway."""

    def __init__(
        self,
        root: Path,
        store: ObjectStore,
        most: int,
        *,
        place: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`root`: where the copies lie, of `most` bytes; `place`: the store's name, for people to read."""
        super().__init__(root)
        self._store = store
        self._named = place
        self._clock = clock
        self._monotonic = monotonic
        self._copies = FileCache(root, most, self.place, monotonic)
        self._fetching = [threading.Lock() for _ in range(_LOCKS)]
        self._known: dict[str, float] = {}

    def path(self, sha256: str) -> Path:
        target = self.place(sha256)
        if self._copies.use(sha256):
            return target
        with self._fetching[int(sha256[:8], 16) % _LOCKS]:  # many readers, one download
            return target if self._copies.use(sha256) else self._copies.add(self._fetched(sha256), sha256)

    def has(self, sha256: str) -> bool:
        try:
            if self.place(sha256).is_file():
                return True
        except ValueError:
            return False
        known = self._known.get(sha256)
        if known is not None and self._monotonic() - known < _KNOWN_FOR:
            return True
        if self._store.look(key_of(sha256)) is None:
            return False
        self._remember(sha256)
        return True

    def fetch(self, sha256: str) -> bool:
        try:
            self.path(sha256)
        except FileNotFoundError:
            return False
        return True

    @contextmanager
    def lent(self, sha256: str) -> Iterator[Path]:
        if self._copies.use(sha256):
            yield self.place(sha256)
            return
        part = self._fetched(sha256)
        try:
            yield part
        finally:
            part.unlink(missing_ok=True)

    def adopt(self, part: Path, sha256: str | None = None) -> str:
        digest = sha256 or digest_of(part)
        key, size = key_of(digest), part.stat().st_size
        if not self._store.create(key, part):
            found = self._store.look(key)
            if found is None or found.bytes != size or self._age(found.modified) > _FRESH:
                self._store.put(key, part)
        self._remember(digest)
        self._copies.add(part, digest)
        return digest

    @contextmanager
    def removing(self) -> Iterator[frozenset[str]]:
        """Nobody waits for it: the store may take its time, and what is adopted meanwhile is too young to go."""
        with super().removing() as settling:
            left = settling
        yield left

    def remove(self, sha256: str) -> bool:
        with self._lock:
            if sha256 in self._settling:
                return False
        key = key_of(sha256)
        found = self._store.look(key)
        if found is not None and self._age(found.modified) < YOUNG:
            return False
        self._store.delete(key)
        self.drop([sha256])
        return True

    def sweep_parts(self) -> int:
        """This computer's; and copies that are too many go."""
        self._copies.make_room()
        return super().sweep_parts()

    def copies(self) -> tuple[str, ...]:
        return self._copies.names()

    def drop(self, sha256s: Iterable[str]) -> None:
        names = tuple(sha256s)
        for name in names:
            self._known.pop(name, None)
        self._copies.forget(names)

    @property
    def cache(self) -> CacheStatus:
        return CacheStatus(self._named, self._copies.bytes, self._copies.most)

    def _age(self, modified: datetime) -> timedelta:
        return self._clock() - modified

    def _remember(self, sha256: str) -> None:
        with self._lock:
            self._known.pop(sha256, None)
            remember(self._known, sha256, self._monotonic(), _KNOWN)

    def _fetched(self, sha256: str) -> Path:
        """A whole part with the bytes of that name. Raises FileNotFoundError, also where there are others."""
        part = self.new_part()
        try:
            with part.open("wb") as file:
                checked = _Checked(file)
                stored = self._store.fetch(key_of(sha256), checked.write)
            if checked.digest.hexdigest() != sha256:
                _log.error("the file store has other bytes than %s", sha256[:12])
                raise FileNotFoundError(sha256)
        except BaseException:
            part.unlink(missing_ok=True)
            with suppress(KeyError):
                del self._known[sha256]
            raise
        os.utime(part, (time.time(), stored.modified.timestamp()))  # when it came, not when it was copied
        return part


class _Checked:
    """A file that is written from its beginning to its end, and the SHA-256 of its bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def write(self, data: memoryview) -> None:
        self._file.write(data)
        self.digest.update(data)


def key_of(sha256: str) -> str:
    """The object's name. Raises ValueError for what is no SHA-256 in hex."""
    return f"files/{shelf(sha256)}/{sha256}"
