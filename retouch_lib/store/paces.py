"""Statements on how long servers were at work: of jobs that ended, and of those of a run that have not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, select

from retouch_lib.owners import Owner
from retouch_lib.store.records import UNDER_WAY, JobState, Run
from retouch_lib.store.tables import jobs, photos, run_items

_MOST = 100
"""Ended jobs that are looked at, the newest: a server's pace of last month tells little."""


@dataclass(frozen=True, slots=True)
class Work:
    """A job as work for its server."""

    job: str
    """Its id."""
    state: JobState
    payload: str
    """JSON text."""
    width: int
    """Pixels of the photo, upright."""
    height: int
    longest_side: int
    """Pixels that it is sent reduced to; 0 where it goes as it is."""
    active_at: datetime | None
    """When the server was first seen at work on it."""
    ready_at: datetime | None


@dataclass(frozen=True, slots=True)
class TimedUpload:
    """A photo that was sent."""

    bytes: int
    began_at: datetime
    ended_at: datetime
    """When the server's answer came."""


@dataclass(frozen=True, slots=True)
class SentSizes:
    """How long what was sent is, and what came for it, over the last results of a server; 0 where there are none."""

    sent: int
    came: int


def uploads(connection: Connection, owner: Owner, server: str) -> tuple[TimedUpload, ...]:
    """The last to that server that went at the first try, newest first."""
    query = select(jobs.c.uploaded, jobs.c.attempted_at, jobs.c.started_at).where(
        jobs.c.owner == owner,
        jobs.c.server == server,
        jobs.c.attempts == 1,
        jobs.c.attempted_at.is_not(None),
        jobs.c.started_at.is_not(None),
    )
    rows = connection.execute(query.order_by(jobs.c.created_at.desc()).limit(_MOST))
    return tuple(TimedUpload(*row) for row in rows if row[2] > row[1])


def sizes(connection: Connection, owner: Owner, server: str) -> SentSizes:
    """Of the last results there."""
    query = select(jobs.c.uploaded, jobs.c.result_bytes).where(
        jobs.c.owner == owner, jobs.c.server == server, jobs.c.state == JobState.DONE, jobs.c.uploaded > 0
    )
    rows = connection.execute(query.order_by(jobs.c.created_at.desc()).limit(_MOST)).all()
    return SentSizes(sum(row[0] for row in rows), sum(row[1] or 0 for row in rows))


def ended(connection: Connection, owner: Owner, server: str, engine_version: str) -> tuple[Work, ...]:
    """Jobs that a server brought to their end, and was seen at; newest first."""
    query = _works().where(
        jobs.c.owner == owner,
        jobs.c.server == server,
        jobs.c.engine_version == engine_version,
        jobs.c.active_at.is_not(None),
        jobs.c.ready_at.is_not(None),
    )
    return _read(connection, query.order_by(jobs.c.created_at.desc()).limit(_MOST))


def under_way(connection: Connection, run: Run) -> tuple[Work, ...]:
    """The run's jobs that have not ended, each once."""
    of_run = select(run_items.c.job).where(run_items.c.run == run.id)
    return _read(connection, _works().where(jobs.c.id.in_(of_run), jobs.c.state.in_(UNDER_WAY)))


def _works() -> Select[Any]:
    columns = (jobs.c.id, jobs.c.state, jobs.c.payload, photos.c.width, photos.c.height)
    more = (jobs.c.longest_side, jobs.c.active_at, jobs.c.ready_at)
    return select(*columns, *more).join(photos, and_(photos.c.owner == jobs.c.owner, photos.c.sha256 == jobs.c.photo))


def _read(connection: Connection, query: Select[Any]) -> tuple[Work, ...]:
    return tuple(Work(row[0], JobState(row[1]), *row[2:]) for row in connection.execute(query))
