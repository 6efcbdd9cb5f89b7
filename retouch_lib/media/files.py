"""Photos and results as files named by the SHA-256 of their bytes: written once, never changed.

In a folder of this computer's, which is all there is by default. `media.shared_files` has the same words for files that
several computers share: there they are in an object store, and this folder holds copies of those used lately.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from retouch_lib.machine.disk import sync_folder

_SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class CacheStatus:
    """Copies on this computer of files that lie elsewhere."""

    place: str
    """Where the files are, to be read by a person."""
    bytes: int
    most: int
    """Bytes that are kept; what was used in the last minutes stays beyond that."""


class Files:
    """One folder of files by content. A name is either whole and right, or absent."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._parts = root / "parts"
        self._parts.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._settling: Counter[str] = Counter()

    def path(self, sha256: str) -> Path:
        """Where that file is, to be read now; it need not exist. Raises ValueError for what is no SHA-256 in hex.

        Of shared files: it is here when this returns. FileNotFoundError where there is none, FilesAway where it can't
        be fetched now; never to be called on an event loop.
        """
        return self.place(sha256)

    def place(self, sha256: str) -> Path:
        """Where it lies on this computer if it is here; it is not fetched. Raises ValueError for no SHA-256 in hex."""
        return self.root / shelf(sha256) / sha256

    def has(self, sha256: str) -> bool:
        """Whether there is that file. Raises FilesAway where that can't be told now."""
        return bool(_SHA256.fullmatch(sha256)) and self.place(sha256).is_file()

    def fetch(self, sha256: str) -> bool:
        """See to it that the file is here, and stays for some minutes; False where there is none. Raises FilesAway."""
        return self.has(sha256)

    @contextmanager
    def lent(self, sha256: str) -> Iterator[Path]:
        """Its path, for one who reads each of thousands once: what is fetched for that is not kept. As `path`."""
        yield self.path(sha256)

    def new_part(self) -> Path:
        """A fresh name on the same disk to write into; `adopt` gives it its final name."""
        return self._parts / f"{uuid.uuid4().hex}.part"

    def adopt(self, part: Path, sha256: str | None = None) -> str:
        """Move a finished part to its name and return its SHA-256; `sha256` saves reading it again.

        Raises OSError; the part is where it was then.
        """
        digest = sha256 or digest_of(part)
        target = self.place(digest)
        target.parent.mkdir(exist_ok=True)
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
        return digest

    @contextmanager
    def settling(self, sha256: str) -> Iterator[None]:
        """From before `adopt` until a row names the file: it is not removed meanwhile. Others don't wait for it."""
        with self._lock:
            self._settling[sha256] += 1
        try:
            yield
        finally:
            with self._lock:
                self._settling[sha256] -= 1
                self._settling += Counter()  # drops the zeros

    @contextmanager
    def holding(self, sha256s: Iterable[str]) -> Iterator[None]:
        """While these are read, one after the other: none of them is removed before the end."""
        with ExitStack() as held:
            for sha256 in sha256s:
                held.enter_context(self.settling(sha256))
            yield

    @contextmanager
    def removing(self) -> Iterator[frozenset[str]]:
        """While it is looked which files no row names, and these are removed; gives those to be left: they may have
        no row yet, or are being read. No other begins to settle meanwhile."""
        with self._lock:
            yield frozenset(self._settling)

    def remove(self, sha256: str) -> bool:
        """Delete that file, if it is there; False where it has to stay for now. Raises OSError where it can't be."""
        self.place(sha256).unlink(missing_ok=True)
        return True

    def copies(self) -> tuple[str, ...]:
        """SHA-256s of the copies that are here of what others may have deleted; none where all files are here."""
        return ()

    def drop(self, sha256s: Iterable[str]) -> None:
        """Delete such copies."""

    @property
    def cache(self) -> CacheStatus | None:
        """How full the cache is; None where all files are here."""
        return None

    def sweep_parts(self) -> int:
        """Remove parts that a killed process left; call it before anything writes. Returns how many."""
        strays = list(self._parts.iterdir())
        for stray in strays:
            stray.unlink(missing_ok=True)
        return len(strays)


def shelf(sha256: str) -> str:
    """The folder of that file and of what is made of it. Raises ValueError for what is no SHA-256 in hex."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError("not a SHA-256 in lower-case hex")
    return sha256[:2]


def digest_of(path: Path) -> str:
    """SHA-256 (hex) of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
