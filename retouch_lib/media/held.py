"""What was read last, kept in memory for a while: pictures are asked for again and again while somebody looks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Held(Generic[K, V]):
    """The last few, read by one thread at a time; the others wait for it."""

    def __init__(self, most: int, seconds: float) -> None:
        """`most`: how many; `seconds`: after the last one was asked for all are let go."""
        self._most = most
        self._seconds = seconds
        self._lock = threading.Lock()
        self._values: dict[K, V] = {}
        self._timer: threading.Timer | None = None

    def get(self, key: K, load: Callable[[], V]) -> V:
        """What is kept under the key, loaded if it isn't. Raises what `load` does; nothing is kept then."""
        with self._lock:
            if key in self._values:
                self._values[key] = self._values.pop(key)  # the last to go
            else:
                while len(self._values) >= self._most:  # first, or there would be one more
                    del self._values[next(iter(self._values))]
                self._values[key] = load()
            self._wait_anew()
            return self._values[key]

    def let_go(self) -> None:
        with self._lock:
            self._values.clear()

    def _wait_anew(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(self._seconds, self.let_go)
        self._timer.daemon = True
        self._timer.start()
