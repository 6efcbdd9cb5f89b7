"""Fault injection, the plan: which call goes wrong next, how, and how often. `fault_injection.py` carries it out.

    faults.add("start", "drop_after")                      the next start is taken (and paid), and never answered
    faults.add("status", "html_502", count=3)              three status calls meet a proxy's HTML page
    faults.add("start", "ignore_key", count=None)          keys mean nothing until `clear()`
    faults.add("get_file", "error", status=503, skip=1)    the second download from now

Faults of one call are used up in the order they were added, one for each request.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

CALLS = ("start", "status", "get_file", "limits", "balance")

_ANY = frozenset(CALLS)
_STATUS = frozenset({"status"})
_FILE = frozenset({"get_file"})
_START = frozenset({"start"})


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One way in which a call can go wrong."""

    about: str
    calls: frozenset[str] = _ANY
    options: frozenset[str] = frozenset()


FAULT_KINDS: dict[str, FaultKind] = {
    "html_500": FaultKind("HTTP 500 with an HTML page", options=frozenset({"acted"})),
    "html_502": FaultKind("HTTP 502 with a proxy's HTML page", options=frozenset({"acted"})),
    "error": FaultKind(
        "HTTP `status`, also in the JSON body, with `message`; the kinds 400 to 599 are short for it",
        options=frozenset({"status", "message", "acted"}),
    ),
    "body_error": FaultKind(
        "HTTP 200, the error number only in the body", options=frozenset({"status", "message", "acted"})
    ),
    "too_many": FaultKind("HTTP 429 with Retry-After", options=frozenset({"retry_after", "acted"})),
    "redirect": FaultKind("HTTP `status` (302) with Location `to`", options=frozenset({"status", "to"})),
    "drop_before": FaultKind("the connection is dropped before the request is acted on"),
    "drop_middle": FaultKind("acted on; the connection is dropped in the middle of the answer"),
    "drop_after": FaultKind("acted on; the connection is dropped before any of the answer"),
    "stall": FaultKind("the answer comes after `seconds`, or never", options=frozenset({"seconds", "acted"})),
    "wrong_type": FaultKind("another Content-Type", options=frozenset({"content_type"})),
    "delayed": FaultKind("the task is said to be delayed", _STATUS),
    "progress_100": FaultKind("active with progress 100, however far the task is", _STATUS),
    "failed": FaultKind("the task fails with `reason`", _START | _STATUS, frozenset({"reason"})),
    "expired": FaultKind("the task's 24 hours are over", _STATUS | _FILE),
    "truncated": FaultKind("half the file, then the connection ends; Content-Length is the whole", _FILE),
    "short_file": FaultKind("half the file with a Content-Length to match", _FILE),
    "ignore_key": FaultKind("a known Idempotency-Key starts (and charges) a new task all the same", _START),
}
OPTIONS: dict[str, str] = {
    "acted": "true: the request is acted on all the same, only its answer is lost (default: false)",
    "status": "the number (default: 500 of error, 302 of redirect; of body_error the call's own: 460, 404 or 401)",
    "message": "the text beside the number (default: the documented one)",
    "retry_after": "seconds in the header, or a text as it is to stand there (default: 1)",
    "to": "an address (default: the request's own)",
    "seconds": "seconds until the answer (default: none ever comes)",
    "content_type": "the type (default: text/html)",
    "reason": "a text (default: Processing failed on the server)",
}
"""What each option of a kind is."""

MODIFIERS = frozenset({("start", "ignore_key"), ("start", "failed")})
"""They change what a request does and leave its answer alone; drawn apart, so they go with another fault."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, drawn for one request."""

    kind: str
    options: Mapping[str, Any]

    def option(self, name: str, default: Any) -> Any:
        return self.options.get(name, default)


@dataclass(slots=True)
class _ScheduledFault:
    call: str
    fault: Fault
    left: int | None
    skip: int


class Faults:
    """The faults still to come. Safe to use from any thread."""

    def __init__(self) -> None:
        self._scheduled: list[_ScheduledFault] = []
        self._lock = threading.Lock()

    def add(self, call: str, kind: str, count: int | None = 1, *, skip: int = 0, **options: Any) -> None:
        """Order `kind` for the next `count` requests of `call` (None: until `clear()`), after `skip` others.

        Raises ValueError for a call, kind or option that doesn't exist: a misspelt fault would prove nothing.
        """
        kind = str(kind)
        if kind.isdigit() and 400 <= int(kind) <= 599:
            kind, options = "error", {"status": int(kind), **options}
        _check(call, kind, options)
        if count is not None and not _whole(count, 1):
            raise ValueError(f"count is {count!r}; a number, at least 1, or null for no end")
        if not _whole(skip, 0):
            raise ValueError(f"skip is {skip!r}; a number, at least 0")
        with self._lock:
            self._scheduled.append(_ScheduledFault(call, Fault(kind, options), count, skip))

    def clear(self) -> None:
        with self._lock:
            self._scheduled.clear()

    def left(self, call: str | None = None) -> int:
        """How many orders are not used up yet."""
        with self._lock:
            return sum(call in (None, scheduled.call) for scheduled in self._scheduled)

    def draw(self, call: str, modifier: str | None = None) -> Fault | None:
        """Use up and return the fault that this request meets: the named modifier, or whatever is no modifier."""
        with self._lock:
            for scheduled in self._scheduled:
                kind = scheduled.fault.kind
                wanted = kind == modifier if modifier else (call, kind) not in MODIFIERS
                if scheduled.call == call and wanted:
                    return self._use(scheduled)
        return None

    def _use(self, scheduled: _ScheduledFault) -> Fault | None:
        if scheduled.skip > 0:
            scheduled.skip -= 1
            return None
        if scheduled.left is not None:
            scheduled.left -= 1
            if scheduled.left == 0:
                self._scheduled.remove(scheduled)
        return scheduled.fault


def _check(call: str, kind: str, options: Mapping[str, Any]) -> None:
    if call not in CALLS:
        raise ValueError(f'no call is named "{call}"; there are {", ".join(CALLS)}')
    if kind not in FAULT_KINDS:
        raise ValueError(f'no fault is named "{kind}"; there are {", ".join(FAULT_KINDS)}')
    known = FAULT_KINDS[kind]
    if call not in known.calls:
        raise ValueError(f'"{kind}" is for {", ".join(sorted(known.calls))}, not for {call}')
    for name in options:
        if name not in known.options:
            raise ValueError(f'"{kind}" has no option "{name}"; it has {", ".join(sorted(known.options)) or "none"}')
        if not _FITS[name](options[name]):
            raise ValueError(f"{name} can't be {options[name]!r}: {OPTIONS[name]}")


def _whole(value: object, least: int, most: float = float("inf")) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _seconds(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")


def _text(value: object) -> bool:
    """Of letters that a header can hold, too."""
    return isinstance(value, str) and value.isprintable() and value.isascii()


_FITS: Mapping[str, Callable[[object], bool]] = {
    "acted": lambda value: isinstance(value, bool),
    "status": lambda value: _whole(value, 200, 599),
    "message": lambda value: isinstance(value, str),
    "retry_after": lambda value: _text(value) or _seconds(value),
    "to": _text,
    "seconds": lambda value: value is None or _seconds(value),
    "content_type": _text,
    "reason": lambda value: isinstance(value, str),
}
"""What an option may be: a wrong one would break the call that meets the fault, not the order of it."""
