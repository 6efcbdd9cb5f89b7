"""Questions on what jobs took of an account, beside what servers said is left: from these it is judged what was paid.

Each function works on a connection whose transaction the caller holds, until the last chunk is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    case,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from retouch_lib.owners import Owner
from retouch_lib.store import spent
from retouch_lib.store.chunks import Columns, chunks
from retouch_lib.store.records import JobState, Reading
from retouch_lib.store.sql import days, greater, row_number, unindexed
from retouch_lib.store.tables import deleted_jobs, jobs, readings
from retouch_lib.store.uses import FREE_SERVER, account, account_of, credits_of, credits_of_deleted, text_of

READ = ("account", "server", "token_ref", "kind", "value", "read_at", "job")
CHARGED = ("job", "account", "token_ref", "attempted_at", "answered_at", "ended_at", "credits", "unsure")


def readings_in(
    connection: Connection,
    owner: Owner,
    since: datetime | None,
    until: datetime | None,
    *,
    buckets: int | None = None,
    kind: str | None = None,
    columns: Sequence[str] = READ,
) -> Iterator[Columns]:
    """What servers said is left, oldest first; with `buckets`, the last one in each of so many equal times.

    `columns`: those of `READ` that are wanted.
    """
    meant = [readings.c.owner == owner]
    if since is not None:
        meant.append(readings.c.read_at >= since)
    if until is not None:
        meant.append(readings.c.read_at < until)
    if kind is not None:
        meant.append(readings.c.kind == kind)
    whose = account(readings.c.server)
    there: dict[str, ColumnElement[Any]] = {
        "account": whose,
        **{name: readings.c[name] for name in ("server", "token_ref", "kind", "value")},
        "read_at": text_of(readings.c.read_at).label("read_at"),
        "job": func.coalesce(readings.c.job, "").label("job"),
    }
    rows = select(*(there[name] for name in columns)).where(*meant).order_by(readings.c.read_at, readings.c.id)
    if buckets is not None:
        rows = _newest_of_each(rows, meant, (whose.element, readings.c.token_ref, readings.c.kind), buckets)
    return chunks(connection, rows, many=buckets is None)


def _newest_of_each(
    rows: Select[Any], meant: Sequence[ColumnElement[bool]], series: Sequence[ColumnElement[Any]], buckets: int
) -> Select[Any]:
    """Of readings, the last one of each series in each of so many equal times."""
    day = days(readings.c.read_at)
    first, last = (days(end(readings.c.read_at)) for end in (func.min, func.max))
    ends = select(first.label("first"), last.label("last")).where(*meant).cte("ends")
    width = greater((ends.c.last - ends.c.first) / buckets, literal(1e-9))
    place = func.floor((day - ends.c.first) / width)
    rank = func.row_number().over(partition_by=(*series, place), order_by=readings.c.id.desc()).label("rank")
    ranked = rows.add_columns(readings.c.id.label("newest"), rank, readings.c.read_at.label("at"))
    sub = ranked.order_by(None).join_from(readings, ends, true()).subquery()
    kept = (column for column in sub.c if column.name not in ("newest", "rank", "at"))
    return select(*kept).where(sub.c.rank == 1).order_by(sub.c.at, sub.c.newest)


def charges(
    connection: Connection, owner: Owner, since: datetime | None = None, columns: Sequence[str] = CHARGED
) -> Iterator[Columns]:
    """Jobs that took a credit of an account or may have, deleted ones too, oldest first; local ones never do.

    A job sent again after no answer came is there twice: its earlier start may have been paid, too. `columns`: those of
    `CHARGED` that are wanted. Of jobs whose credit is sure nobody asks for their id and end: they are None.
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
    doubtful = {name: case((every.c.credits.is_(None), every.c[name])).label(name) for name in ("job", "ended_at")}
    wanted = (doubtful.get(name, every.c[name]) for name in columns)
    return chunks(connection, select(*wanted).order_by(every.c.attempted_at), many=True)


def balances(connection: Connection, owner: Owner) -> list[tuple[str, Reading, int]]:
    """Of each account its word, its last balance, and what jobs took of it after that or are about to take."""
    found = spent.balances(connection, owner)
    return [(account_of(last.server), last, taken) for last, taken in found]


def newest_balance(connection: Connection, owner: Owner) -> int:
    """The number of the last balance read; it grows with each."""
    # From the newest row back, of which few are passed over: an index on the owner would be read from end to end.
    query = select(readings.c.id).where(unindexed(readings.c.owner) == owner, readings.c.kind == "balance")
    return connection.execute(query.order_by(readings.c.id.desc()).limit(1)).scalar_one_or_none() or 0


def deleted_count(connection: Connection, owner: Owner) -> int:
    """How many deleted jobs still count."""
    query = select(func.count()).where(deleted_jobs.c.owner == owner)
    return connection.execute(query).scalar_one()


def unsure_count(connection: Connection, owner: Owner) -> int:
    """How many jobs wait for their owner, because no answer came."""
    # By the state, which few have: an index on the owner would be read from end to end.
    query = select(func.count()).where(unindexed(jobs.c.owner) == owner, jobs.c.state == JobState.UNSURE)
    return connection.execute(query).scalar_one()


def tokens(connection: Connection, owner: Owner) -> list[tuple[str, str]]:
    """(account, token reference) of everything that was sent or read, in the order of their first use."""
    first: dict[tuple[str, str], datetime] = {}
    for table, time in ((readings, "read_at"), (jobs, "created_at"), (deleted_jobs, "created_at")):
        # Grouped by token, all rows would be sorted; the few there are, and the first row of each, are found sooner.
        pairs = select(table.c.server, table.c.token_ref).where(table.c.owner == owner).distinct()
        for server, token_ref in connection.execute(pairs).all():
            if table is jobs and not token_ref:
                continue
            its = (table.c.owner == owner, table.c.server == server, table.c.token_ref == token_ref)
            used = connection.execute(select(table.c[time]).where(*its).order_by(table.c[time]).limit(1)).scalar_one()
            pair = (account_of(server), token_ref)
            first[pair] = min(used, first.get(pair, used))
    return sorted(first, key=lambda pair: (first[pair], pair))


def tokens_state(connection: Connection, owner: Owner) -> tuple[int, ...]:
    """Numbers of which one changes whenever `tokens` may: how much was read, sent and deleted."""
    rows = func.max(row_number("jobs"))
    sent = connection.execute(select(func.count(), rows).where(jobs.c.owner == owner)).one()
    read = connection.execute(select(func.max(readings.c.id))).scalar_one()
    return (*(number or 0 for number in (*sent, read)), deleted_count(connection, owner))


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
