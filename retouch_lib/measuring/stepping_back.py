"""How a process gives way to all others: it gets what time and memory nobody else wants."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":  # which knows no such limits; there the process is started in its idle class
    import resource

_LOWEST = 19
_AUTOGROUP = Path("/proc/self/autogroup")
_MEMORY, _MEMORY_PER_PIXEL = 3 << 30, 20
"""Bytes of addresses, for libraries and networks, and for both pictures with what is made of them."""
_SECONDS, _SECONDS_PER_MEGAPIXEL = 60.0, 2.0
"""Of processor time for one result. It takes some 1.5 s at 24 megapixels, and a few more in layers."""


def step_back() -> None:
    """Give way to all others from here on, but for a little that everybody gets; call it before any thread begins.

    Linux weighs sessions against each other before it looks at their processes (sched(7), "The autogroup feature"):
    this one's own is made the lightest.
    """
    if sys.platform == "win32":
        return
    with suppress(OSError):
        os.nice(_LOWEST)
    if sys.platform == "linux":
        with suppress(OSError):
            _AUTOGROUP.write_text(str(_LOWEST))


def run_when_idle() -> None:
    """Let the thread that calls it run only when nobody else wants to. It can't take that back (sched(7): an ordinary
    user's thread does not leave SCHED_IDLE), but it can end.
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def limit(pixels: int) -> None:
    """Let the next result take so much memory and time, by the pixels of both pictures; what hangs is ended."""
    if sys.platform == "win32":
        return
    spent = resource.getrusage(resource.RUSAGE_SELF)
    seconds = spent.ru_utime + spent.ru_stime + _SECONDS + _SECONDS_PER_MEGAPIXEL * pixels / 1e6
    _set(resource.RLIMIT_CPU, round(seconds))
    _set(resource.RLIMIT_AS, _MEMORY + _MEMORY_PER_PIXEL * pixels)
    _set(resource.RLIMIT_CORE, 0)


def _set(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    with suppress(ValueError, OSError):  # macOS refuses a limit of addresses
        resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
