"""Smaller pictures of shared files, made once for all computers: a help, never needed.

Their keys hold the maker's version, so that computers of two versions don't take each other's. What the store can't
give now is made here; what it can't take now is made elsewhere again.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Collection
from pathlib import Path

from retouch_lib.errors import FilesAway
from retouch_lib.imaging.faces import find
from retouch_lib.media.files import shelf
from retouch_lib.media.object_store import ObjectStore
from retouch_lib.media.writing import whole

VERSION = 1
"""Of the pictures that `media.previews` makes; to be raised with each change. Faces have their own."""
MOST_BYTES = 16 << 20
"""Of one; a preview has some hundred kilobytes."""
_MOST_WAITING = 1000
_LEAVES_WITHIN = 1.0
_JPEG = (b"\xff\xd8", b"\xff\xd9")
"""How one begins and ends."""
_log = logging.getLogger(__name__)


class SharedPreviews:
    """All methods may be called from any thread."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._waiting: queue.Queue[tuple[str, Path] | None] = queue.Queue(_MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def take(self, sha256: str, target: Path) -> bool:
        """Fetch to `target` what another computer made under that name; False where there is none to be had now."""
        try:
            with whole(target) as part:
                with part.open("wb") as file:
                    self._store.fetch(_key(sha256, target), file.write, MOST_BYTES)
                if target.suffix == ".jpg" and not _is_whole(part):
                    raise ValueError("no whole picture")
        except FileNotFoundError:
            return False
        except (FilesAway, ValueError) as error:
            _log.warning("a shared preview can't be had: %s", type(error).__name__)
            return False
        return True

    def give(self, sha256: str, made: Path) -> None:
        """Put what was made here into the store, by and by."""
        try:
            self._waiting.put_nowait((_key(sha256, made), made))
        except queue.Full:
            return
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True, name="shared previews")
                self._thread.start()

    def forget(self, sha256s: Collection[str]) -> None:
        """Remove all of these files' pictures, of whatever version. Raises FilesAway."""
        for sha256 in sha256s:
            for key in list(self._store.keys(_folder(sha256))):
                self._store.delete(key)

    def close(self) -> None:
        """What still waits is left."""
        with self._starting:
            thread, self._thread = self._thread, None
        if thread is not None:
            while True:
                try:
                    self._waiting.get_nowait()
                except queue.Empty:
                    break
            self._waiting.put(None)
            thread.join(_LEAVES_WITHIN)

    def settle(self) -> None:
        """Wait until all that was given is put, or could not be."""
        self._waiting.join()

    def _work(self) -> None:
        while (given := self._waiting.get()) is not None:
            key, made = given
            try:
                self._store.create(key, made)
            except OSError as error:  # away, or the folder was emptied
                _log.info("a preview is not shared: %s", type(error).__name__)
            finally:
                self._waiting.task_done()


def _folder(sha256: str) -> str:
    return f"previews/{shelf(sha256)}/{sha256}/"


def _key(sha256: str, made: Path) -> str:
    """`made` is named by the file and an ending: ab12….400.jpg."""
    return f"{_folder(sha256)}v{VERSION}-{find.VERSION}{made.name.removeprefix(sha256)}"


def _is_whole(path: Path) -> bool:
    """Whether a JPEG has its beginning and its end; faces are checked by who reads them."""
    data = path.read_bytes()
    return data.startswith(_JPEG[0]) and data.endswith(_JPEG[1])
