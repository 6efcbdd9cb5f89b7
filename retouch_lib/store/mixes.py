"""Statements on mixes: layers of a job's result at strengths of their own.

Each function works on a connection whose transaction the caller holds.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select
from sqlalchemy import update as updated

from retouch_lib.imaging.guard import name_of
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.owners import Owner
from retouch_lib.store.jobs import select_jobs
from retouch_lib.store.lists import among
from retouch_lib.store.records import Job, JobState, Mix, MixKind
from retouch_lib.store.runs import Gone
from retouch_lib.store.sql import time_text
from retouch_lib.store.tables import jobs, mixes

LONGEST_NAME, LONGEST_GUARD = 80, 200_000
_MOST_AMOUNTS = 20_000
CHANGEABLE = frozenset(("name", "strengths", "extrapolate", "guard"))
_GONE = "This mix was deleted, or the result that it is of. Nothing was kept."
_AS_THEY_ARE = ("id", "owner", "job", "name", "strengths", "extrapolate", "guard", "kind")
_TIMES = ("made_at", "changed_at")


def add(connection: Connection, mix: Mix) -> Mix:
    """Raises Gone where its owner has no such job, ValueError for what is out of bounds."""
    mine = select(jobs.c.id).where(jobs.c.id == mix.job, jobs.c.owner == mix.owner)
    if connection.execute(mine).first() is None:
        raise Gone(_GONE)
    connection.execute(insert(mixes).values(_row(mix)))
    return mix


def by_id(connection: Connection, owner: Owner, mix_id: str) -> Mix | None:
    """None where there is none that can be read."""
    return next(iter(_read(connection, 1, mixes.c.owner == owner, mixes.c.id == mix_id)), None)


def listed(
    connection: Connection, owner: Owner, job_id: str | None, kind: MixKind | None, limit: int
) -> tuple[Mix, ...]:
    """The last changed first; a row that can't be read is left out."""
    of_job = () if job_id is None else (mixes.c.job == job_id,)
    of_kind = () if kind is None else (mixes.c.kind == kind,)
    return _read(connection, limit, mixes.c.owner == owner, *of_job, *of_kind)


def of_jobs(connection: Connection, owner: Owner, job_ids: Collection[str], kind: MixKind) -> tuple[Mix, ...]:
    """Those of these jobs, the last changed first."""
    wanted = among(mixes.c.job, json.dumps(sorted(job_ids)))
    return _read(connection, _MOST_AMOUNTS, mixes.c.owner == owner, mixes.c.kind == kind, wanted)


def amounts(connection: Connection, owner: Owner, job_ids: Collection[str]) -> dict[str, Mix]:
    """How much of these jobs' results is kept, by job: the amount that was changed last; none where nothing is."""
    found = of_jobs(connection, owner, job_ids, MixKind.AMOUNT)
    return {
        mix.job: mix for mix in reversed(found) if len(mix.strengths.values) == 1 and not mix.strengths.extrapolated
    }


def guard(connection: Connection, name: str) -> str | None:
    """The text of the guard of that name (`imaging.guard.name_of`); None where no mix has it.

    Of whoever's mix: the name is made of the text, so who has the one was given the other.
    """
    texts = connection.execute(select(mixes.c.guard).where(mixes.c.guard != "").order_by(mixes.c.changed_at.desc()))
    return next((text for (text,) in texts if isinstance(text, str) and name_of(text) == name), None)


def change(connection: Connection, now: datetime, owner: Owner, mix_id: str, fields: Mapping[str, Any]) -> Mix:
    """Raises Gone, ValueError for what is out of bounds or may not be changed; nothing is changed then."""
    if not fields.keys() <= CHANGEABLE:
        raise ValueError(f"not to be changed: {sorted(fields.keys() - CHANGEABLE)}")
    old = by_id(connection, owner, mix_id)
    if old is None:
        raise Gone(_GONE)
    mix = replace(old, **fields, changed_at=now)
    connection.execute(updated(mixes).where(mixes.c.id == mix_id).values(_row(mix)))
    return mix


def delete_one(connection: Connection, owner: Owner, mix_id: str) -> None:
    connection.execute(delete(mixes).where(mixes.c.owner == owner, mixes.c.id == mix_id))


def delete_of_jobs(connection: Connection, job_ids: str) -> None:
    """Those of these jobs (ids as a JSON list)."""
    connection.execute(delete(mixes).where(among(mixes.c.job, job_ids)))


def layered_results(connection: Connection, owner: Owner, photo: str | None, limit: int) -> tuple[Job, ...]:
    """The done jobs that brought an archive of layers, the newest first."""
    of_photo = () if photo is None else (jobs.c.photo == photo,)
    done = (jobs.c.owner == owner, jobs.c.state == JobState.DONE, jobs.c.result_type == "zip", *of_photo)
    return select_jobs(connection, *done, limit=limit)


def _row(mix: Mix) -> dict[str, Any]:
    if len(mix.name) > LONGEST_NAME or len(mix.guard) > LONGEST_GUARD:
        raise ValueError("a mix's name or guard out of bounds")
    return {**asdict(mix), "strengths": str(mix.strengths.guarded("")), "extrapolate": int(mix.extrapolate)}


def _read(connection: Connection, limit: int, *conditions: ColumnElement[bool]) -> tuple[Mix, ...]:
    # Times as text: of one that can't be read SQLAlchemy would fail with all rows.
    times = (time_text(mixes.c[name]).label(name) for name in _TIMES)
    query = select(*(mixes.c[name] for name in _AS_THEY_ARE), *times).where(*conditions)
    rows = connection.execute(query.order_by(mixes.c.changed_at.desc()).limit(limit))
    return tuple(mix for mix in (_mix(row._mapping) for row in rows) if mix is not None)


def _mix(row: Mapping[Any, Any]) -> Mix | None:
    """None where the row can't be read."""
    try:
        made_at, changed_at = (datetime.fromisoformat(row[name]).replace(tzinfo=UTC) for name in _TIMES)
        strengths, kind = Strengths.parse(row["strengths"]).guarded(""), MixKind(row["kind"])
    except (ValueError, TypeError, AttributeError):
        return None
    name, guard = row["name"], row["guard"]
    if not (isinstance(name, str) and isinstance(guard, str)):
        return None
    extrapolate = row["extrapolate"] == 1
    return Mix(row["id"], row["owner"], row["job"], name, strengths, extrapolate, guard, made_at, changed_at, kind)
