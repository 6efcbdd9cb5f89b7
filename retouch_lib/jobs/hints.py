"""What callbacks are worth: hints that a look at the server is due, and how slowly it can be asked while they come.

Nothing that a callback says is believed. Lost, doubled, early or forged, it changes when the server is asked, and never
what a job is.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Hints:
    """Those of the jobs that this process has in hand."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._given: dict[str, threading.Event] = {}
        self._told: set[str] = set()
        """Servers whose last job that ended here was told of by a callback."""

    @contextmanager
    def hold(self, job_id: str) -> Iterator[None]:
        """While the job is in hand, hints for it are kept, those too that come before anybody waits for one."""
        with self._lock:
            self._given[job_id] = threading.Event()
        try:
            yield
        finally:
            with self._lock:
                self._given.pop(job_id, None)

    def give(self, job_id: str) -> bool:
        """Whether the job is in hand here; who waits for it looks at once."""
        with self._lock:
            event = self._given.get(job_id)
        if event is not None:
            event.set()
        return event is not None

    def event(self, job_id: str) -> threading.Event:
        """Set where a hint was given since it was last cleared. Of a job that nobody has in hand: never."""
        with self._lock:
            return self._given.get(job_id) or threading.Event()

    def ended(self, server: str, *, told: bool) -> None:
        """A job of that server has ended, and a callback had told of it or not."""
        with self._lock:
            (self._told.add if told else self._told.discard)(server)

    def arrive(self, server: str) -> bool:
        """Whether callbacks from that server come here, as far as its last job tells: it may be asked less often."""
        with self._lock:
            return server in self._told
