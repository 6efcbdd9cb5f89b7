"""Who goes first: a job that somebody waits for is never stuck behind those of the background.

Jobs of the background (a batch, a sweep, a watched folder) have a queue of their own, so that thousands of them leave
the other one free; only so many of them are at a server at a time, so that its own queue stays short; they take the
upload slots that are left (`slots`); and on the local engine, whose cores are this computer's, none of them begins
while a job is there that somebody waits for.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from retouch_lib.jobs.stopping import Stop
from retouch_lib.store.records import Job, JobState

AT_A_SERVER = 24
"""Background jobs of one token that are on their way to a server, or at it: what three uploads at a time keep busy."""
AT_THE_ENGINE = max(1, (os.cpu_count() or 1) - 1)
"""The same of the local engine: one core is left for whoever presses meanwhile."""


@dataclass(slots=True)
class _Lane:
    """The jobs of one token on one server."""

    ahead: int = 0
    """Those that somebody waits for."""
    behind: int = 0
    """Those of the background that had their turn."""
    waiting: dict[str, threading.Event] = field(default_factory=dict)
    """Those that have not, by the job's id, in the order in which they came; none of them is woken."""


class Lanes:
    """`turn(job)` lets a job through, one of the background when it is its turn. Raises Stopped when stopped."""

    def __init__(self, stop: Stop, share: Callable[[int], int] = lambda most: most) -> None:
        """`share`: of what all replicas together may do at a time, this one's part."""
        self._stop = stop
        self._share = share
        self._lock = threading.Lock()
        self._lanes: dict[str, _Lane] = {}
        self._forward: set[str] = set()
        """Ids of jobs that were let through because somebody waits for them, and have not gone on yet."""

    @contextmanager
    def turn(self, job: Job, *, local: bool) -> Iterator[None]:
        """From before the job is sent until its server has done its work."""
        key = f"{job.server}/{job.token_ref}"
        behind = job.background and self._let_through(job, key, local)
        if not behind:
            with self._lock:
                self._lane(key).ahead += 1
        try:
            yield
        finally:
            self._leave(key, behind, local)

    def bring_forward(self, job_id: str) -> bool:
        """Somebody waits for that job now: it is let through at once. Whether it stood here."""
        with self._lock:
            for lane in self._lanes.values():
                if (turn := lane.waiting.pop(job_id, None)) is not None:
                    self._forward.add(job_id)
                    turn.set()
                    return True
        return False

    def _let_through(self, job: Job, key: str, local: bool) -> bool:
        """Wait for the turn; whether the job is still one of the background then."""
        with self._lock:
            lane = self._lane(key)
            if job.state is not JobState.QUEUED or self._has_room(lane, local):  # what is at the server is asked about
                lane.behind += 1
                return True
            turn = lane.waiting[job.id] = threading.Event()
        try:
            self._stop.wait_for(turn)
        except BaseException:
            with self._lock:
                if lane.waiting.pop(job.id, None) is None and not self._was_brought_forward(job.id):
                    lane.behind -= 1  # it was let through at the moment of the stop
            raise
        with self._lock:
            return not self._was_brought_forward(job.id)

    def _was_brought_forward(self, job_id: str) -> bool:
        found = job_id in self._forward
        self._forward.discard(job_id)
        return found

    def _leave(self, key: str, behind: bool, local: bool) -> None:
        with self._lock:
            lane = self._lanes[key]
            lane.behind -= behind
            lane.ahead -= not behind
            while lane.waiting and self._has_room(lane, local):
                lane.waiting.pop(next(iter(lane.waiting))).set()
                lane.behind += 1
            if lane == _Lane():
                del self._lanes[key]

    def _lane(self, key: str) -> _Lane:
        return self._lanes.setdefault(key, _Lane())

    def _has_room(self, lane: _Lane, local: bool) -> bool:
        if local:
            return not lane.ahead and lane.behind < self._share(AT_THE_ENGINE)
        return lane.behind < self._share(AT_A_SERVER)
