"""Whether anything happened in a folder, as the system tells it. Of network drives it often tells nothing."""

from __future__ import annotations

import logging
import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

_TOLD: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileClosedEvent,
    DirCreatedEvent,
    DirMovedEvent,
]
"""Reading is told by some systems, too: our own would wake us for ever."""
_LEAVES_WITHIN = 1.0
_log = logging.getLogger(__name__)


class FolderEvents(FileSystemEventHandler):
    """Of a folder and those below it, but for one of them."""

    def __init__(self, folder: Path, but: Path) -> None:
        self._folder = folder
        self._but = os.path.join(but, "")  # noqa: PTH118 - with the separator at its end
        self._happened = threading.Event()
        self._observer: Any = None

    def start(self) -> bool:
        """Listen from now on. False where the system tells nothing: no such folder, or too many are watched."""
        observer = Observer()
        try:
            observer.schedule(self, str(self._folder), recursive=True, event_filter=_TOLD)
            observer.start()
        except OSError as error:
            _log.info("no changes are told of a hot folder: %s", error.strerror)
            return False
        self._observer = observer
        return True

    def on_any_event(self, event: FileSystemEvent) -> None:
        ends = (event.dest_path or event.src_path, event.src_path)
        if not all(os.path.join(os.fsdecode(end), "").startswith(self._but) for end in ends):  # noqa: PTH118
            self._happened.set()

    def take(self) -> bool:
        """Whether anything happened since this was asked last."""
        happened = self._happened.is_set()
        self._happened.clear()
        return happened

    def close(self) -> None:
        if self._observer is not None:
            with suppress(OSError):  # the drive went away, and what was to be closed with it
                self._observer.stop()
            self._observer.join(_LEAVES_WITHIN)
            self._observer = None
