"""What is made of one or several files, kept with the previews: once, by one thread, and of nothing that is deleted."""

from __future__ import annotations

import os
import threading
import zlib
from collections.abc import Callable, Collection
from contextlib import nullcontext
from pathlib import Path

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import photo
from retouch_lib.media.files import Files, shelf
from retouch_lib.media.previews import LARGE
from retouch_lib.media.refusals import Refusals

MIXES = "mixes"
"""The folder of what is soon made again; `media.mixes` keeps it small."""
_LOCKS = 64


class Making:
    """All methods may be called from any thread. `of` are the SHA-256s of the files that something is made of."""

    def __init__(self, files: Files, folder: Path) -> None:
        """`folder`: the previews'; it may be emptied at any time."""
        self._files = files
        self._folder = folder
        self._locks = [threading.Lock() for _ in range(_LOCKS)]
        self._cores = threading.BoundedSemaphore(os.cpu_count() or 1)
        self._large = threading.Lock()
        self._refusals = Refusals()

    def target(self, of: Collection[str], ending: str, *, passing: bool = False) -> Path:
        """Where it is kept: all files are in its name, so that it goes with any of them. `passing`: in MIXES.

        Three of them leave `ending` 20 characters. Raises ValueError for what is no SHA-256.
        """
        names = list(dict.fromkeys(of))
        shelves = list(map(shelf, names))
        return self._folder / (MIXES if passing else shelves[0]) / ".".join([*names, ending])

    def once(self, target: Path, of: Collection[str], make: Callable[[], None]) -> Path:
        """`target`, made if it is not there. As many are made at once as there are cores, of large pictures one.

        Raises InvalidPhoto when one of the files is no readable picture, OSError when one does not exist.
        """
        if target.is_file():
            return target
        with self._locks[zlib.crc32(target.name.encode()) % _LOCKS]:
            if not all(map(self._files.has, of)):
                raise FileNotFoundError(target.name)
            if not target.is_file():
                large = self._large if self._is_large(of) else nullcontext()
                with large, self._cores, self._refusals.in_words(target.name):
                    make()
        return target

    def settle(self) -> None:
        """Some files are deleted by now: nothing is made of them after this returns.

        What was made goes with their previews.
        """
        for lock in self._locks:
            with lock:  # wait until the thread that holds it is done
                pass

    def _is_large(self, of: Collection[str]) -> bool:
        return any(_bytes(self._files.path(sha256)) > LARGE for sha256 in of)


def _bytes(path: Path) -> int:
    """What its pixels take in memory; 0 for what is no picture, as an archive of layers."""
    try:
        info = photo.inspect(path, max_bytes=None)
    except InvalidPhoto:
        return 0
    return max(info.buffered, 3 * info.width * info.height)
