"""What can be asked of a server without token or photo, once and within seconds: how soon it answers, and its limits.

What `measure` tells is what a first call costs: finding the address, connecting, TLS, one request, the first line of
the answer. Whatever that answer says counts: /info/limits, which is asked for, is documented, but 404 in production.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from retouch_lib.cloud.client import Client
from retouch_lib.cloud.replies import DOCUMENTED_LIMITS, Limits
from retouch_lib.errors import CallError, TimedOut

T = TypeVar("T")
Base = str | Callable[[], str]
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


def measure(bases: Mapping[str, Base], *, patience: float = PATIENCE) -> list[Latency]:
    """Ask every server once; `bases` has its address (as `Client` takes it) by its name. Takes `patience` s at most.

    In the order of `bases`. A server that hangs is left behind on a daemon thread, whose socket is shut.
    """
    probes = {name: _Probe(base, Client.reach, patience) for name, base in bases.items()}
    end = time.monotonic() + patience
    return [_latency(name, probe, end) for name, probe in probes.items()]


def ask_limits(base: Base, *, patience: float = PATIENCE) -> Limits:
    """As `Client.limits`, and the documented ones also where the answer isn't through after `patience` seconds."""
    found = _Probe(base, Client.limits, patience).outcome(time.monotonic() + patience)
    return found if isinstance(found, Limits) else DOCUMENTED_LIMITS


def _latency(name: str, probe: _Probe[tuple[float, int]], end: float) -> Latency:
    found = probe.outcome(end)
    if found is None or isinstance(found, CallError):
        return Latency(name, None, None, silent=found is None or isinstance(found, TimedOut))
    return Latency(name, *found)


class _Probe(Generic[T]):
    """One server's call, on a thread of its own from now on, over a connection that nobody has used before."""

    def __init__(self, base: Base, call: Callable[[Client], T], patience: float) -> None:
        self._client = Client(base, connect_timeout=patience, read_timeout=patience)
        self._call = call
        self._found: T | CallError | None = None
        self._thread = threading.Thread(target=self._ask, daemon=True, name="probe")
        self._thread.start()

    def outcome(self, end: float) -> T | CallError | None:
        """What came until then, by the monotonic clock; None for nothing yet. The connection is shut."""
        self._thread.join(max(0.0, end - time.monotonic()))
        found = self._found
        self._client.close()
        return found

    def _ask(self) -> None:
        try:
            self._found = self._call(self._client)
        except CallError as error:
            self._found = error
