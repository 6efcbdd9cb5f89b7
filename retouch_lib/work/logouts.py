"""Logins that ended before their time: a copy of a login's cookie must not outlive its logout.

Kept in the store, so that every replica knows it, and every browser of that person is logged out.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from retouch_lib.owners import Owner
from retouch_lib.store.store import Store

LOGGED_OUT = "logged_out"
"""The preference: when, in whole seconds since 1970."""
_KEPT = timedelta(seconds=2)
"""So long a replica may not know of a logout at another: pictures are asked for by the dozen."""
_MOST = 10_000


class Logouts:
    """Safe from any thread."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[Owner, tuple[datetime, int]] = {}
        self._lock = threading.Lock()

    def log_out(self, owner: Owner) -> None:
        """End every login of theirs up to now, in every browser. Raises StoreTrouble."""
        now = self._clock()
        self._store.set_preference(owner, LOGGED_OUT, int(now.timestamp()))
        self._keep(owner, now, int(now.timestamp()))

    def is_over(self, owner: Owner, since: int) -> bool:
        """Whether a login of that second ended since. Raises StoreTrouble."""
        return since <= self._last(owner)

    def _last(self, owner: Owner) -> int:
        now = self._clock()
        with self._lock:
            found = self._known.get(owner)
        if found is not None and abs(now - found[0]) < _KEPT:
            return found[1]
        kept = self._store.preference(owner, LOGGED_OUT)
        last = kept if isinstance(kept, int) else 0
        self._keep(owner, now, last)
        return last

    def _keep(self, owner: Owner, at: datetime, last: int) -> None:
        with self._lock:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[owner] = at, last
