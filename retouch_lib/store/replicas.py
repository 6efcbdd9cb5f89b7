"""Statements on the processes that share a database, and on what only one of them may hold.

Each function works on a connection whose transaction the caller holds. Who lives is told by the database's clock alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, select, update

from retouch_lib.store.sql import insert, seconds_now
from retouch_lib.store.tables import leases, replicas

DEAD_AFTER = 4.0
"""Seconds of silence after which a replica is dead: others go on with what it had in hand."""


@dataclass(frozen=True, slots=True)
class Replica:
    """One process of several on a database."""

    id: str
    """Never used twice."""
    version: str
    """Of Retouch Lab."""
    engine: str
    """The address of the local engine that it shares with others; empty: it has one of its own."""
    files: str
    """Where photos and results are that others see, too; empty: in its data folder."""
    secret: str
    """A name of the secret that it signs with: equal for those that know what the other signed."""
    started: float = 0.0
    """Seconds since 1970 by the database's clock, as all times here."""
    beat: float = 0.0
    """When it last said that it lives; 0 once it has left."""


def beat(connection: Connection, replica: Replica) -> None:
    """It lives. Of `replica` times are not read."""
    words = {"id": replica.id, "version": replica.version, "engine": replica.engine, "files": replica.files}
    statement = insert(replicas).values(**words, secret=replica.secret, started=seconds_now(), beat=seconds_now())
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"beat": seconds_now()}))


def leave(connection: Connection, replica_id: str) -> None:
    """It is gone on purpose: others go on at once with what it had in hand, and it holds nothing more."""
    connection.execute(update(replicas).where(replicas.c.id == replica_id).values(beat=0.0))


def living(connection: Connection) -> tuple[Replica, ...]:
    """The one that started first comes first."""
    rows = connection.execute(select(replicas).where(_lives()).order_by(replicas.c.started, replicas.c.id))
    return tuple(Replica(**row) for row in rows.mappings())


def dead(connection: Connection) -> tuple[str, ...]:
    """Ids of those that are silent, or have left, and still have a row: see `forget`."""
    return tuple(connection.execute(select(replicas.c.id).where(~_lives())).scalars())


def forget(connection: Connection, replica_ids: Collection[str]) -> None:
    """Nothing is in the hands of these any more. One that has been heard of since stays."""
    gone = connection.execute(
        delete(replicas).where(replicas.c.id.in_(replica_ids), ~_lives()).returning(replicas.c.id)
    ).scalars()
    connection.execute(delete(leases).where(leases.c.replica.in_(list(gone))))


def unheard_of(connection: Connection, replica_ids: Collection[str]) -> tuple[str, ...]:
    """Those of these ids that have no row: of a database that was restored, for example."""
    known = set(connection.execute(select(replicas.c.id).where(replicas.c.id.in_(replica_ids))).scalars())
    return tuple(one for one in replica_ids if one not in known)


def take(connection: Connection, names: Sequence[str], replica_id: str) -> str | None:
    """Hold the first of these names that no living replica holds, this one included; None where all are held."""
    of_the_living = select(leases.c.name).join(replicas, replicas.c.id == leases.c.replica).where(_lives())
    held = set(connection.execute(of_the_living.where(leases.c.name.in_(names))).scalars())
    free = next((name for name in names if name not in held), None)
    if free is not None:
        statement = insert(leases).values(name=free, replica=replica_id)
        connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"replica": replica_id}))
    return free


def holder(connection: Connection, name: str) -> str | None:
    """The id of the living replica that holds that name."""
    query = select(leases.c.replica).join(replicas, replicas.c.id == leases.c.replica)
    found: str | None = connection.execute(query.where(leases.c.name == name, _lives())).scalar_one_or_none()
    return found


def give_back(connection: Connection, name: str, replica_id: str) -> None:
    """Hold it no more; what another one has taken over meanwhile stays that one's."""
    connection.execute(delete(leases).where(leases.c.name == name, leases.c.replica == replica_id))


def _lives() -> ColumnElement[bool]:
    return replicas.c.beat > seconds_now() - DEAD_AFTER
