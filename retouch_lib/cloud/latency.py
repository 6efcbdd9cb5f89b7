"""How long each server takes to answer: one GET each, without token or photo, all side by side.

What is measured is what a first call costs: finding the address, connecting, TLS, one request, the first line of the
answer. Whatever that answer says counts: the call asked for (/info/limits) is documented and gives 404 in production.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from retouch_lib.cloud.client import Client
from retouch_lib.errors import CallError, TimedOut

PATIENCE = 6.0
"""Seconds after which a server counts as silent, whatever it is doing."""


@dataclass(frozen=True, slots=True)
class Latency:
    """What one server did."""

    server: str
    """Its name."""
    seconds: float | None
    """From the call to the first line of the answer; None when none came."""
    status: int | None
    """The answer's HTTP status; None when none came."""
    silent: bool = False
    """No answer came in time, as against a connection that failed."""


def measure(bases: Mapping[str, str | Callable[[], str]], *, patience: float = PATIENCE) -> list[Latency]:
    """Ask every server once; `bases` has its address (as `Client` takes it) by its name. Takes `patience` s at most.

    In the order of `bases`. A server that hangs is left behind on a daemon thread, whose socket is shut.
    """
    probes = [_Probe(name, base, patience) for name, base in bases.items()]
    end = time.monotonic() + patience
    for probe in probes:
        probe.start()
    return [probe.outcome(max(0.0, end - time.monotonic())) for probe in probes]


class _Probe:
    """One server's call on a thread of its own, over a connection that nobody has used before."""

    def __init__(self, name: str, base: str | Callable[[], str], patience: float) -> None:
        self._name = name
        self._client = Client(base, connect_timeout=patience, read_timeout=patience)
        self._found: Latency | None = None
        self._thread = threading.Thread(target=self._ask, daemon=True, name=f"latency-{name}")

    def start(self) -> None:
        self._thread.start()

    def outcome(self, seconds: float) -> Latency:
        """What came within so many seconds."""
        self._thread.join(seconds)
        found = self._found
        self._client.close()
        return found or Latency(self._name, None, None, silent=True)

    def _ask(self) -> None:
        try:
            seconds, status = self._client.reach()
        except CallError as error:
            self._found = Latency(self._name, None, None, silent=isinstance(error, TimedOut))
        else:
            self._found = Latency(self._name, seconds, status)
