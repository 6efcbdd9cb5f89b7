"""The SQLite file: how it is opened, brought up to date, and written to by one thread at a time."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.migration import MigrationContext
from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.exc import OperationalError

from retouch_lib.errors import StoreTrouble
from retouch_lib.store.changes import Changes
from retouch_lib.store.health import look_through
from retouch_lib.store.locks import Locks
from retouch_lib.store.texts import each_text
from retouch_lib.store.versions import migrations, revisions
from retouch_lib.words.text import folded, whole

_log = logging.getLogger(__name__)
_BUSY_MS = 15_000
_LOG_BUSY_MS = 200
"""How long one look at whether the write-ahead log can be emptied keeps writers out."""
_WRITE = {"retouch_write": True}
_SYNCHRONOUS = "FULL"
"""A commit outlasts a power cut: a credit may hang on it."""
_MOST_FOLDED = 20_000
"""Texts kept folded: names repeat in a list of jobs, and looking one up is quicker than SQLite's LIKE."""
_migrating = threading.Lock()
"""Alembic's `op` and `context` are one per process, so two threads never migrate at a time, whatever their files."""


_HELD = "Another program holds the lab's database."
_UNREACHABLE = "The lab's database can't be reached on its disk."
_PASSING = {
    sqlite3.SQLITE_FULL: "The disk with the data folder is full.",
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_PROTOCOL: _HELD,
    sqlite3.SQLITE_READONLY: "The lab's database may only be read: its file or disk is write-protected.",
    sqlite3.SQLITE_IOERR: _UNREACHABLE,
    sqlite3.SQLITE_CANTOPEN: _UNREACHABLE,
}
"""What keeps a transaction from its end and can pass without us, by SQLite's primary code. All else is a fault."""
_PRIMARY = 0xFF
"""The lowest byte of an extended code (https://www.sqlite.org/rescode.html) is its primary one."""


class Database:
    """Short transactions on one file: `reading()` sees one moment, `writing()` is alone from its first statement.

    Both raise StoreTrouble, and nothing is changed, where the file can't be used for the moment.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        # SQLite lets one writer in, and its waiting is unfair; a lock of our own serves this process's threads in turn.
        self._turn = threading.Lock()
        self._locks = Locks(lambda: _BUSY_MS / 1000)
        self._engine = create_engine(
            URL.create("sqlite", database=str(path)),
            connect_args={"factory": self._locks.connect},
            pool_size=8,
            max_overflow=-1,
        )
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        event.listen(self._engine, "before_cursor_execute", each_text(whole), retval=True)  # half a character fails

    def migrate(self, *, used: bool = False) -> None:
        """Look the file through, and bring the tables to the newest revision where they aren't. `used`: see `opening`.

        Raises OSError, sqlite3.Error, StoreTrouble.
        """
        with _migrating:  # the change to WAL fails at once while another connection reads
            look_through(self.path, used=used)
            use_wal(self.path)
        with self.reading() as connection:
            if MigrationContext.configure(connection).get_current_revision() == revisions()[0]:
                return
        config = migrations()
        with _migrating, self.writing() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with _trouble_named(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with (
            _trouble_named(),
            self._locks.turn(self._turn),
            self._engine.connect().execution_options(**_WRITE) as connection,
            connection.begin(),
        ):
            yield connection

    def tell(self, word: str) -> None:
        """There is no other process on this file."""

    def listen(self, take: Callable[[str], object]) -> None:
        """Nobody tells anything."""

    def rewrite(self) -> bool:
        """Write the file anew without what was deleted; False, and nothing is lost, where that can't be done now.

        Deleted cells are overwritten as they go (`secure_delete`), but not copies of them that SQLite left behind
        when it moved rows between pages, and not the pages still in the write-ahead log.
        """
        try:
            with closing(sqlite3.connect(self.path, timeout=_BUSY_MS / 1000)) as connection:
                connection.isolation_level = None
                with self._turn:
                    connection.execute("VACUUM")
                return self._empty_log(connection)
        except sqlite3.OperationalError as error:  # locked, or no room for a second copy
            _log.warning("%s can't be written anew now: %s", self.path.name, error)
            return False

    def _empty_log(self, connection: sqlite3.Connection) -> bool:
        """It waits for every reader, and keeps writers out while it waits: they are let in between the looks."""
        connection.execute(f"PRAGMA busy_timeout = {min(_LOG_BUSY_MS, _BUSY_MS)}")
        end = time.monotonic() + _BUSY_MS / 1000
        while True:
            with self._turn:
                busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return True
            if time.monotonic() > end:
                return False
            time.sleep(_LOG_BUSY_MS / 1000)

    def changes(self) -> Changes:
        """Whether anybody wrote meanwhile."""
        return Changes(self.path)

    def leave(self) -> None:
        """`close` follows: nobody waits any more for a lock that another program holds."""
        self._locks.leave()

    def close(self) -> None:
        self._engine.dispose()

    def make_single(self) -> None:
        """After `close`: nothing of the rows is in files beside this one."""
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def _trouble_named() -> Iterator[None]:
    """SQLAlchemy's error names the statement with all its values; ours says what the matter is."""
    try:
        yield
    except OperationalError as error:
        sentence = _PASSING.get(getattr(error.orig, "sqlite_errorcode", -1) & _PRIMARY)
        if sentence is None:
            raise
        raise StoreTrouble(f"{sentence} Nothing was changed.") from None


def use_wal(path: Path) -> None:
    """Put a database into WAL: one sync per commit, not three. The file remembers it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def _prepare(connection: Any, record: object) -> None:
    # The driver's own transactions begin too late (at the first write); `_begin` does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    pragmas = (f"synchronous = {_SYNCHRONOUS}", "foreign_keys = ON", "secure_delete = ON")
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    # SQLite's own lower() and LIKE know the letters A to Z only.
    connection.create_function("folded", 1, _folded, deterministic=True)


@lru_cache(maxsize=_MOST_FOLDED)
def _folded(text: str | None) -> str | None:
    return None if text is None else folded(text)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("retouch_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
