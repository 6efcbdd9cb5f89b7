"""Statements on a photo's results, of which there may be ten thousand: what they are called, without their payloads."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select

from retouch_lib.owners import Owner
from retouch_lib.store.jobs import select_jobs
from retouch_lib.store.lists import among
from retouch_lib.store.photos import listed
from retouch_lib.store.records import Job, JobState, Photo
from retouch_lib.store.sql import row_number
from retouch_lib.store.tables import jobs, photos, run_items, runs

_NEWEST_FIRST = (jobs.c.created_at.desc(), row_number("jobs").desc())


@dataclass(frozen=True, slots=True)
class ResultName:
    """A done job as a list of choices shows it."""

    job: str
    """Its id."""
    variant: str
    server: str
    result_type: str
    """"jpeg", "png", "zip" or "json"; empty where it is not known."""
    created_at: datetime
    longest_side: int = 0
    """Pixels that the photo was sent reduced to; 0 where it went as it is."""


def photos_with_results(connection: Connection, owner: Owner) -> tuple[Photo, ...]:
    """Of the photos on the owner's list, newest first."""
    return listed(connection, owner, select(jobs.c.id).where(*_done(owner), jobs.c.photo == photos.c.sha256).exists())


def with_results(connection: Connection, owner: Owner, sha256s: Collection[str]) -> frozenset[str]:
    """Those of these photos that the owner has a result of."""
    done = select(jobs.c.id).where(*_done(owner), jobs.c.photo == photos.c.sha256).exists()
    query = select(photos.c.sha256).where(among(photos.c.sha256, json.dumps(sorted(sha256s))), done)
    return frozenset(connection.execute(query).scalars())


def names(connection: Connection, owner: Owner, photo: str) -> tuple[ResultName, ...]:
    """Of every result of a photo, newest first."""
    columns = (jobs.c.id, jobs.c.variant, jobs.c.server, jobs.c.result_type, jobs.c.created_at, jobs.c.longest_side)
    query = select(*columns).where(*_done(owner), jobs.c.photo == photo).order_by(*_NEWEST_FIRST)
    return tuple(ResultName(row[0], row[1], row[2], row[3] or "", row[4], row[5]) for row in connection.execute(query))


def chosen(connection: Connection, owner: Owner, job_ids: Collection[str]) -> tuple[Job, ...]:
    """The done jobs among those, in no order of theirs."""
    return select_jobs(connection, *_done(owner), jobs.c.id.in_(job_ids))


def of_file(connection: Connection, owner: Owner, sha256: str) -> tuple[Job, ...]:
    """The done jobs that brought exactly this file, newest first."""
    return select_jobs(connection, *_done(owner), jobs.c.result == sha256)


def files(connection: Connection, owner: Owner, job_ids: Collection[str]) -> dict[str, str]:
    """Of the done jobs among these: id → SHA-256 of its result."""
    query = select(jobs.c.id, jobs.c.result).where(*_done(owner), among(jobs.c.id, json.dumps(sorted(job_ids))))
    return {row[0]: row[1] for row in connection.execute(query) if row[1]}


def source(connection: Connection, sha256: str, photo: str) -> str:
    """What of that photo was sent for the result: the photo itself, or a reduced copy."""
    query = select(jobs.c.sent).where(jobs.c.result == sha256, jobs.c.photo == photo, jobs.c.sent.is_not(None))
    return connection.execute(query.limit(1)).scalar_one_or_none() or photo


def newest(connection: Connection, owner: Owner, photos_: Collection[str]) -> tuple[Job, ...]:
    """Of every payload its newest result on each of these photos; newest first."""
    rank = func.row_number().over(partition_by=(jobs.c.photo, jobs.c.fingerprint), order_by=_NEWEST_FIRST)
    mine = (*_done(owner), among(jobs.c.photo, json.dumps(sorted(photos_))))
    ranked = select(jobs.c.id, rank.label("rank")).where(*mine).subquery()
    return select_jobs(connection, jobs.c.id.in_(select(ranked.c.id).where(ranked.c.rank == 1)))


def counts_by_payload(connection: Connection, owner: Owner, photos_: Collection[str]) -> dict[str, int]:
    """On how many of these photos each payload, by its fingerprint, has a result."""
    mine = (*_done(owner), among(jobs.c.photo, json.dumps(sorted(photos_))))
    query = select(jobs.c.fingerprint, func.count(jobs.c.photo.distinct())).where(*mine).group_by(jobs.c.fingerprint)
    rows = connection.execute(query).all()
    return {row[0]: row[1] for row in rows}


def photos_of_project(connection: Connection, owner: Owner, project: str) -> frozenset[str]:
    """SHA-256 of every photo that any run of the project asked for."""
    its = select(run_items.c.job).join(runs).where(runs.c.owner == owner, runs.c.project == project)
    return frozenset(connection.execute(select(jobs.c.photo).where(jobs.c.id.in_(its)).distinct()).scalars())


def runs_of_jobs(connection: Connection, owner: Owner, job_ids: Collection[str]) -> tuple[str, ...]:
    """The owner's runs that hold any of these jobs, the newest first."""
    holding = select(run_items.c.run).where(among(run_items.c.job, json.dumps(sorted(job_ids))))
    query = select(runs.c.id).where(runs.c.owner == owner, runs.c.id.in_(holding)).order_by(runs.c.created_at.desc())
    return tuple(connection.execute(query).scalars())


def _done(owner: Owner) -> tuple[ColumnElement[bool], ...]:
    return (jobs.c.owner == owner, jobs.c.state == JobState.DONE)
