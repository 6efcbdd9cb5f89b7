"""Files that came and may still grow: each is handed on once it has not changed for a while."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from retouch_lib.verbs.hot.scanning import Found

TRIES = 4
"""How often a file that can't be read as a photo is tried: a copy may rest for longer than `quiet`. Each wait is twice
the last one: with 2 s a file has 30."""


@dataclass(slots=True)
class _Waiting:
    found: Found
    since: float
    tried: int = 0


class Quiet:
    """Waits for files; `clock` in seconds."""

    def __init__(self, seconds: float, clock: Callable[[], float]) -> None:
        self._seconds = seconds
        self._clock = clock
        self._waiting: dict[str, _Waiting] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def __contains__(self, path: str) -> bool:
        return path in self._waiting

    def add(self, found: Found) -> None:
        self._waiting[found.path] = _Waiting(found, self._clock())

    def ripe(self, look: Callable[[str], Found | None]) -> Iterator[Found]:
        """Those that have not changed for long enough. They stay until `drop`; `look` says how one is now."""
        for path, waiting in list(self._waiting.items()):
            now = look(path)
            if now is None:
                self.drop(path)
            elif now != waiting.found:
                self.add(now)
            elif self._clock() - waiting.since >= self._seconds * 2**waiting.tried:
                yield now

    def drop(self, path: str) -> None:
        self._waiting.pop(path, None)

    def clear(self) -> None:
        self._waiting.clear()

    def try_later(self, path: str) -> bool:
        """Wait once more for a file that is no whole photo; False where that was done often enough."""
        waiting = self._waiting[path]
        waiting.tried += 1
        waiting.since = self._clock()
        return waiting.tried < TRIES
