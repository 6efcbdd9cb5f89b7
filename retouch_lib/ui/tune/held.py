"""What the board's controls show: the variant's values, without taking back what is slid or typed meanwhile.

A control is told its value at every drawing, for the browser may miss one. But what it is told takes there the place of
what was moved since; so one that the user moved is left alone while its value is the variant's. And a value has two
controls, one to slide and one to type: while the one is moved quickly, the browser still sends what the other showed a
moment ago. Taken for the user's, it would undo what was slid.
"""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import Any

from retouch_lib.ui import session
from retouch_lib.ui.session import Key

_ECHO_SECONDS = 3.0
"""So long the browser may still send what a control showed before it was told something else."""


def hold(key: Key, shown: object) -> None:
    """Have a control show this, before it is drawn."""
    held = session.value(key)
    moved = _kept(session.MOVED)
    if key in moved and moved[key] == held == shown:
        return
    if held is not None and held != shown:
        now = monotonic()
        session.put(session.TOLD, {**_kept(session.TOLD), (key, held): now, (key, shown): now})
    session.put(session.MOVED, {other: value for other, value in moved.items() if other != key})
    session.put(key, shown)


def is_moved(key: Key) -> bool:
    """Whether a control that has changed was moved by the user; else it only shows what it was told before."""
    held = session.value(key)
    told = _kept(session.TOLD)
    if monotonic() - told.get((key, held), -inf) < _ECHO_SECONDS:
        return False
    session.put(session.TOLD, {what: at for what, at in told.items() if what[0] != key})
    session.put(session.MOVED, {**_kept(session.MOVED), key: held})
    return True


def _kept(key: Key) -> dict[Any, Any]:
    return session.value(key) or {}
