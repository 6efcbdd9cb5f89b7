"""Threads for work that takes its time, apart from those of all else: uploads must not wait for it."""

from __future__ import annotations

import os

from anyio import CapacityLimiter
from anyio.lowlevel import RunVar


class Threads:
    """So many at once. Those that wait for one take none."""

    def __init__(self, name: str, most: int | None = None) -> None:
        """`most`: as many as there are cores where none is told; more would only take memory."""
        self._limiter: RunVar[CapacityLimiter] = RunVar(name)
        self._most = most

    def limiter(self) -> CapacityLimiter:
        """One for each event loop."""
        try:
            return self._limiter.get()
        except LookupError:
            limiter = CapacityLimiter(self._most or os.cpu_count() or 1)
            self._limiter.set(limiter)
            return limiter
