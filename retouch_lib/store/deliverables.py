"""Statements on what may leave: the jobs of some runs, of a project, of photos, or chosen ones; each with its run.

Each function works on a connection whose transaction the caller holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Integer, RowMapping, Select, func, literal_column, select

from retouch_lib.owners import Owner
from retouch_lib.store.lists import among
from retouch_lib.store.records import Job
from retouch_lib.store.rows import job_from
from retouch_lib.store.sql import numbered, row_number, time_text, values
from retouch_lib.store.tables import jobs, photos, run_items, runs
from retouch_lib.words.text import folded

_OF_RUN = (
    runs.c.id.label("its_run"),
    runs.c.project.label("its_project"),
    # As text: of a time that can't be read SQLAlchemy would fail with all rows.
    time_text(runs.c.created_at).label("run_at"),
)
_FOLDER = (
    select(photos.c.folder)
    .where(photos.c.owner == jobs.c.owner, photos.c.sha256 == jobs.c.photo)
    .scalar_subquery()
    .label("its_folder")
)


@dataclass(frozen=True, slots=True)
class ResultsOf:
    """Whose results are meant; what is named first in this order counts, and where nothing is named there are none."""

    jobs: tuple[str, ...] = ()
    """Ids: rows that were chosen, or that a filter left. They keep this order."""
    photos: tuple[str, ...] = ()
    """SHA-256s: all results of these photos."""
    runs: tuple[str, ...] = ()
    """Ids."""
    project: str | None = None
    """Its name, in whatever spelling; "" is that of the runs that name none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A job, as the run that is meant asked for it."""

    job: Job
    """Under the names that photo and variant have in that run."""
    run: str
    """Its id; empty where it is no longer known."""
    project: str
    run_at: datetime | None
    """When the run was pressed; None where that is no longer known."""
    folder: str
    """In which its photo lay; see `records.Photo`."""


def asked(connection: Connection, owner: Owner, source: ResultsOf, limit: int) -> tuple[Asked, ...]:
    """What the source names, each job once, at most so many. A row that can't be read is left out."""
    found: dict[str, Asked] = {}
    for one in _readable(connection, _query(owner, source)):
        found.setdefault(one.job.id, one)
        if len(found) == limit:
            break
    return tuple(found.values())


def _query(owner: Owner, source: ResultsOf) -> Select[Any]:
    if source.jobs:
        place, wanted = numbered(source.jobs)
        return _as_made(owner).where(jobs.c.id == wanted).order_by(place)
    if source.photos:
        of_photos = _as_made(owner).where(among(jobs.c.photo, json.dumps(sorted(source.photos))))
        return of_photos.order_by(jobs.c.created_at, row_number("jobs"))
    if source.runs:
        return _in_runs(owner).where(runs.c.id.in_(select(values(json.dumps(source.runs)))))
    named = "" if source.project is None else source.project
    of_project = _in_runs(owner).where(func.folded(runs.c.project) == folded(named))
    return of_project if source.project is not None else of_project.where(literal_column("0", Integer) == 1)


def _as_made(owner: Owner) -> Select[Any]:
    """Jobs with the run that they were made for."""
    query = select(jobs, _FOLDER, *_OF_RUN).join_from(jobs, runs, runs.c.id == jobs.c.run, isouter=True)
    return query.where(jobs.c.owner == owner)


def _in_runs(owner: Owner) -> Select[Any]:
    """Jobs as runs asked for them, the oldest run first, in its own order."""
    item = (run_items.c.variant.label("item_variant"), run_items.c.photo_name.label("item_photo_name"))
    query = select(jobs, _FOLDER, *_OF_RUN, *item).join_from(run_items, jobs, jobs.c.id == run_items.c.job)
    mine = query.join(runs, runs.c.id == run_items.c.run).where(runs.c.owner == owner)
    return mine.order_by(runs.c.created_at, runs.c.id, run_items.c.position)


def _readable(connection: Connection, query: Select[Any]) -> Iterator[Asked]:
    for row in connection.execute(query).mappings():
        try:
            yield _from_row(row)
        except (ValueError, TypeError):
            continue


def _from_row(row: RowMapping) -> Asked:
    job = job_from(row)
    names = {"variant": row.get("item_variant"), "photo_name": row.get("item_photo_name")}
    job = replace(job, **{field: name for field, name in names.items() if name})
    at = row["run_at"]
    pressed = datetime.fromisoformat(at).replace(tzinfo=UTC) if at else None
    return Asked(job, row["its_run"] or "", row["its_project"] or "", pressed, row["its_folder"] or "")
