"""The lab as a watching program sees it: figures of this process, and of the rows that all replicas share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from retouch_lib.errors import StoreTrouble
from retouch_lib.jobs.figures import Figures
from retouch_lib.media.files import CacheStatus
from retouch_lib.store.records import JobsInState
from retouch_lib.store.store import Store

_GOOD_FOR = 5.0
"""Seconds for which the rows' figures count: however many watch, the database is asked no more often."""


class Watching:
    """Safe from any thread."""

    def __init__(
        self,
        store: Store,
        figures: Figures,
        cache: Callable[[], CacheStatus | None],
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._figures = figures
        self._cache = cache
        self._clock = clock
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._rows: Sequence[JobsInState] | None = None
        self._replicas = 1
        self._until = -float("inf")

    def text(self) -> bytes:
        """Everything in Prometheus's text format, also while the database is away."""
        with self._lock:
            if self._monotonic() >= self._until:
                try:
                    self._rows = self._store.jobs_in_states()
                    self._replicas = max(1, len(self._store.living_replicas()))  # none is written down on SQLite
                except StoreTrouble:
                    self._rows = None
                self._until = self._monotonic() + _GOOD_FOR
            return self._figures.text(self._rows, self._clock(), self._cache(), self._replicas)
