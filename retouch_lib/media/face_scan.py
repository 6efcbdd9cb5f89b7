"""Counts the faces of each photo in the background, so that the number is known before anything is paid for."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Iterable
from dataclasses import dataclass

from retouch_lib.errors import RetouchError
from retouch_lib.media.previews import Previews

CLOSING_SECONDS = 1.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ScannedFaces:
    """What the scan of one photo found."""

    faces: int | None
    """How many were found; None when the picture can't be read."""


class FaceScan:
    """Scans photos one after the other in a thread of its own, which begins with the first one asked for.

    All methods may be called from any thread; none of them waits for a scan.
    """

    def __init__(self, previews: Previews) -> None:
        self._previews = previews
        self._scanned: dict[str, ScannedFaces] = {}
        self._asked: set[str] = set()
        self._waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def at(self, sha256: str) -> ScannedFaces | None:
        """What is known of a photo, from now or from before a restart; None until it was scanned."""
        if sha256 not in self._scanned and (faces := self._previews.known_faces(sha256)) is not None:
            self._scanned[sha256] = ScannedFaces(len(faces))
        return self._scanned.get(sha256)

    def ask(self, sha256s: Iterable[str]) -> None:
        """Scan these soon, unless that is done or under way."""
        unknown = [sha256 for sha256 in sha256s if self.at(sha256) is None]
        with self._lock:
            if self._closed:
                return
            for sha256 in unknown:
                if sha256 not in self._asked:
                    self._asked.add(sha256)
                    self._waiting.put(sha256)
            if unknown and self._thread is None:
                self._thread = threading.Thread(target=self._work, name="face-scan", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop after the photo at hand; a long one is left to itself. What was found is kept with the previews."""
        with self._lock:
            self._closed = True
            thread = self._thread
        self._waiting.put(None)
        if thread is not None:
            thread.join(CLOSING_SECONDS)

    def _work(self) -> None:
        while (sha256 := self._waiting.get()) is not None and not self._closed:
            self._scanned[sha256] = self._scan(sha256)

    def _scan(self, sha256: str) -> ScannedFaces:
        try:
            return ScannedFaces(len(self._previews.faces(sha256)))
        except (RetouchError, OSError) as error:
            _log.warning("the faces of %s can't be counted: %s", sha256[:12], error)
        except Exception:  # noqa: BLE001 - a run must not wait for this scan for ever
            _log.exception("the faces of %s can't be counted", sha256[:12])
        return ScannedFaces(None)
