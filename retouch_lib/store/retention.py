"""What is kept of results: how much, since when it was last used, and what servers still have.

Each function works on a connection whose transaction the caller holds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, select, type_coerce, update

from retouch_lib.owners import Owner
from retouch_lib.store import measures, removals
from retouch_lib.store.records import UNDER_WAY, JobState
from retouch_lib.store.removals import Removal
from retouch_lib.store.sql import greater, values
from retouch_lib.store.tables import UtcDateTime, jobs, photos, run_items, runs
from retouch_lib.store.uses import FREE_SERVER

_LONGEST_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class KeptResult:
    """One result's file."""

    sha256: str
    bytes: int
    used_at: datetime
    """When it was fetched, or a later run asked for it and got it."""
    held: bool
    """Whether it belongs to the owner's latest run, or to one that has not ended."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What an owner has."""

    photos: int
    photo_bytes: int
    """Of the photos, and of the reduced copies that were sent for some."""
    results: int
    """Files; jobs that brought the same bytes share one."""
    result_bytes: int
    on_servers: int
    """Results that a server still has too: fetched again, they cost nothing."""
    on_servers_until: datetime | None
    """When the last of them goes."""


def results(connection: Connection, owner: Owner) -> tuple[KeptResult, ...]:
    """The results that are here, the one not used for longest first."""
    used = (
        select(run_items.c.job, func.max(runs.c.created_at).label("at"))
        .join(runs, runs.c.id == run_items.c.run)
        .where(runs.c.owner == owner)
        .group_by(run_items.c.job)
        .subquery()
    )
    came = func.coalesce(jobs.c.ended_at, jobs.c.created_at)
    last = greater(came, func.coalesce(used.c.at, literal(_LONGEST_AGO, UtcDateTime)))
    held = func.max(case((jobs.c.id.in_(_held(owner)), 1), else_=0))
    query = (
        select(jobs.c.result, func.max(jobs.c.result_bytes), type_coerce(func.max(last), UtcDateTime), held)
        .join_from(jobs, used, used.c.job == jobs.c.id, isouter=True)
        .where(*_done(owner))
        .group_by(jobs.c.result)
    )
    rows = connection.execute(query).all()
    found = (KeptResult(sha256, size or 0, at, bool(keep)) for sha256, size, at, keep in rows)
    return tuple(sorted(found, key=lambda result: (result.used_at, result.sha256)))


def holding(connection: Connection, owner: Owner, now: datetime) -> Holding:
    """How much there is, and what servers have at `now`."""
    files = select(func.max(jobs.c.result_bytes).label("bytes")).where(*_done(owner)).group_by(jobs.c.result)
    results = select(func.count(), func.coalesce(func.sum(files.subquery().c.bytes), 0))
    mine = select(func.count(), func.coalesce(func.sum(photos.c.bytes), 0)).where(photos.c.owner == owner)
    there = select(func.count(), func.max(jobs.c.expires_at)).where(
        *_done(owner), jobs.c.server != FREE_SERVER, jobs.c.remote_id.is_not(None), jobs.c.expires_at > now
    )
    copies = select(func.max(jobs.c.sent_bytes).label("bytes")).where(jobs.c.owner == owner, jobs.c.sent.is_not(None))
    sent = select(func.coalesce(func.sum(copies.group_by(jobs.c.sent).subquery().c.bytes), 0))
    photo_count, photo_bytes = connection.execute(mine).one()
    photo_bytes += connection.execute(sent).scalar_one()
    result_count, result_bytes = connection.execute(results).one()
    on_servers, until = connection.execute(there).one()
    return Holding(photo_count, photo_bytes, result_count, result_bytes, on_servers, until)


def sweep(connection: Connection, owner: Owner, sha256s: Sequence[str], note: str) -> int:
    """Let the jobs of these results be swept, with that note; how many there were. The files are left to remove.

    A result that a run has used since it was chosen for this stays.
    """
    names = values(json.dumps(sorted(sha256s)))
    meant = (*_done(owner), jobs.c.result.in_(select(names)), jobs.c.result.not_in(_held_files(owner)))
    going = sorted(connection.execute(select(jobs.c.result).where(*meant).distinct()).scalars())
    gone = values(json.dumps(going))
    rows = (*_done(owner), jobs.c.result.in_(select(gone)))
    measures.forget(connection, *rows)
    swept = {"state": JobState.SWEPT, "result": None, "note": note, "error": ""}
    count = connection.execute(update(jobs).where(*rows).values(swept)).rowcount
    removals.add(connection, Removal.FILE, going)
    return count


def _done(owner: Owner) -> tuple[ColumnElement[bool], ...]:
    return jobs.c.owner == owner, jobs.c.state == JobState.DONE, jobs.c.result.is_not(None)


def _held(owner: Owner) -> Select[Any]:
    """Jobs of the latest run, and of every run that has not ended."""
    newest = select(runs.c.id).where(runs.c.owner == owner).order_by(runs.c.created_at.desc()).limit(1)
    moving = select(run_items.c.run).join(jobs, jobs.c.id == run_items.c.job)
    moving = moving.where(jobs.c.owner == owner, jobs.c.state.in_(UNDER_WAY))
    return select(run_items.c.job).where(run_items.c.run.in_(newest) | run_items.c.run.in_(moving))


def _held_files(owner: Owner) -> Select[Any]:
    done = jobs.alias("done")
    return select(done.c.result).where(done.c.id.in_(_held(owner)), done.c.result.is_not(None))
