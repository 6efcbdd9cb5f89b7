"""What is kept of results: how much, since when it was last used, and what servers still have."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, Select, case, func, literal, select, type_coerce, update
from sqlalchemy.dialects.sqlite import insert

from retouch_lib.store.database import Database
from retouch_lib.store.deleting import Leaving
from retouch_lib.store.records import UNDER_WAY, JobState
from retouch_lib.store.tables import UtcDateTime, jobs, leavings, photos, run_items, runs
from retouch_lib.store.uses import FREE_SERVER

_LONGEST_AGO = "0001-01-01 00:00:00.000000"


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
    results: int
    """Files; jobs that brought the same bytes share one."""
    result_bytes: int
    on_servers: int
    """Results that a server still has too: fetched again, they cost nothing."""
    on_servers_until: datetime | None
    """When the last of them goes."""


class Keeping:
    """One owner's results. Each method is one short transaction."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    def results(self) -> tuple[KeptResult, ...]:
        """The results that are here, the one not used for longest first."""
        used = (
            select(run_items.c.job, func.max(runs.c.created_at).label("at"))
            .join(runs, runs.c.id == run_items.c.run)
            .where(runs.c.owner == self._owner)
            .group_by(run_items.c.job)
            .subquery()
        )
        came = func.coalesce(jobs.c.ended_at, jobs.c.created_at)
        last = func.max(came, func.coalesce(type_coerce(used.c.at, DateTime), literal(_LONGEST_AGO)))
        held = func.max(case((jobs.c.id.in_(self._held()), 1), else_=0))
        query = (
            select(jobs.c.result, func.max(jobs.c.result_bytes), type_coerce(func.max(last), UtcDateTime), held)
            .join_from(jobs, used, used.c.job == jobs.c.id, isouter=True)
            .where(*self._done())
            .group_by(jobs.c.result)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        found = (KeptResult(sha256, size or 0, at, bool(keep)) for sha256, size, at, keep in rows)
        return tuple(sorted(found, key=lambda result: (result.used_at, result.sha256)))

    def holding(self, now: datetime) -> Holding:
        """How much there is, and what servers have at `now`."""
        files = select(func.max(jobs.c.result_bytes).label("bytes")).where(*self._done()).group_by(jobs.c.result)
        results = select(func.count(), func.coalesce(func.sum(files.subquery().c.bytes), 0))
        mine = select(func.count(), func.coalesce(func.sum(photos.c.bytes), 0)).where(photos.c.owner == self._owner)
        there = select(func.count(), func.max(jobs.c.expires_at)).where(
            *self._done(), jobs.c.server != FREE_SERVER, jobs.c.remote_id.is_not(None), jobs.c.expires_at > now
        )
        with self._database.reading() as connection:
            photo_count, photo_bytes = connection.execute(mine).one()
            result_count, result_bytes = connection.execute(results).one()
            on_servers, until = connection.execute(there).one()
        return Holding(photo_count, photo_bytes, result_count, result_bytes, on_servers, until)

    def sweep(self, sha256s: Sequence[str], note: str) -> int:
        """Let the jobs of these results be swept, with that note; how many there were. The files are left to remove.

        What was used by a run since somebody looked stays.
        """
        names = func.json_each(json.dumps(sorted(sha256s))).table_valued("value").c.value
        meant = (*self._done(), jobs.c.result.in_(select(names)), jobs.c.result.not_in(self._held_files()))
        with self._database.writing() as connection:
            going = sorted(connection.execute(select(jobs.c.result).where(*meant).distinct()).scalars())
            gone = func.json_each(json.dumps(going)).table_valued("value").c.value
            rows = (*self._done(), jobs.c.result.in_(select(gone)))
            swept = {"state": JobState.SWEPT, "result": None, "note": note, "error": ""}
            count = connection.execute(update(jobs).where(*rows).values(swept)).rowcount
            for name in going:
                row = insert(leavings).values(kind=str(Leaving.FILE), name=name)
                connection.execute(row.on_conflict_do_nothing())
        return count

    def _done(self) -> tuple[ColumnElement[bool], ...]:
        return jobs.c.owner == self._owner, jobs.c.state == JobState.DONE, jobs.c.result.is_not(None)

    def _held(self) -> Select[Any]:
        """Jobs of the latest run, and of every run that has not ended."""
        newest = select(runs.c.id).where(runs.c.owner == self._owner).order_by(runs.c.created_at.desc()).limit(1)
        moving = select(run_items.c.run).join(jobs, jobs.c.id == run_items.c.job)
        moving = moving.where(jobs.c.owner == self._owner, jobs.c.state.in_(UNDER_WAY))
        return select(run_items.c.job).where(run_items.c.run.in_(newest) | run_items.c.run.in_(moving))

    def _held_files(self) -> Select[Any]:
        done = jobs.alias("done")
        return select(done.c.result).where(done.c.id.in_(self._held()), done.c.result.is_not(None))
