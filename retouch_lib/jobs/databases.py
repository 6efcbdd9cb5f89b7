"""Where DBOS keeps what it knows of workflows: in a file of its own, or in the database that several replicas share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from dbos import DBOSConfig

from retouch_lib.jobs import known
from retouch_lib.store import connecting
from retouch_lib.store.database import use_wal
from retouch_lib.store.health import explained, look_through_or_set_aside
from retouch_lib.store.locks import Locks
from retouch_lib.tokens.database_url import DatabaseUrl

_LOCK_SECONDS = 30.0
"""How long DBOS waits for a program that holds its file, before it waits longer and longer between its tries."""
_IDLE_SECONDS = 5
"""How long a process that is paused within a transaction keeps the others waiting."""
_CONNECTIONS, _MORE = 6, 14
_IF_DAMAGED = (
    "It only says which jobs are in hand: without it they go on from lab.sqlite, where they stand. Nothing is lost, "
    "and nothing is paid again."
)


class JobsDatabase(Protocol):
    executor: str
    """Whose workflows those are that this process has in hand."""

    def opening(self) -> AbstractContextManager[str]:
        """For as long as DBOS starts on it; what was found wrong and mended, as a sentence.

        Raises DataUnusable for what goes wrong meanwhile, NewerFolder, NewerDatabase.
        """

    def config(self) -> DBOSConfig:
        """What DBOS is told of it."""

    def leave(self) -> None:
        """`close` follows: nobody waits any more for a lock that another program holds."""

    def close(self) -> None: ...


class JobsFile:
    """SQLite: one process at a time, and the next one has what its predecessor had in hand."""

    executor = "local"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._locks = Locks(lambda: _LOCK_SECONDS)

    @contextmanager
    def opening(self) -> Iterator[str]:
        with explained(self._path, _IF_DAMAGED):
            notice = look_through_or_set_aside(self._path, _IF_DAMAGED)
            use_wal(self._path)
            yield notice

    def config(self) -> DBOSConfig:
        return DBOSConfig(
            system_database_url=f"sqlite:///{self._path}",
            db_engine_kwargs={"connect_args": {"factory": self._locks.connect}},
        )

    def leave(self) -> None:
        self._locks.leave()

    def close(self) -> None:
        """Its connections are DBOS's own."""


class JobsSchema:
    """PostgreSQL: a schema beside the lab's tables, so that both are in one backup.

    An executor's name is never used twice: a process that starts again is another one, and what its predecessor had
    in hand is handed over to whoever lives.
    """

    def __init__(self, url: DatabaseUrl, executor: str) -> None:
        self._url = url
        self.executor = executor
        limits = {"idle_in_transaction_session_timeout": f"{_IDLE_SECONDS}s"}
        self._engine = connecting.engine_on(url, limits, pool_size=_CONNECTIONS, max_overflow=_MORE)

    @contextmanager
    def opening(self) -> Iterator[str]:
        known.require_known_schema(self._url)
        with connecting.explained(self._url):
            yield ""

    def config(self) -> DBOSConfig:
        """It gets connections, and no address with a password in it."""
        return DBOSConfig(system_database_engine=self._engine, dbos_system_schema=known.SCHEMA)

    def leave(self) -> None:
        """Nobody waits long for another here."""

    def close(self) -> None:
        self._engine.dispose()
