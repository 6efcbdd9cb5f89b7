"""Questions on what jobs took of an account, beside what servers said is left: from these it is judged what was paid.

Each function works on a connection whose transaction the caller holds, until the last chunk is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Table,
    case,
    func,
    literal,
    null,
    select,
    union_all,
)

from retouch_lib.store import spent
from retouch_lib.store.chunks import Columns, chunks
from retouch_lib.store.records import JobState, Reading
from retouch_lib.store.tables import deleted_jobs, jobs, readings
from retouch_lib.store.uses import FREE_SERVER, account, account_of, credits_of, credits_of_deleted, text_of


def readings_in(
    connection: Connection,
    owner: str,
    since: datetime | None,
    until: datetime | None,
    *,
    buckets: int | None = None,
    kind: str | None = None,
) -> Iterator[Columns]:
    """What servers said is left, oldest first; with `buckets`, the last one in each of so many equal times."""
    meant = [readings.c.owner == owner]
    if since is not None:
        meant.append(readings.c.read_at >= since)
    if until is not None:
        meant.append(readings.c.read_at < until)
    if kind is not None:
        meant.append(readings.c.kind == kind)
    whose = account(readings.c.server)
    rows = (
        select(whose, readings.c.server, readings.c.token_ref, readings.c.kind, readings.c.value)
        .add_columns(text_of(readings.c.read_at).label("read_at"), func.coalesce(readings.c.job, "").label("job"))
        .where(*meant)
        .order_by(readings.c.read_at, readings.c.id)
    )
    if buckets is not None:
        # SQLite takes the other columns of a group with max() from the row that has it.
        day = func.julianday(readings.c.read_at)
        ends = select(func.min(day).label("first"), func.max(day).label("last")).where(*meant).cte("ends")
        width = func.max((ends.c.last - ends.c.first) / buckets, 1e-9)
        place = ((day - ends.c.first) / width).cast(Integer)
        series = (whose, readings.c.token_ref, readings.c.kind)
        rows = rows.add_columns(func.max(readings.c.id).label("newest")).join_from(readings, ends, literal(True))
        rows = rows.group_by(*series, place)
    return chunks(connection, rows)


def charges(connection: Connection, owner: str, since: datetime | None = None) -> Iterator[Columns]:
    """Jobs that took a credit of an account or may have, deleted ones too, oldest first; local ones never do.

    A job sent again after no answer came is there twice: its earlier start may have been paid, too.
    """
    made = _charges(jobs, credits_of(), case((jobs.c.state == JobState.UNSURE, 1), else_=0))
    made = made.where(jobs.c.server != FREE_SERVER, jobs.c.attempts > 0)
    gone = _charges(deleted_jobs, credits_of_deleted(), literal(0))
    again = _earlier_starts(jobs).where(jobs.c.server != FREE_SERVER, jobs.c.attempts > 1)
    gone_again = _earlier_starts(deleted_jobs).where(deleted_jobs.c.starts > 1)
    parts = ((jobs, made), (jobs, again), (deleted_jobs, gone), (deleted_jobs, gone_again))
    meant = [query.where(table.c.owner == owner) for table, query in parts]
    if since is not None:
        meant = [query.where(table.c.created_at >= since) for (table, _), query in zip(parts, meant, strict=True)]
    every = union_all(*meant).subquery()
    return chunks(connection, select(every).order_by(every.c.attempted_at))


def balances(connection: Connection, owner: str) -> list[tuple[str, Reading, int]]:
    """Of each account its word, its last balance, and what jobs took of it after that or are about to take."""
    found = spent.balances(connection, owner)
    return [(account_of(last.server), last, taken) for last, taken in found]


def newest_balance(connection: Connection, owner: str) -> int:
    """The number of the last balance read; it grows with each."""
    query = select(func.max(readings.c.id)).where(readings.c.owner == owner, readings.c.kind == "balance")
    return connection.execute(query).scalar_one() or 0


def deleted_count(connection: Connection, owner: str) -> int:
    """How many deleted jobs still count."""
    query = select(func.count()).where(deleted_jobs.c.owner == owner)
    return connection.execute(query).scalar_one()


def unsure_count(connection: Connection, owner: str) -> int:
    """How many jobs wait for their owner, because no answer came."""
    query = select(func.count()).where(jobs.c.owner == owner, jobs.c.state == JobState.UNSURE)
    return connection.execute(query).scalar_one()


def tokens(connection: Connection, owner: str) -> list[tuple[str, str]]:
    """(account, token reference) of everything that was sent or read, in the order of their first use."""
    read = select(account(readings.c.server), readings.c.token_ref, func.min(readings.c.read_at).label("first"))
    sent = select(account(jobs.c.server), jobs.c.token_ref, func.min(jobs.c.created_at).label("first"))
    read = read.where(readings.c.owner == owner).group_by("account", readings.c.token_ref)
    sent = sent.where(jobs.c.owner == owner, jobs.c.token_ref != "").group_by("account", jobs.c.token_ref)
    gone = select(account(deleted_jobs.c.server), deleted_jobs.c.token_ref, func.min(deleted_jobs.c.created_at))
    gone = gone.where(deleted_jobs.c.owner == owner).group_by("account", deleted_jobs.c.token_ref)
    used = union_all(read, sent, gone).subquery()
    query = select(used.c.account, used.c.token_ref).group_by(used.c.account, used.c.token_ref)
    rows = connection.execute(query.order_by(func.min(used.c.first))).all()
    return [(row[0], row[1]) for row in rows]


def _charges(table: Table, took: ColumnElement[Any], unsure: ColumnElement[Any]) -> Select[Any]:
    # One put into the queue once more, and taken back there, lost the time of its first start.
    begun = func.coalesce(table.c.attempted_at, table.c.created_at)
    return (
        select(table.c.id.label("job"), account(table.c.server), table.c.token_ref)
        .add_columns(text_of(begun).label("attempted_at"))
        .add_columns(text_of(func.coalesce(table.c.started_at, table.c.ended_at)).label("answered_at"))
        .add_columns(text_of(table.c.ended_at).label("ended_at"), took.label("credits"))
        .add_columns(unsure.label("unsure"))
    )


def _earlier_starts(table: Table) -> Select[Any]:
    """Of jobs sent again: when each start before the last was made is not kept, but it was between these times."""
    sent_again = text_of(func.coalesce(table.c.attempted_at, table.c.ended_at))
    return (
        select((table.c.id + "+").label("job"), account(table.c.server), table.c.token_ref)
        .add_columns(text_of(table.c.created_at).label("attempted_at"), sent_again.label("answered_at"))
        .add_columns(sent_again.label("ended_at"), null().label("credits"), literal(0).label("unsure"))
    )
