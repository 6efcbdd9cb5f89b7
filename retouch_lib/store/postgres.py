"""The lab's tables on PostgreSQL, for any number of processes at once. What `database.Database` does, it does as well.

SQLite lets one writer in at a time; much that is decided here (who starts a job, whether the budget has room) relies on
it. So each writing transaction first takes one lock of the database, and sees what was committed before: under
REPEATABLE READ it would see what was there before it waited.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alembic import command
from alembic.migration import MigrationContext
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError, OperationalError

from retouch_lib.errors import NewerDatabase, StoreTrouble
from retouch_lib.store import postgres_tables
from retouch_lib.store.connecting import engine_on
from retouch_lib.store.telling import Telling
from retouch_lib.store.texts import each_text
from retouch_lib.store.versions import migrations, revisions
from retouch_lib.tokens.database_url import DatabaseUrl
from retouch_lib.words.text import whole

_WRITERS = 7_236_001
"""The number of the advisory lock; any other program on this database takes another."""
_CONNECTIONS, _MORE = 8, 24
_IDLE_SECONDS, _LOCK_SECONDS = 5, 15
"""How long a process that is paused while it writes keeps the others waiting; how long one waits for its turn."""
_SESSION = {
    "lock_timeout": f"{_LOCK_SECONDS}s",
    "idle_in_transaction_session_timeout": "600s",  # of those that read: busy with a piece, they keep nobody waiting
    "work_mem": "16MB",  # by PostgreSQL's 4 MB, 100,000 rows were sorted on the disk
    "random_page_cost": "1.1",  # these tables lie in memory, or on a disk without a moving arm
    "cursor_tuple_fraction": "1",  # what is read piece by piece is read to its end
    "jit": "off",  # questions are short: making machine code of one takes longer than answering it
}
_ALONE = text("SELECT set_config('idle_in_transaction_session_timeout', :idle, true), pg_advisory_xact_lock(:writers)")
_PASSING = {
    "53100": "The disk of the lab's database is full.",
    "53300": "The lab's database has no connection left.",
    "55P03": "Another program holds the lab's database.",
    "25006": "The lab's database may only be read.",
}
"""What keeps a transaction from its end and can pass without us, by SQLSTATE
(https://www.postgresql.org/docs/current/errcodes-appendix.html)."""
_NEWER = (
    "A newer Retouch Lab uses this database: this version can't read its tables. Nothing was changed or sent. Start "
    "the newer version, or name another database."
)
_UNREACHABLE = "The lab's database can't be reached."
_migrating = threading.Lock()
"""Alembic's `op` and `context` are one per process."""


class PostgresDatabase:
    """Short transactions: `reading()` sees one moment, `writing()` is alone among all processes.

    Both raise StoreTrouble, and nothing is changed, where the database can't be used for the moment.
    """

    def __init__(self, url: DatabaseUrl | str, time_zone: str = "UTC") -> None:
        """`time_zone`: the owner's, in which days are counted."""
        settings = {**_SESSION, "TimeZone": time_zone}
        self._engine = engine_on(DatabaseUrl(url), settings, pool_size=_CONNECTIONS, max_overflow=_MORE)
        event.listen(self._engine, "before_cursor_execute", each_text(storable), retval=True)
        self._telling = Telling(self._engine)

    def migrate(self) -> None:
        """Bring the tables to the newest revision: one process does, those that start beside it wait.

        Raises NewerDatabase, StoreTrouble.
        """
        with _migrating, self.writing() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
            if found is not None and found not in revisions():
                raise NewerDatabase(_NEWER)
            if found != revisions()[0]:
                config = migrations()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                postgres_tables.complete(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with trouble_named(), self._engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        options = {"isolation_level": "READ COMMITTED"}
        with trouble_named(), self._engine.connect().execution_options(**options) as connection, connection.begin():
            connection.execute(_ALONE, {"writers": _WRITERS, "idle": f"{_IDLE_SECONDS}s"})
            yield connection

    def changes(self) -> Snapshots:
        """Whether anybody wrote meanwhile."""
        return Snapshots(self)

    def tell(self, word: str) -> None:
        with trouble_named():
            self._telling.tell(word)

    def listen(self, take: Callable[[str], object]) -> None:
        self._telling.listen(take)

    def rewrite(self) -> bool:
        """Deleted rows are nobody's at once, and their pages are used again: nothing is to be done."""
        return True

    def leave(self) -> None:
        """`close` follows. Nobody waits here for longer than `_LOCK_SECONDS`."""

    def close(self) -> None:
        self._telling.close()
        self._engine.dispose()


class Snapshots:
    """By the transactions that can be seen: another number as soon as any was committed."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database
        self._last = ""
        self._number = 0

    def version(self) -> int | None:
        """Another number than the last one where anybody committed a change meanwhile; None where it can't be told.

        https://www.postgresql.org/docs/current/functions-info.html#FUNCTIONS-INFO-SNAPSHOT
        """
        try:
            with self._database.reading() as connection:
                seen = connection.execute(text("SELECT CAST(pg_current_snapshot() AS text)")).scalar_one()
        except StoreTrouble:  # the reading that follows meets it, and says it
            return None
        if seen != self._last:
            self._last, self._number = seen, self._number + 1
        return self._number

    def close(self) -> None:
        """Nothing is held."""


@contextmanager
def trouble_named() -> Iterator[None]:
    """SQLAlchemy's error names the statement and the server's address; ours says what the matter is."""
    try:
        yield
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        lost = error.connection_invalidated or (isinstance(error, OperationalError) and state is None)
        sentence = _PASSING.get(state or "", _UNREACHABLE if lost or (state or "").startswith("57P") else "")
        if not sentence:
            raise
        raise StoreTrouble(f"{sentence} Nothing was changed.") from None


def storable(text_: str) -> str:
    """Without half a character, and without a NUL."""
    return whole(text_).replace("\0", "\ufffd")
