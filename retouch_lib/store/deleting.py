"""Deletion for good: what of some runs goes, what stays because others use it, and what it has still to remove.

One transaction takes the rows and writes down, as *leavings*, what lies outside these tables: files, workflows, tasks
of the local engine, and the file of the tables itself, which is to be written anew. Whoever removes one says so; what
a killed process left is found again at the next launch.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, case, delete, func, literal, null, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from retouch_lib.errors import RetouchError
from retouch_lib.presets.preset import Json
from retouch_lib.store.database import Database
from retouch_lib.store.records import UNDER_WAY, JobState
from retouch_lib.store.tables import deleted_jobs, jobs, leavings, photos, preferences, readings, run_items, runs
from retouch_lib.store.uses import FREE_SERVER, credits_of

PREFERENCE_PROJECT = "project"
"""Where the next run's project is kept; a project that is deleted is not named there either."""


class StillUnderWay(RetouchError):
    """Jobs that would be deleted have not ended. Nothing was deleted."""


class TollChanged(RetouchError):
    """More would be deleted than was said. Nothing was."""


class Leaving(StrEnum):
    """What lies outside the tables."""

    FILE = "file"
    """A photo or result by SHA-256, with everything derived from it."""
    WORKFLOW = "workflow"
    """A job's workflows, by the job's id."""
    TASK = "task"
    """A task of the local engine, by its id there."""
    ROWS = "rows"
    """The tables' own file, which still holds copies of deleted rows: a name of its own for each deletion."""


@dataclass(frozen=True, slots=True)
class Toll:
    """What deleting some runs takes away."""

    runs: int
    photos: int
    photos_kept: int
    """Photos of these runs that stay because another run uses them."""
    results: int
    results_kept: int
    """Results that stay because another run uses them."""
    bytes: int
    """Of the photos and results that go; what is shared is counted once."""
    credits: int
    """Surely taken for the jobs that go, on servers that take any."""
    unknown: int
    """Jobs that go of which nobody knows whether a credit was taken."""
    under_way: int
    """Jobs that would go and have not ended: as long as there are any, nothing can be deleted."""
    unsure: int
    """How many of those wait for the user's word."""


@dataclass(frozen=True, slots=True)
class _Going:
    """Ids, as JSON lists: a statement takes only so many parameters."""

    runs: str
    jobs: str
    kept: str
    """Jobs of these runs that another run uses."""
    photos: str
    photos_kept: int


class Deleting:
    """One owner's deletions. Each method is one short transaction."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner

    def runs_of(self, project: str) -> tuple[str, ...]:
        """Ids of all runs that name that project, newest first."""
        query = select(runs.c.id).where(runs.c.owner == self._owner, runs.c.project == project)
        with self._database.reading() as connection:
            return tuple(connection.execute(query.order_by(runs.c.created_at.desc())).scalars())

    def count(self, run_ids: Collection[str]) -> Toll:
        """What `delete` would take away now."""
        with self._database.reading() as connection:
            return _toll(connection, self._owner, _going(connection, self._owner, run_ids))

    def delete(self, run_ids: Collection[str], seen: Toll | None = None) -> Toll:
        """Delete the runs with everything that only they use.

        `seen`: what was said before to go. Raises StillUnderWay, and TollChanged where more would go by now; nothing is
        deleted then.
        """
        with self._database.writing() as connection:
            going = _going(connection, self._owner, run_ids)
            toll = _toll(connection, self._owner, going)
            if toll.under_way:
                raise StillUnderWay(_refusal(toll))
            if seen is not None and (toll.photos > seen.photos or toll.results > seen.results):
                raise TollChanged(
                    "More would go by now than was counted. Nothing was deleted; look at the count again."
                )
            projects = self._projects(connection, going)
            _write_leavings(connection, self._owner, going)
            self._keep_figures(connection, going)
            _delete_rows(connection, self._owner, going)
            self._forget(connection, going, projects)
        return toll

    def _projects(self, connection: Connection, going: _Going) -> set[str]:
        query = select(runs.c.project).where(runs.c.owner == self._owner, _among(runs.c.id, going.runs))
        return set(connection.execute(query.distinct()).scalars()) - {""}

    def _keep_figures(self, connection: Connection, going: _Going) -> None:
        """What the jobs took, or may have taken, under new ids."""
        same = ("owner", "server", "token_ref", "created_at", "attempted_at", "started_at", "ended_at")
        took, starts = credits_of(), func.max(1, jobs.c.attempts)
        new_id = func.lower(func.hex(func.randomblob(16)))
        rows = select(new_id, took, starts, *(jobs.c[name] for name in same)).where(
            _among(jobs.c.id, going.jobs), jobs.c.server != FREE_SERVER, or_(took.is_(None), took > 0)
        )
        connection.execute(insert(deleted_jobs).from_select(["id", "credits", "starts", *same], rows))

    def _forget(self, connection: Connection, going: _Going, projects: set[str]) -> None:
        """Take ids of what is gone, and a project that no run names any more, out of the owner's preferences."""
        mine = (runs.c.owner == self._owner, runs.c.project.in_(projects))
        projects -= set(connection.execute(select(runs.c.project).where(*mine).distinct()).scalars())
        gone = frozenset({*json.loads(going.jobs), *json.loads(going.photos), *json.loads(going.runs)})
        kept = select(preferences.c.key, preferences.c.value).where(preferences.c.owner == self._owner)
        for key, text in connection.execute(kept).all():
            value = json.loads(text)
            new = None if key == PREFERENCE_PROJECT and value in projects else _without(value, gone)
            if new != value:
                row = (preferences.c.owner == self._owner) & (preferences.c.key == key)
                connection.execute(update(preferences).where(row).values(value=json.dumps(new, ensure_ascii=False)))


class Leavings:
    """What deletions have still to remove, of all owners."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self) -> Mapping[Leaving, tuple[str, ...]]:
        """Names by kind, each kind there."""
        found: dict[Leaving, list[str]] = {kind: [] for kind in Leaving}
        with self._database.reading() as connection:
            for kind, name in connection.execute(select(leavings.c.kind, leavings.c.name)).all():
                found[Leaving(kind)].append(name)
        return {kind: tuple(names) for kind, names in found.items()}

    def unused(self, sha256s: Iterable[str]) -> tuple[str, ...]:
        """Those of these files that are no photo and no result of anybody."""
        names = func.json_each(json.dumps(sorted(sha256s))).table_valued("value")
        taken = union_of_files(names.c.value)
        with self._database.reading() as connection:
            return tuple(connection.execute(select(names.c.value).where(~taken)).scalars())

    def removed(self, kind: Leaving, names: Collection[str]) -> None:
        """Say that these are no longer there."""
        gone = _among(leavings.c.name, json.dumps(sorted(names)))
        with self._database.writing() as connection:
            connection.execute(delete(leavings).where(leavings.c.kind == kind, gone))

    def add(self, kind: Leaving, names: Collection[str]) -> None:
        """Write down that these are to be removed."""
        with self._database.writing() as connection:
            _leave(connection, kind, select(_value(json.dumps(sorted(names)))))

    def rewrite(self) -> bool:
        """Write the tables' file anew; False where it has to wait, and it is still among the leavings."""
        asked = self.waiting()[Leaving.ROWS]  # a deletion that comes meanwhile asks anew
        if not self._database.rewrite():
            return False
        self.removed(Leaving.ROWS, asked)
        return True


def union_of_files(sha256: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a file of that name is anybody's photo or result."""
    return or_(sha256.in_(select(photos.c.sha256)), sha256.in_(select(jobs.c.result).where(jobs.c.result.is_not(None))))


def _going(connection: Connection, owner: str, run_ids: Collection[str]) -> _Going:
    wanted = select(runs.c.id).where(runs.c.owner == owner, _among(runs.c.id, json.dumps(sorted(run_ids))))
    mine = _listed(connection, wanted)
    held = select(run_items.c.job).where(_among(run_items.c.run, mine))
    made = select(jobs.c.id).where(jobs.c.owner == owner, _among(jobs.c.run, mine))
    used = _listed(connection, held.union(made))
    # By what another run holds, whoever the job was made for.
    elsewhere = select(run_items.c.job).where(_among(run_items.c.job, used), ~_among(run_items.c.run, mine))
    kept = _listed(connection, elsewhere.distinct())
    gone = json.dumps(sorted({*json.loads(used)} - {*json.loads(kept)}))
    theirs = select(jobs.c.photo).where(_among(jobs.c.id, used)).distinct()
    shown = _listed(connection, theirs)
    still = select(jobs.c.photo).where(jobs.c.owner == owner, _among(jobs.c.photo, shown), ~_among(jobs.c.id, gone))
    stay = set(json.loads(_listed(connection, still.distinct())))
    leave = json.dumps(sorted({*json.loads(shown)} - stay))
    return _Going(mine, gone, kept, leave, len(stay))


def _toll(connection: Connection, owner: str, going: _Going) -> Toll:
    took = credits_of()
    ours = jobs.c.server != FREE_SERVER
    done = case((jobs.c.state == JobState.DONE, 1), else_=0)
    query = select(
        func.coalesce(func.sum(done), 0).label("results"),
        func.coalesce(func.sum(case((ours, took), else_=0)), 0).label("credits"),
        func.coalesce(func.sum(case((took.is_(None), 1), else_=0)), 0).label("unknown"),
        func.coalesce(func.sum(case((jobs.c.state.in_(UNDER_WAY), 1), else_=0)), 0).label("under_way"),
        func.coalesce(func.sum(case((jobs.c.state == JobState.UNSURE, 1), else_=0)), 0).label("unsure"),
    ).where(_among(jobs.c.id, going.jobs))
    sums = connection.execute(query).mappings().one()
    kept = select(func.coalesce(func.sum(done), 0)).where(_among(jobs.c.id, going.kept))
    sizes = select(func.coalesce(func.sum(photos.c.bytes), 0)).where(
        photos.c.owner == owner, _among(photos.c.sha256, going.photos)
    )
    return Toll(
        runs=len(json.loads(going.runs)),
        photos=len(json.loads(going.photos)),
        photos_kept=going.photos_kept,
        results_kept=connection.execute(kept).scalar_one(),
        bytes=connection.execute(sizes).scalar_one() + _result_bytes(connection, owner, going),
        **sums,
    )


def _result_bytes(connection: Connection, owner: str, going: _Going) -> int:
    """Bytes of the results that no other job has."""
    others = select(jobs.c.result).where(
        jobs.c.owner == owner, jobs.c.result.is_not(None), ~_among(jobs.c.id, going.jobs)
    )
    sizes = (
        select(func.max(jobs.c.result_bytes).label("bytes"))
        .where(_among(jobs.c.id, going.jobs), jobs.c.result.is_not(None), jobs.c.result.not_in(others))
        .group_by(jobs.c.result)
        .subquery()
    )
    total: int = connection.execute(select(func.coalesce(func.sum(sizes.c.bytes), 0))).scalar_one()
    return total


def _write_leavings(connection: Connection, owner: str, going: _Going) -> None:
    gone = _among(jobs.c.id, going.jobs)
    _leave(connection, Leaving.FILE, select(jobs.c.result).where(gone, jobs.c.result.is_not(None)))
    _leave(connection, Leaving.FILE, select(_value(going.photos)))
    _leave(connection, Leaving.WORKFLOW, select(_value(going.jobs)))
    local = (jobs.c.server == FREE_SERVER, jobs.c.remote_id.is_not(None))
    _leave(connection, Leaving.TASK, select(jobs.c.remote_id).where(gone, *local))
    _leave(connection, Leaving.ROWS, select(func.hex(func.randomblob(16))))


def _leave(connection: Connection, kind: Leaving, names: Select[Any]) -> None:
    listed = names.distinct().subquery()
    column = next(iter(listed.c))
    rows = select(literal(str(kind), String), column).where(column.is_not(None))  # SQLite wants the WHERE before ON
    connection.execute(insert(leavings).from_select(["kind", "name"], rows).on_conflict_do_nothing())


def _delete_rows(connection: Connection, owner: str, going: _Going) -> None:
    gone = _among(jobs.c.id, going.jobs)
    connection.execute(delete(run_items).where(_among(run_items.c.run, going.runs)))
    connection.execute(update(readings).where(_among(readings.c.job, going.jobs)).values(job=null()))
    connection.execute(update(jobs).where(jobs.c.owner == owner, _among(jobs.c.run, going.runs)).values(run=null()))
    connection.execute(delete(jobs).where(gone))
    connection.execute(delete(runs).where(_among(runs.c.id, going.runs)))
    connection.execute(delete(photos).where(photos.c.owner == owner, _among(photos.c.sha256, going.photos)))


def _refusal(toll: Toll) -> str:
    one = toll.under_way == 1
    jobs_are = "1 job is" if one else f"{toll.under_way} jobs are"
    what = "Wait until it has ended, or cancel it" if one else "Wait until they have ended, or cancel them"
    if toll.unsure:
        what += ", and decide about what got no answer"
    return f"{jobs_are} still under way, and what they bring is paid for. Nothing was deleted. {what}."


def _listed(connection: Connection, query: Any) -> str:
    return json.dumps(sorted(connection.execute(query).scalars()))


def _among(column: ColumnElement[Any], names: str) -> ColumnElement[bool]:
    """Whether the column's value stands in that JSON list: one parameter, however long."""
    return column.in_(select(_value(names)))


def _value(names: str) -> ColumnElement[Any]:
    column: ColumnElement[Any] = func.json_each(names).table_valued("value").c.value
    return column


def _without(value: Json, gone: frozenset[str]) -> Json:
    """Lists without those members; a dict's values likewise."""
    if isinstance(value, list):
        return [_without(item, gone) for item in value if not (isinstance(item, str) and item in gone)]
    if isinstance(value, dict):
        return {key: _without(item, gone) for key, item in value.items()}
    return value
