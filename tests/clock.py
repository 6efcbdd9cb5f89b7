"""A clock that stands still until a test moves it."""

from __future__ import annotations


class ManualClock:
    """Stands in for `time.time` and `time.sleep`: sleeping moves it on at once, and is remembered."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now
        """Seconds since 1970."""
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.advance(seconds)
