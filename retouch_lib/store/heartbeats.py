"""How the replicas on a database of PostgreSQL's say that they live, and notice which of them doesn't any more.

On connections of their own, and without the lock that writers take: one that is paused with it keeps the others'
writing waiting for seconds, and must not make all of them look dead.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, text

from retouch_lib.store import connecting
from retouch_lib.store import replicas as rows
from retouch_lib.store.postgres import trouble_named
from retouch_lib.store.replicas import Replica
from retouch_lib.tokens.database_url import DatabaseUrl

_BURYING = 7_236_002
"""The number of the advisory lock of the one that looks after the dead."""
_STATEMENT_SECONDS, _IDLE_SECONDS = 3, 5
_P = ParamSpec("_P")
_T = TypeVar("_T")


class Heartbeats:
    """Each method is one short transaction. Raises StoreTrouble where the database can't be used for the moment."""

    def __init__(self, url: DatabaseUrl) -> None:
        limits = {
            "statement_timeout": f"{_STATEMENT_SECONDS}s",
            "idle_in_transaction_session_timeout": f"{_IDLE_SECONDS}s",
        }
        self._engine = connecting.engine_on(url, limits, pool_size=3, max_overflow=1)

    def beat(self, replica: Replica) -> None:
        self._do(rows.beat, replica)

    def leave(self, replica_id: str) -> None:
        self._do(rows.leave, replica_id)

    def living(self) -> tuple[Replica, ...]:
        return self._do(rows.living)

    def forget(self, replica_ids: Collection[str]) -> None:
        self._do(rows.forget, replica_ids)

    @contextmanager
    def dead(self) -> Iterator[tuple[str, ...]]:
        """Ids of those that are dead, for one process at a time; none where another one looks after them now.

        One that is paused meanwhile loses its turn with its session.
        """
        with self._transaction() as connection:
            turn = connection.execute(text("SELECT pg_try_advisory_xact_lock(:one)"), {"one": _BURYING}).scalar_one()
            yield rows.dead(connection) if turn else ()

    def close(self) -> None:
        self._engine.dispose()

    def _do(self, act: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **options: _P.kwargs) -> _T:
        with self._transaction() as connection:
            return act(connection, *args, **options)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with trouble_named(), self._engine.connect() as connection, connection.begin():
            yield connection
