"""Which copies of shared files are on this computer, and which go when there is no room for more."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

KEPT_SECONDS = 300.0
"""Since a copy was asked for last; it is read until then, however full the cache is."""
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Copy:
    bytes: int
    used: float


class FileCache:
    """The files two levels below `folder`, with the one used last at the end. May be used from any thread.

    Whoever asks for a copy may open it within `KEPT_SECONDS`; an open one stays readable when its name goes.
    """

    def __init__(
        self,
        folder: Path,
        most: int,
        place: Callable[[str], Path],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`most`: bytes. `place`: where the copy of that name lies."""
        self.most = most
        self._place = place
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._copies: OrderedDict[str, _Copy] = OrderedDict()
        long_ago = monotonic() - KEPT_SECONDS
        for _, size, name in sorted(_found(folder)):
            self._copies[name] = _Copy(size, long_ago)
        self._bytes = sum(copy.bytes for copy in self._copies.values())

    @property
    def bytes(self) -> int:
        return self._bytes

    def names(self) -> tuple[str, ...]:
        """Of copies that nobody asked for lately."""
        with self._lock:
            latest = self._monotonic() - KEPT_SECONDS
            return tuple(name for name, copy in self._copies.items() if copy.used <= latest)

    def make_room(self) -> None:
        """Delete what is too much, as after a start with a smaller limit."""
        with self._lock:
            self._make_room()

    def use(self, name: str) -> bool:
        """Whether that copy is here, to be read now."""
        with self._lock:
            copy = self._copies.get(name)
            if copy is None:
                return False
            copy.used = self._monotonic()
            self._copies.move_to_end(name)
        if self._place(name).is_file():
            return True
        self.forget([name])  # somebody emptied the folder
        return False

    def add(self, part: Path, name: str) -> Path:
        """Give a whole part that name; others go for it."""
        target, size = self._place(name), part.stat().st_size
        target.parent.mkdir(exist_ok=True)
        with self._lock:
            part.replace(target)
            if (old := self._copies.pop(name, None)) is not None:
                self._bytes -= old.bytes
            self._copies[name] = _Copy(size, self._monotonic())
            self._bytes += size
            self._make_room()
        return target

    def forget(self, names: Collection[str]) -> None:
        """Delete these copies."""
        with self._lock:
            for name in names:
                self._remove(name)

    def _make_room(self) -> None:
        latest = self._monotonic() - KEPT_SECONDS
        while self._bytes > self.most:
            name, copy = next(iter(self._copies.items()))
            if copy.used > latest:
                return
            self._remove(name)

    def _remove(self, name: str) -> None:
        """One that is open elsewhere can't be deleted everywhere: it is found again at the next start."""
        copy = self._copies.pop(name, None)
        self._bytes -= copy.bytes if copy is not None else 0
        try:
            self._place(name).unlink(missing_ok=True)
        except OSError as error:
            _log.warning("a copy can't be deleted: %s", type(error).__name__)


def _found(folder: Path) -> Iterator[tuple[int, int, str]]:
    """When it was read last, as exactly as the disk says; bytes; name."""
    for path in folder.glob("[0-9a-f][0-9a-f]/*"):
        with suppress(FileNotFoundError):
            stat = path.stat()
            yield max(stat.st_atime_ns, stat.st_mtime_ns), stat.st_size, path.name
