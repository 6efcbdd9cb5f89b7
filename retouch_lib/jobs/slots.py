"""How many work at a time with one key: three uploads per token, one workflow per job."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager

from retouch_lib.jobs.stopping import Stop


class Slots:
    """`hold(key)` waits for its turn until fewer than `limit` hold that key. Raises Stopped when stopped meanwhile.

    Who leaves hands the slot to the one that has waited longest, and wakes no other: hundreds wait at no cost.
    """

    def __init__(self, limit: int, stop: Stop) -> None:
        self._limit = limit
        self._stop = stop
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()
        """A slot that is handed over counts all the time."""
        self._queues: dict[str, deque[threading.Event]] = {}
        """Of each key those who wait, none of them woken; no key has an empty queue."""

    @contextmanager
    def hold(self, key: str) -> Iterator[None]:
        turn = self._take_or_queue(key)
        if turn is not None:
            try:
                self._stop.wait_for(turn)
            except BaseException:
                self._give_up(key, turn)
                raise
        try:
            yield
        finally:
            self._hand_over(key)

    def in_use(self) -> int:
        with self._lock:
            return self._held.total()

    def holds(self, key: str) -> bool:
        """Whether anybody holds that key now."""
        with self._lock:
            return self._held[key] > 0

    def _take_or_queue(self, key: str) -> threading.Event | None:
        """None where a slot is taken, else what is set when it is handed over."""
        with self._lock:
            if self._held[key] < self._limit:
                self._held[key] += 1
                return None
            turn = threading.Event()
            self._queues.setdefault(key, deque()).append(turn)
            return turn

    def _give_up(self, key: str, turn: threading.Event) -> None:
        """Leave the queue, or hand over at once what was handed over at the moment of the stop."""
        with self._lock:
            queue = self._queues.get(key, deque())
            if turn in queue:
                queue.remove(turn)
                self._drop_if_empty(key)
                return
        self._hand_over(key)

    def _hand_over(self, key: str) -> None:
        with self._lock:
            if queue := self._queues.get(key):
                queue.popleft().set()
                self._drop_if_empty(key)
                return
            self._held[key] -= 1
            self._held += Counter()  # drops the zeros

    def _drop_if_empty(self, key: str) -> None:
        if not self._queues[key]:
            del self._queues[key]
