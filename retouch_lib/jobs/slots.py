"""How many work at a time with one key: three uploads per token, one workflow per job."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from retouch_lib.jobs.stopping import Stop


@dataclass(frozen=True, slots=True, eq=False)
class _Turn:
    """One who waits."""

    behind: bool
    come: threading.Event = field(default_factory=threading.Event)


class Slots:
    """`hold(key)` waits for its turn until fewer than `limit` hold that key. Raises Stopped when stopped meanwhile.

    Who leaves hands the slot to the one that has waited longest, and wakes no other: hundreds wait at no cost. Those
    that stand `behind` come after all others, and leave one slot of several free for the next of these.
    """

    def __init__(self, limit: int, stop: Stop) -> None:
        self._limit = limit
        self._stop = stop
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()
        """A slot that is handed over counts all the time."""
        self._behind: Counter[str] = Counter()
        """Of those, the ones that stand behind."""
        self._queues: dict[str, deque[_Turn]] = {}
        """Of each key those who wait, none of them woken; no key has an empty queue."""

    @contextmanager
    def hold(self, key: str, *, behind: bool = False) -> Iterator[None]:
        turn = self._take_or_queue(key, behind)
        if turn is not None:
            try:
                self._stop.wait_for(turn.come)
            except BaseException:
                self._give_up(key, turn)
                raise
        try:
            yield
        finally:
            self._hand_over(key, behind)

    def in_use(self) -> int:
        with self._lock:
            return self._held.total()

    def holds(self, key: str) -> bool:
        """Whether anybody holds that key now."""
        with self._lock:
            return self._held[key] > 0

    def _take_or_queue(self, key: str, behind: bool) -> _Turn | None:
        """None where a slot is taken; else the turn that comes when one is handed over."""
        with self._lock:
            if self._has_room(key, behind):
                self._take(key, behind)
                return None
            turn = _Turn(behind)
            self._queues.setdefault(key, deque()).append(turn)
            return turn

    def _has_room(self, key: str, behind: bool) -> bool:
        kept_free = 1 if behind and self._limit > 1 else 0
        return self._held[key] < self._limit and (not behind or self._behind[key] < self._limit - kept_free)

    def _take(self, key: str, behind: bool) -> None:
        self._held[key] += 1
        self._behind[key] += behind

    def _give_up(self, key: str, turn: _Turn) -> None:
        """Leave the queue, or hand over at once what was handed over at the moment of the stop."""
        with self._lock:
            queue = self._queues.get(key, deque())
            if turn in queue:
                queue.remove(turn)
                self._drop_if_empty(key)
                return
        self._hand_over(key, turn.behind)

    def _hand_over(self, key: str, behind: bool) -> None:
        with self._lock:
            self._held[key] -= 1
            self._behind[key] -= behind
            if turn := self._next(key):
                self._queues[key].remove(turn)
                self._drop_if_empty(key)
                self._take(key, turn.behind)
                turn.come.set()
            self._held += Counter()  # drops the zeros
            self._behind += Counter()

    def _next(self, key: str) -> _Turn | None:
        """Who has waited longest of those who stand in front, else of those behind, where there is room for them."""
        queue = self._queues.get(key, ())
        first = next((turn for turn in queue if not turn.behind), None) or next(iter(queue), None)
        return first if first is not None and self._has_room(key, first.behind) else None

    def _drop_if_empty(self, key: str) -> None:
        if not self._queues[key]:
            del self._queues[key]
