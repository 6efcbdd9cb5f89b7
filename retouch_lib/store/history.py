"""Statements for the history: everything asked for, how it was answered, and what servers said is left.

A row is a *use*: a job as it was made and sent, or a later request that it answered for nothing. Rows leave as columns
of plain values, a chunk at a time; times stay text, because parsing 100,000 of them one by one takes half a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Table, and_, case, func, literal, null, select, union_all
from sqlalchemy.sql.expression import Subquery

from retouch_lib.store import spent
from retouch_lib.store.database import Database
from retouch_lib.store.records import JobState, Reading, Share
from retouch_lib.store.tables import deleted_jobs, jobs, photos, readings, runs
from retouch_lib.store.uses import (
    DELETED,
    FIGURES,
    FREE_SERVER,
    KEY,
    NO_NAME,
    USE,
    First,
    Verdicts,
    Where,
    account,
    account_of,
    conditions,
    conditions_of_deleted,
    credits_of,
    credits_of_deleted,
    figures,
    local_day,
    made_in,
    may_be_deleted,
    text_of,
    union,
)

CHUNK = 10_000
"""Rows read at a time."""
Columns = dict[str, list[Any]]
_CHOICES = {"presets": jobs.c.variant, "servers": jobs.c.server, "states": jobs.c.state, "projects": runs.c.project}


class HistoryRows:
    """One owner's history. Each method is one short transaction."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    def uses(
        self, where: Where, verdicts: Verdicts, order: str, *, descending: bool, limit: int | None, offset: int
    ) -> Iterator[Columns]:
        """The uses in that order (a name of `ORDERS`), newest first among equals."""
        columns = (*USE, *KEY[1:], "rank")
        if limit is None:
            rows = union(self._owner, where, verdicts, columns, order)
            query = select(rows)
        else:
            # Only what they are sorted by is read of all uses, and the rest of those on the page.
            first = First(offset + limit, descending) if order == "asked_at" else None
            sought = union(self._owner, where, verdicts, (*KEY, "asked_at", "rank"), order, first=first)
            keys = select(*(sought.c[name] for name in KEY)).order_by(*_sorted(sought, descending))
            page = keys.limit(limit).offset(offset).cte("page")
            rows = union(self._owner, where, verdicts, columns, order, among=select(page.c.job))
            query = select(rows).join(page, and_(*(rows.c[name] == page.c[name] for name in KEY)))
        named = (photos.c.owner == self._owner) & (photos.c.sha256 == rows.c.photo)
        query = query.outerjoin(photos, named).with_only_columns(
            *(rows.c[name] for name in USE), _photo_name(rows.c.photo)
        )
        return self._chunks(query.order_by(*_sorted(rows, descending)))

    def summary(self, where: Where, verdicts: Verdicts) -> Mapping[str, Any]:
        """One row of figures over all uses that are meant."""
        rows = union(self._owner, where, verdicts, FIGURES)
        with self._database.reading() as connection:
            return dict(connection.execute(select(*figures(rows))).mappings().one())

    def groups(self, where: Where, verdicts: Verdicts, by: str, first_day: int) -> Iterator[Columns]:
        """The same figures by "day", "month" (beginning on `first_day`), "preset", "photo", "project" or "server"."""
        timely = by in ("day", "month")
        key = () if by in FIGURES else ("asked_at" if timely else by,)
        rows = union(self._owner, where, verdicts, (*FIGURES, *key))
        day = local_day(rows.c.asked_at, first_day if by == "month" else None) if timely else rows.c[by]
        shown = day.label("key")
        query = select(shown, *figures(rows)).group_by(shown).order_by(shown)
        if by == "photo":
            sums = query.order_by(None).subquery()
            named = (photos.c.owner == self._owner) & (photos.c.sha256 == sums.c.key)
            name = _photo_name(sums.c.key).label("name")
            return self._chunks(select(sums, name).join_from(sums, photos, named, isouter=True).order_by(sums.c.key))
        return self._chunks(query)

    def runs(self, where: Where, verdicts: Verdicts) -> Iterator[Columns]:
        """The runs that hold a use that is meant, newest first, with figures over those uses."""
        rows = union(self._owner, where, verdicts, (*FIGURES, "run"))
        sums = select(rows.c.run, *figures(rows)).group_by(rows.c.run).subquery()
        columns = (runs.c.id.label("run"), runs.c.project, runs.c.server, text_of(runs.c.created_at).label("asked_at"))
        sums_only = [column for column in sums.c if column.name != "run"]
        query = select(*columns, *sums_only).join_from(runs, sums, sums.c.run == runs.c.id)
        return self._chunks(query.order_by(runs.c.created_at.desc(), runs.c.id))

    def readings(
        self, since: datetime | None, until: datetime | None, *, buckets: int | None = None, kind: str | None = None
    ) -> Iterator[Columns]:
        """What servers said is left, oldest first; with `buckets`, the last one in each of so many equal times."""
        meant = [readings.c.owner == self._owner]
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
        return self._chunks(rows)

    def charges(self, since: datetime | None = None) -> Iterator[Columns]:
        """Jobs that took a credit of an account or may have, deleted ones too, oldest first; local ones never do.

        A job sent again after no answer came is there twice: its earlier start may have been paid, too.
        """
        made = _charges(jobs, credits_of(), case((jobs.c.state == JobState.UNSURE, 1), else_=0))
        made = made.where(jobs.c.server != FREE_SERVER, jobs.c.attempts > 0)
        gone = _charges(deleted_jobs, credits_of_deleted(), literal(0))
        again = _earlier_starts(jobs).where(jobs.c.server != FREE_SERVER, jobs.c.attempts > 1)
        gone_again = _earlier_starts(deleted_jobs).where(deleted_jobs.c.starts > 1)
        parts = ((jobs, made), (jobs, again), (deleted_jobs, gone), (deleted_jobs, gone_again))
        meant = [query.where(table.c.owner == self._owner) for table, query in parts]
        if since is not None:
            meant = [query.where(table.c.created_at >= since) for (table, _), query in zip(parts, meant, strict=True)]
        every = union_all(*meant).subquery()
        return self._chunks(select(every).order_by(every.c.attempted_at))

    def marks(self, where: Where, letters: int) -> Iterator[Columns]:
        """How many jobs were made, and how many of them failed, per account and time: that many letters of it."""
        rows = union(self._owner, where, Verdicts(), ("asked_at", "share", "state", "server"))
        begin = func.substr(rows.c.asked_at, 1, letters)
        failed = func.sum(case((rows.c.state == JobState.FAILED, 1), else_=0)).label("failed")
        query = (
            select(account(rows.c.server), func.min(rows.c.asked_at).label("asked_at"))
            .add_columns(func.count().label("jobs"), failed)
            .where(rows.c.share == str(Share.PAID))
        )
        return self._chunks(query.group_by("account", begin).order_by(begin))

    def balances(self) -> list[tuple[str, Reading, int]]:
        """Of each account its word, its last balance, and what jobs took of it after that or are about to take."""
        with self._database.reading() as connection:
            found = spent.balances(connection, self._owner)
        return [(account_of(last.server), last, taken) for last, taken in found]

    def newest_balance(self) -> int:
        """The number of the last balance read; it grows with each."""
        query = select(func.max(readings.c.id)).where(readings.c.owner == self._owner, readings.c.kind == "balance")
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one() or 0

    def deleted(self) -> int:
        """How many deleted jobs still count."""
        query = select(func.count()).where(deleted_jobs.c.owner == self._owner)
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def unsure(self) -> int:
        """How many jobs wait for their owner, because no answer came."""
        query = select(func.count()).where(jobs.c.owner == self._owner, jobs.c.state == JobState.UNSURE)
        with self._database.reading() as connection:
            return connection.execute(query).scalar_one()

    def tokens(self) -> list[tuple[str, str]]:
        """(account, token reference) of everything that was sent or read, in the order of their first use."""
        read = select(account(readings.c.server), readings.c.token_ref, func.min(readings.c.read_at).label("first"))
        sent = select(account(jobs.c.server), jobs.c.token_ref, func.min(jobs.c.created_at).label("first"))
        read = read.where(readings.c.owner == self._owner).group_by("account", readings.c.token_ref)
        sent = sent.where(jobs.c.owner == self._owner, jobs.c.token_ref != "").group_by("account", jobs.c.token_ref)
        gone = select(account(deleted_jobs.c.server), deleted_jobs.c.token_ref, func.min(deleted_jobs.c.created_at))
        gone = gone.where(deleted_jobs.c.owner == self._owner).group_by("account", deleted_jobs.c.token_ref)
        used = union_all(read, sent, gone).subquery()
        query = select(used.c.account, used.c.token_ref).group_by(used.c.account, used.c.token_ref)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(func.min(used.c.first))).all()
        return [(row[0], row[1]) for row in rows]

    def has_unknown(self, where: Where) -> bool:
        """Whether any job that is meant was maybe paid."""
        meant = conditions(self._owner, where, reused=False)
        query = select(jobs.c.id).join_from(jobs, runs, made_in(), isouter=True).where(*meant, credits_of().is_(None))
        gone = select(deleted_jobs.c.id).where(*conditions_of_deleted(self._owner, where))
        with self._database.reading() as connection:
            if connection.execute(query.limit(1)).first() is not None:
                return True
            unknown = gone.where(deleted_jobs.c.credits.is_(None)).limit(1)
            return may_be_deleted(where) and connection.execute(unknown).first() is not None

    def names(self, limit: int) -> dict[str, list[str]]:
        """What there is to choose from: presets, servers, states, projects (by name) and photos (SHA-256)."""
        found = {}
        with self._database.reading() as connection:
            for name, column in _CHOICES.items():
                query = select(column).where(column.table.c.owner == self._owner).distinct().order_by(column)
                found[name] = list(connection.execute(query.limit(limit)).scalars())
            gone = select(deleted_jobs.c.server).where(deleted_jobs.c.owner == self._owner).distinct()
            if servers := set(connection.execute(gone).scalars()):
                found["servers"] = sorted({*found["servers"], *servers})
                found["states"] = sorted({*found["states"], DELETED})
            used = select(photos.c.sha256, photos.c.name).where(photos.c.owner == self._owner)
            rows = connection.execute(used.order_by(photos.c.added_at.desc()).limit(limit)).all()
        return {**found, "photos": [row[0] for row in rows], "photo_names": [row[1] for row in rows]}

    def _chunks(self, query: Select[Any]) -> Iterator[Columns]:
        """At least one chunk, so that an empty answer has its columns too."""
        with self._database.reading() as connection:
            result = connection.execute(query)
            names = list(result.keys())
            empty = True
            # Plain tuples of the driver: making a Row of each of 100,000 takes longer than reading them.
            assert result.cursor is not None
            while part := result.cursor.fetchmany(CHUNK):
                empty = False
                yield dict(zip(names, map(list, zip(*part, strict=True)), strict=True))
            if empty:
                yield {name: [] for name in names}


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


def _photo_name(sha256: ColumnElement[str]) -> ColumnElement[str]:
    """Of the photo joined; only a deleted job has none at all."""
    return func.coalesce(photos.c.name, case((sha256 == "", NO_NAME), else_="")).label("photo_name")


def _sorted(rows: Subquery, descending: bool) -> tuple[ColumnElement[Any], ...]:
    rank = rows.c.rank.desc() if descending else rows.c.rank.asc()
    return rank, rows.c.asked_at.desc(), rows.c.asked_in, rows.c.place
