"""Waiting for a lock that another program holds on a database: in short looks, so that it ends when the lab does.

SQLite's own waiting can't be ended from outside, and a thread in it keeps the process from ending.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from retouch_lib.errors import StoreTrouble
from retouch_lib.store.sqlite_clock import ClockConnection

_T = TypeVar("_T")
_LOOK = 0.1
"""Seconds of one look."""
_LEAVE_WITHIN = 2.4
"""Seconds for which locks are still waited for once the lab leaves: what steps have to write down comes first."""
_PRIMARY = 0xFF
"""The lowest byte of an extended code (https://www.sqlite.org/rescode.html) is its primary one."""
_LEAVING = "The lab is being closed, and another program holds its database. Nothing was changed."


class Locks:
    """Of one database: how long its connections, and the threads in turn, wait."""

    def __init__(self, longest: Callable[[], float]) -> None:
        """`longest`: seconds that a statement waits at most for another program."""
        self._longest = longest
        self._leave_by: float | None = None

    def leave(self) -> None:
        """End all waiting soon."""
        self._leave_by = self._leave_by or time.monotonic() + _LEAVE_WITHIN

    @property
    def over(self) -> bool:
        """Whether nobody waits any more."""
        return self._leave_by is not None and time.monotonic() > self._leave_by

    def connect(self, *args: Any, **options: Any) -> PatientConnection:
        """For `sqlite3.connect(factory=…)`."""
        connection = PatientConnection(*args, **options)
        connection.locks = self
        connection.look_for(_LOOK)
        return connection

    @contextmanager
    def turn(self, lock: threading.Lock) -> Iterator[None]:
        """Hold that lock. Raises StoreTrouble where the lab leaves before it can be had."""
        while not lock.acquire(timeout=_LOOK):
            if self.over:
                raise StoreTrouble(_LEAVING)
        try:
            yield
        finally:
            lock.release()

    def wait(self, statement: Callable[[], _T]) -> _T:
        """What the statement gives, once no other program holds the file.

        Raises sqlite3.OperationalError: as SQLite does, or, once the lab leaves, one that does not ask to come again.
        """
        end = time.monotonic() + self._longest()
        while True:
            try:
                return statement()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & _PRIMARY != sqlite3.SQLITE_BUSY:
                    raise
                if error.sqlite_errorcode == sqlite3.SQLITE_BUSY_SNAPSHOT or time.monotonic() > end:
                    raise
                if self.over:
                    given_up = sqlite3.OperationalError(_LEAVING)
                    given_up.sqlite_errorcode = sqlite3.SQLITE_BUSY
                    raise given_up from None


class PatientConnection(ClockConnection):
    """Its statements wait as its `locks` say."""

    locks: Locks

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or _PatientCursor)

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        """DBOS tells SQLite itself to wait, which nobody can end: that is not passed on."""
        if sql.replace(" ", "").lower().startswith("pragmabusy_timeout="):
            sql = "PRAGMA busy_timeout"
        cursor: sqlite3.Cursor = self.cursor().execute(sql, *parameters)
        return cursor

    def look_for(self, seconds: float) -> None:
        super().execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


class _PatientCursor(sqlite3.Cursor):
    connection: PatientConnection

    def execute(self, *statement: Any) -> Any:
        return self.connection.locks.wait(lambda: super(_PatientCursor, self).execute(*statement))

    def executemany(self, *statement: Any) -> Any:
        return self.connection.locks.wait(lambda: super(_PatientCursor, self).executemany(*statement))
