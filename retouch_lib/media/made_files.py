"""Files that take their time: made in a thread of their own, one after the other, and kept until they are fetched.

making = files.begin(FileMaking(owner="local", path=files.new_path(), asked_at=now, shows=frozenset()), write)
while not making.ended:
    print(making.made, making.total)
files.file("local", making.ticket).path
"""

from __future__ import annotations

import logging
import secrets
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar

from retouch_lib.errors import RetouchError
from retouch_lib.machine.disk import not_kept
from retouch_lib.owners import Owner

KEPT_FOR = timedelta(hours=1)
"""After that the file goes, fetched or not."""
MOST_KEPT = 4
"""Of one owner; the oldest goes."""
_LEAVES_WITHIN = 1.0
_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class FileMaking:
    """One file, waiting, being made, or made. Its thread writes it, pages read it."""

    owner: Owner
    path: Path
    asked_at: datetime
    shows: frozenset[str]
    """Photos and results that are in it, by SHA-256: it goes with them."""
    total: int = 0
    """Steps of all; 0 as long as nobody knows."""
    ticket: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    made: int = 0
    """Steps so far."""
    finished: bool = False
    trouble: str = ""
    """Why there will be no file, as a sentence."""
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def ended(self) -> bool:
        return self.finished or bool(self.trouble) or self.stop.is_set()

    @property
    def bytes(self) -> int:
        """Of the finished file; 0 where it is gone."""
        try:
            return self.path.stat().st_size if self.finished else 0
        except FileNotFoundError:
            return 0


M = TypeVar("M", bound=FileMaking)
Done = Callable[[int], None]
"""Is told how many steps are done; what it raises ends the work."""


class _Stopped(Exception):
    """Nobody wants it any more."""


@dataclass(frozen=True, slots=True)
class Troubles:
    """Sentences for what can go wrong while such a file is made."""

    what: str
    """For the log: "a report"."""
    no_memory: str
    unforeseen: str


class MadeFiles(Generic[M]):
    """Of one lab. All methods may be called from any thread; none of them waits for a file."""

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime],
        owns: Callable[[Owner, str], bool],
        *,
        thread: str,
        troubles: Troubles,
    ) -> None:
        """`folder`: emptied by `clear`; what is in it is gone with the process that could have given it out.

        `owns`: whether that owner has the file of that SHA-256. `thread`: what those that make files are called.
        """
        self._folder = folder
        self._clock, self._owns = clock, owns
        self._thread, self._troubles = thread, troubles
        self._makings: dict[str, M] = {}
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._closed = False

    def new_path(self) -> Path:
        """Where a file is to be made. Raises DataUnusable."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise not_kept(error) from None
        return self._folder / secrets.token_hex(16)

    def begin(self, making: M, write: Callable[[Done], None]) -> M:
        """Have it written to its path by `write`, which tells of each step."""
        with self._lock:
            self._makings[making.ticket] = making
        self.sweep()
        threading.Thread(target=self.make, args=(making, write), name=self._thread, daemon=True).start()
        return making

    def made(self, owner: Owner, ticket: str) -> M | None:
        """None for what is not this owner's, or gone."""
        making = self._makings.get(ticket)
        return making if making is not None and making.owner == owner else None

    def makings(self, owner: Owner) -> list[M]:
        """All of this owner's that are not gone."""
        with self._lock:
            return [making for making in self._makings.values() if making.owner == owner]

    def file(self, owner: Owner, ticket: str) -> M | None:
        """The finished one; None where there is none, or something that it shows was deleted meanwhile."""
        making = self.made(owner, ticket)
        if making is None or not making.finished:
            return None
        if not all(self._owns(owner, sha256) for sha256 in making.shows):
            self.stop(making)
            return None
        return making if making.bytes else None

    def stop(self, making: M) -> None:
        """It is not wanted any more."""
        making.stop.set()
        with self._lock:
            self._makings.pop(making.ticket, None)
        _remove(making.path)

    def sweep(self) -> None:
        """Remove what is past its hour, and of each owner all but the latest few."""
        now, mine = self._clock(), dict[str, int]()
        for making in sorted(self._makings.values(), key=lambda one: one.asked_at, reverse=True):
            mine[making.owner] = mine.get(making.owner, 0) + 1
            if now - making.asked_at >= KEPT_FOR or mine[making.owner] > MOST_KEPT:
                self.stop(making)

    def clear(self) -> None:
        """Remove what an earlier process left."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """End what is being made, and remove all files."""
        self._closed = True
        for making in list(self._makings.values()):
            self.stop(making)
        if self._turn.acquire(timeout=_LEAVES_WITHIN):
            self._turn.release()
        self.clear()

    def make(self, making: M, write: Callable[[Done], None]) -> None:
        """What its thread does; nothing half stays behind."""

        def done(count: int) -> None:
            making.made = count
            if making.stop.is_set() or self._closed:
                raise _Stopped

        try:
            with self._turn:
                done(0)
                write(done)
                done(making.made)
            making.finished = True
        except _Stopped:
            _remove(making.path)
        except OSError as error:
            making.trouble = str(not_kept(error))
        except (RetouchError, MemoryError) as error:
            making.trouble = str(error) or self._troubles.no_memory
        except Exception as error:  # noqa: BLE001 - of a thread nobody would hear of it
            making.trouble = self._troubles.unforeseen
            _log.error("%s failed: %s", self._troubles.what, type(error).__name__)
        if making.trouble:
            _remove(making.path)


def _remove(path: Path) -> None:
    """What is in use at the moment goes when the lab starts the next time."""
    with suppress(OSError):
        path.unlink()
