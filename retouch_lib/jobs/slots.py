"""How many work at a time with one key: three uploads per token, one workflow per job."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from retouch_lib.jobs.stopping import Stop

_FREED = "slot "


class Slots:
    """`hold(key)` waits until fewer than `limit` hold that key. Raises Stopped when stopped meanwhile."""

    def __init__(self, limit: int, stop: Stop) -> None:
        self._limit = limit
        self._stop = stop
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()

    @contextmanager
    def hold(self, key: str) -> Iterator[None]:
        while not self._take(key):
            # A slot freed between the two lines is missed; the second look comes soon.
            self._stop.wait(0.2, _FREED + key)
        try:
            yield
        finally:
            with self._lock:
                self._held[key] -= 1
                self._held += Counter()  # drops the zeros
            self._stop.nudge(_FREED + key)

    def in_use(self) -> int:
        with self._lock:
            return self._held.total()

    def holds(self, key: str) -> bool:
        """Whether anybody holds that key now."""
        with self._lock:
            return self._held[key] > 0

    def _take(self, key: str) -> bool:
        with self._lock:
            if self._held[key] >= self._limit:
                return False
            self._held[key] += 1
            return True
