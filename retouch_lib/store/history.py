"""Questions on the history: everything asked for, and how it was answered. What it took is asked in `charges`.

A row is a *use*: a job as it was made and sent, or a later request that it answered for nothing. Times stay text,
because parsing 100,000 of them one by one takes half a second. Each function works on a connection whose transaction
the caller holds, until the last chunk is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, select
from sqlalchemy.sql.expression import Subquery

from retouch_lib.owners import Owner
from retouch_lib.store.chunks import Columns, chunks
from retouch_lib.store.records import JobState, Share
from retouch_lib.store.tables import deleted_jobs, jobs, photos, runs
from retouch_lib.store.uses import (
    DELETED,
    KEY,
    NO_NAME,
    SUMMED,
    USE,
    First,
    Verdicts,
    Where,
    account,
    conditions,
    conditions_of_deleted,
    credits_of,
    local_day,
    made_in,
    may_be_deleted,
    text_of,
    totals,
    union,
)
from retouch_lib.words.text import composed, folded

_NAMES = ("preset", "project")
"""What people call things: one, whatever its spelling."""
_FILTERS = {"presets": jobs.c.variant, "servers": jobs.c.server, "states": jobs.c.state, "projects": runs.c.project}


def uses(
    connection: Connection,
    owner: Owner,
    where: Where,
    verdicts: Verdicts,
    order: str,
    *,
    descending: bool,
    limit: int | None,
    offset: int,
) -> Iterator[Columns]:
    """The uses in that order (a name of `ORDERS`), newest first among equals."""
    columns = (*USE, *KEY[1:], "rank")
    if limit is None:
        rows = union(owner, where, verdicts, columns, order)
        query = select(rows)
    else:
        # Only what they are sorted by is read of all uses, and the rest of those on the page.
        first = First(offset + limit, descending) if order == "asked_at" else None
        sought = union(owner, where, verdicts, (*KEY, "asked_at", "rank"), order, first=first)
        keys = select(*(sought.c[name] for name in KEY)).order_by(*_sorted(sought, descending))
        page = keys.limit(limit).offset(offset).cte("page")
        rows = union(owner, where, verdicts, columns, order, among=select(page.c.job))
        query = select(rows).join(page, and_(*(rows.c[name] == page.c[name] for name in KEY)))
    # Only of what leaves, times become texts: sorted they are as they are stored.
    query = query.with_only_columns(*(_leaving(rows, name) for name in USE))
    return chunks(connection, query.order_by(*_sorted(rows, descending)), many=limit is None)


def summary(connection: Connection, owner: Owner, where: Where, verdicts: Verdicts) -> Mapping[str, Any]:
    """One row of figures over all uses that are meant."""
    rows = union(owner, where, verdicts, SUMMED)
    return dict(connection.execute(select(*totals(rows))).mappings().one())


def groups(
    connection: Connection, owner: Owner, where: Where, verdicts: Verdicts, by: str, first_day: int
) -> Iterator[Columns]:
    """The same figures by "day", "month" (beginning on `first_day`), "preset", "photo", "project" or "server"."""
    timely = by in ("day", "month")
    key = () if by in SUMMED else ("asked_at" if timely else by,)
    rows = union(owner, where, verdicts, (*SUMMED, *key))
    day = local_day(rows.c.asked_at, first_day if by == "month" else None) if timely else rows.c[by]
    shown = func.min(day).label("key")
    query = select(shown, *totals(rows)).group_by(func.folded(day) if by in _NAMES else day).order_by(shown)
    if by == "photo":
        sums = query.order_by(None).subquery()
        named = (photos.c.owner == owner) & (photos.c.sha256 == sums.c.key)
        name = func.coalesce(photos.c.name, case((sums.c.key == "", NO_NAME), else_="")).label("name")
        return chunks(connection, select(sums, name).join_from(sums, photos, named, isouter=True).order_by(sums.c.key))
    return chunks(connection, query)


def by_run(connection: Connection, owner: Owner, where: Where, verdicts: Verdicts) -> Iterator[Columns]:
    """The runs that hold a use that is meant, newest first, with figures over those uses."""
    rows = union(owner, where, verdicts, (*SUMMED, "run"))
    sums = select(rows.c.run, *totals(rows)).group_by(rows.c.run).subquery()
    columns = (runs.c.id.label("run"), runs.c.project, runs.c.server, text_of(runs.c.created_at).label("asked_at"))
    sums_only = [column for column in sums.c if column.name != "run"]
    query = select(*columns, *sums_only).join_from(runs, sums, sums.c.run == runs.c.id)
    return chunks(connection, query.order_by(runs.c.created_at.desc(), runs.c.id), many=True)


def has_unknown(connection: Connection, owner: Owner, where: Where) -> bool:
    """Whether any job that is meant was maybe paid."""
    meant = conditions(owner, where, reused=False)
    query = select(jobs.c.id).join_from(jobs, runs, made_in(), isouter=True).where(*meant, credits_of().is_(None))
    gone = select(deleted_jobs.c.id).where(*conditions_of_deleted(owner, where))
    if connection.execute(query.limit(1)).first() is not None:
        return True
    unknown = gone.where(deleted_jobs.c.credits.is_(None)).limit(1)
    return may_be_deleted(where) and connection.execute(unknown).first() is not None


def names(connection: Connection, owner: Owner, limit: int) -> dict[str, list[str]]:
    """What there is to choose from: presets, servers, states, projects (by name, one spelling of each) and photos
    (SHA-256)."""
    found = {}
    for name, column in _FILTERS.items():
        query = select(column).where(column.table.c.owner == owner).distinct().order_by(column)
        spelled = map(composed, connection.execute(query.limit(limit)).scalars())
        found[name] = list({folded(one): one for one in spelled}.values())
    gone = select(deleted_jobs.c.server).where(deleted_jobs.c.owner == owner).distinct()
    if servers := set(connection.execute(gone).scalars()):
        found["servers"] = sorted({*found["servers"], *servers})
        found["states"] = sorted({*found["states"], DELETED})
    used = select(photos.c.sha256, photos.c.name).where(photos.c.owner == owner)
    rows = connection.execute(used.order_by(photos.c.added_at.desc()).limit(limit)).all()
    return {**found, "photos": [row[0] for row in rows], "photo_names": [row[1] for row in rows]}


def marks(connection: Connection, owner: Owner, where: Where, letters: int) -> Iterator[Columns]:
    """How many jobs were made, and how many of them failed, per account and time: that many letters of it."""
    rows = union(owner, where, Verdicts(), ("asked_at", "share", "state", "server"))
    begin = func.substr(text_of(rows.c.asked_at), 1, letters)
    failed = func.sum(case((rows.c.state == JobState.FAILED, 1), else_=0)).label("failed")
    query = (
        select(account(rows.c.server), text_of(func.min(rows.c.asked_at)).label("asked_at"))
        .add_columns(func.count().label("jobs"), failed)
        .where(rows.c.share == str(Share.PAID))
    )
    return chunks(connection, query.group_by("account", begin).order_by(begin))


def _leaving(rows: Subquery, name: str) -> ColumnElement[Any]:
    return text_of(rows.c.asked_at).label(name) if name == "asked_at" else rows.c[name]


def _sorted(rows: Subquery, descending: bool) -> tuple[ColumnElement[Any], ...]:
    # What has no value comes last from the greatest down, and else first: the databases don't agree by themselves.
    rank = rows.c.rank.desc().nulls_last() if descending else rows.c.rank.asc().nulls_first()
    return rank, rows.c.asked_at.desc(), rows.c.asked_in, rows.c.place
