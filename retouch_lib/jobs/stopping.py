"""How every wait of a job ends at once when the program does."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")
_MEANWHILE_EVERY = 0.3
"""Seconds between two calls of `meanwhile`."""


class Stopped(BaseException):
    """The program ends in the middle of a step.

    No Exception, so that DBOS records nothing: the job stays pending and goes on after the next launch.
    """


class Stop:
    """Told once; afterwards every wait raises Stopped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = False
        self._waiting: dict[threading.Event, str] = {}

    def set(self) -> None:
        """End every wait, those under way and those to come."""
        with self._lock:
            self._stopped = True
            for waiter in self._waiting:
                waiter.set()

    def nudge(self, topic: str) -> None:
        """End the waits that named this topic, without stopping."""
        with self._lock:
            for waiter, its_topic in self._waiting.items():
                if its_topic == topic:
                    waiter.set()

    def check(self) -> None:
        if self._stopped:
            raise Stopped

    def wait(self, seconds: float, topic: str = "") -> None:
        """Sleep, unless stopped or nudged by `topic`. Raises Stopped when stopped."""
        self._wait(threading.Event(), seconds, topic)

    def wait_for(self, event: threading.Event, seconds: float | None = None) -> None:
        """Sleep until it is set, which is done here too when stopped; at most so long. Raises Stopped when stopped."""
        self._wait(event, seconds, "")

    def during(
        self,
        call: Callable[[], _T],
        *,
        within: float | None = None,
        meanwhile: Callable[[], None] | None = None,
        grace: Callable[[], float] = lambda: 0.0,
    ) -> _T:
        """What `call` returns or raises; Stopped at once when stopped, even while it hangs in a socket.

        `within`: seconds after which TimeoutError is raised. `meanwhile` is called every 0.3 s in this thread.
        `grace`: asked when stopped; for so many seconds an outcome is still taken.
        The call runs on a daemon thread, which is left behind then: it ends with its socket's time-out, or with the
        process.
        """
        ended, woken = threading.Event(), threading.Event()
        outcome: list[_T] = []
        trouble: list[BaseException] = []

        def work() -> None:
            try:
                outcome.append(call())
            except BaseException as error:  # noqa: BLE001 (raised again by the waiting thread)
                trouble.append(error)
            ended.set()
            woken.set()

        self.check()
        threading.Thread(target=work, daemon=True, name="job-call").start()
        try:
            self._attend(woken, within, meanwhile)
        except Stopped:
            seconds = grace()
            if not seconds or not ended.wait(seconds):
                raise
        if not ended.is_set():
            raise TimeoutError
        if trouble:
            raise trouble[0]
        return outcome[0]

    def _attend(self, woken: threading.Event, within: float | None, meanwhile: Callable[[], None] | None) -> None:
        if meanwhile is None:
            self._wait(woken, within, "")
            return
        end = time.monotonic() + within if within is not None else None
        while end is None or time.monotonic() < end:
            self._wait(woken, _MEANWHILE_EVERY, "")
            if woken.is_set():
                return
            meanwhile()

    def _wait(self, waiter: threading.Event, seconds: float | None, topic: str) -> None:
        with self._lock:
            self._waiting[waiter] = topic
            if self._stopped:
                waiter.set()
        try:
            waiter.wait(seconds)
        finally:
            with self._lock:
                del self._waiting[waiter]
        self.check()
