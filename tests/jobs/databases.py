"""A store whose database fails: SQLite itself refuses, not a stand-in for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dbos._dbos import _get_dbos_instance
from sqlalchemy import Connection, Engine, event

from retouch_lib.store import database
from retouch_lib.store.store import Store

KINDS = ("full", "locked", "read-only")
_NO_LIMIT = 2**32 - 2
_BRIEF_MS = 5


class Trouble:
    """`begin` and `end` it as often as need be; between them every transaction that writes fails as on such a disk."""

    def __init__(self, path: Path, kind: str) -> None:
        self._path = path
        self._kind = kind
        self._holder: sqlite3.Connection | None = None
        self.now = False

    def begin(self) -> None:
        self.now = True
        if self._kind == "locked":
            self._holder = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None)
            self._holder.execute("BEGIN IMMEDIATE")

    def end(self) -> None:
        self.now = False
        if self._holder is not None:
            self._holder.close()
            self._holder = None

    def each_checkout(self, connection: Any, *_: object) -> None:
        """Nobody waits in a test; and what the connection was told before is taken back."""
        connection.look_for(_BRIEF_MS / 1000)
        connection.execute(f"PRAGMA query_only = {'ON' if self.now and self._kind == 'read-only' else 'OFF'}")
        connection.execute(f"PRAGMA max_page_count = {_NO_LIMIT}")

    def each_begin(self, connection: Connection) -> None:
        if self.now and self._kind == "full" and connection.get_execution_options().get("retouch_write"):
            connection.exec_driver_sql("PRAGMA max_page_count = 1")  # as many as there are
            connection.exec_driver_sql("INSERT INTO preferences VALUES ('', 'ballast', zeroblob(1000000))")


@contextmanager
def trouble(store: Store, path: Path, kind: str) -> Iterator[Trouble]:
    """One of the lab's own database that has not begun. `path`: its file."""
    with _trouble(store._database._engine, path, kind) as it:
        yield it


@contextmanager
def dbos_trouble(path: Path) -> Iterator[Trouble]:
    """One of DBOS's database, in a launched lab: it can be read only. `path`: its file."""
    with _trouble(_get_dbos_instance()._sys_db.engine, path, "read-only") as it:
        yield it


@contextmanager
def _trouble(engine: Engine, path: Path, kind: str) -> Iterator[Trouble]:
    it, usual = Trouble(path, kind), database._BUSY_MS
    database._BUSY_MS = _BRIEF_MS
    event.listen(engine, "checkout", it.each_checkout)
    event.listen(engine, "begin", it.each_begin)
    try:
        yield it
    finally:
        it.end()
        database._BUSY_MS = usual
        event.remove(engine, "checkout", it.each_checkout)
        event.remove(engine, "begin", it.each_begin)
