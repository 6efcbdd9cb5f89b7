"""Milliseconds in SQL on every SQLite that a Python may come with.

DBOS lets SQLite write the time of each row: from Python 3.12 on as `unixepoch('subsec')`, a form that SQLite knows
since 3.42. Debian 12 has 3.40, which answers NULL, and no row can be written. The form that DBOS chose when it made a
file stays in that file, whatever Python opens it later. So it is made to work everywhere, not chosen.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any

_KNOWN_SINCE = (3, 42)


class ClockConnection(sqlite3.Connection):
    """A connection on which `unixepoch('subsec')` is the time in seconds with milliseconds behind the point."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if sqlite3.sqlite_version_info < _KNOWN_SINCE:
            self.create_function("unixepoch", 1, _unixepoch)


def _unixepoch(when: str) -> float:
    """Of SQLite's own function only the form that is missing; another one must not be answered wrongly."""
    if when != "subsec":
        raise ValueError(when)
    return round(time.time(), 3)
