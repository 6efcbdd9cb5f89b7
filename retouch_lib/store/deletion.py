"""Deletion for good: what of some runs goes, what stays because others use it.

One transaction takes the rows, and writes down what lies outside these tables and is still to be removed: see
`removals`. Each function works on a connection whose transaction the caller holds.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Column, Connection, case, delete, func, literal, null, or_, select, update

from retouch_lib.errors import RetouchError
from retouch_lib.owners import Owner
from retouch_lib.presets.preset import Json
from retouch_lib.store import batches, client_pages, confirmations, grants, measures, mixes, removals
from retouch_lib.store.lists import among, listed
from retouch_lib.store.records import UNDER_WAY, JobState
from retouch_lib.store.removals import Removal
from retouch_lib.store.sql import greater, insert, random_hex, values
from retouch_lib.store.tables import deleted_jobs, jobs, photos, picks, preferences, readings, run_items, runs
from retouch_lib.store.uses import FREE_SERVER, credits_of
from retouch_lib.words.text import folded

PREFERENCE_PROJECT = "project"
"""The preference with the next run's project, and its name in what is kept for a run; a deleted one is taken out."""


class StillUnderWay(RetouchError):
    """Jobs that would be deleted have not ended. Nothing was deleted."""


class DeletionGrew(RetouchError):
    """More would be deleted than was said. Nothing was."""


@dataclass(frozen=True, slots=True)
class DeletionCount:
    """What deleting some runs takes away."""

    runs: int
    photos: int
    photos_kept: int
    """Photos of these runs that stay because another run uses them."""
    results: int
    results_kept: int
    """Results that stay because another run uses them."""
    bytes: int
    """Of the photos, their reduced copies and the results that go; what is shared is counted once."""
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


def runs_of(connection: Connection, owner: Owner, project: str) -> tuple[str, ...]:
    """Ids of all runs that name that project, in whatever spelling, newest first."""
    query = select(runs.c.id).where(runs.c.owner == owner, func.folded(runs.c.project) == folded(project))
    return tuple(connection.execute(query.order_by(runs.c.created_at.desc())).scalars())


def count_runs(connection: Connection, owner: Owner, run_ids: Collection[str]) -> DeletionCount:
    """What `delete_runs` would take away now."""
    return _count(connection, owner, _going(connection, owner, run_ids))


def delete_runs(
    connection: Connection, owner: Owner, run_ids: Collection[str], seen: DeletionCount | None = None
) -> DeletionCount:
    """Delete the runs with everything that only they use.

    `seen`: what was said before to go. Raises StillUnderWay, and DeletionGrew where more would go by now; nothing is
    deleted then.
    """
    going = _going(connection, owner, run_ids)
    counted = _count(connection, owner, going)
    if counted.under_way:
        raise StillUnderWay(_refusal(counted))
    if seen is not None and (counted.photos > seen.photos or counted.results > seen.results):
        raise DeletionGrew("More would go by now than was counted. Nothing was deleted; look at the count again.")
    projects = _projects(connection, owner, going)
    _write_removals(connection, owner, going)
    _keep_sums(connection, going)
    _delete_rows(connection, owner, going)
    _forget(connection, owner, going, projects)
    return counted


def _projects(connection: Connection, owner: Owner, going: _Going) -> set[str]:
    """Folded."""
    query = select(func.folded(runs.c.project)).where(runs.c.owner == owner, among(runs.c.id, going.runs))
    return set(connection.execute(query.distinct()).scalars()) - {""}


def _keep_sums(connection: Connection, going: _Going) -> None:
    """What the jobs took, or may have taken, under new ids."""
    same = ("owner", "server", "token_ref", "created_at", "attempted_at", "started_at", "ended_at")
    took, starts = credits_of(), greater(jobs.c.attempts, literal(1))
    new_id = random_hex()
    rows = select(new_id, took, starts, *(jobs.c[name] for name in same)).where(
        among(jobs.c.id, going.jobs), jobs.c.server != FREE_SERVER, or_(took.is_(None), took > 0)
    )
    connection.execute(insert(deleted_jobs).from_select(["id", "credits", "starts", *same], rows))


def _forget(connection: Connection, owner: Owner, going: _Going, projects: set[str]) -> None:
    """Take ids of what is gone, and a project that no run names any more, out of the owner's preferences."""
    left = select(func.folded(runs.c.project)).where(runs.c.owner == owner).distinct()
    projects -= set(connection.execute(left).scalars())
    grants.forget_projects(connection, owner, json.dumps(sorted(projects)))
    gone = frozenset({*json.loads(going.jobs), *json.loads(going.photos), *json.loads(going.runs)})
    kept = select(preferences.c.key, preferences.c.value).where(preferences.c.owner == owner)
    for key, text in connection.execute(kept).all():
        value = json.loads(text)
        named = value.get(PREFERENCE_PROJECT) if isinstance(value, dict) else value if key == PREFERENCE_PROJECT else ""
        is_gone = (isinstance(named, str) and folded(named) in projects) or _is_of(value, gone)
        new = None if is_gone else _without(value, gone)
        if new != value:
            row = (preferences.c.owner == owner) & (preferences.c.key == key)
            connection.execute(update(preferences).where(row).values(value=json.dumps(new, ensure_ascii=False)))


def _going(connection: Connection, owner: Owner, run_ids: Collection[str]) -> _Going:
    wanted = select(runs.c.id).where(runs.c.owner == owner, among(runs.c.id, json.dumps(sorted(run_ids))))
    mine = listed(connection, wanted)
    held = select(run_items.c.job).where(among(run_items.c.run, mine))
    made = select(jobs.c.id).where(jobs.c.owner == owner, among(jobs.c.run, mine))
    used = listed(connection, held.union(made))
    # A job that another run shows too stays, also where it was made for one of these runs.
    elsewhere = select(run_items.c.job).where(among(run_items.c.job, used), ~among(run_items.c.run, mine))
    kept = listed(connection, elsewhere.distinct())
    gone = json.dumps(sorted({*json.loads(used)} - {*json.loads(kept)}))
    theirs = select(jobs.c.photo).where(among(jobs.c.id, used)).distinct()
    shown = listed(connection, theirs)
    still = select(jobs.c.photo).where(jobs.c.owner == owner, among(jobs.c.photo, shown), ~among(jobs.c.id, gone))
    stay = set(json.loads(listed(connection, still.distinct())))
    leave = json.dumps(sorted({*json.loads(shown)} - stay))
    return _Going(mine, gone, kept, leave, len(stay))


def _count(connection: Connection, owner: Owner, going: _Going) -> DeletionCount:
    took = credits_of()
    ours = jobs.c.server != FREE_SERVER
    done = case((jobs.c.state == JobState.DONE, 1), else_=0)
    query = select(
        func.coalesce(func.sum(done), 0).label("results"),
        func.coalesce(func.sum(case((ours, took), else_=0)), 0).label("credits"),
        func.coalesce(func.sum(case((took.is_(None), 1), else_=0)), 0).label("unknown"),
        func.coalesce(func.sum(case((jobs.c.state.in_(UNDER_WAY), 1), else_=0)), 0).label("under_way"),
        func.coalesce(func.sum(case((jobs.c.state == JobState.UNSURE, 1), else_=0)), 0).label("unsure"),
    ).where(among(jobs.c.id, going.jobs))
    sums = connection.execute(query).mappings().one()
    kept = select(func.coalesce(func.sum(done), 0)).where(among(jobs.c.id, going.kept))
    sizes = select(func.coalesce(func.sum(photos.c.bytes), 0)).where(
        photos.c.owner == owner, among(photos.c.sha256, going.photos)
    )
    return DeletionCount(
        runs=len(json.loads(going.runs)),
        photos=len(json.loads(going.photos)),
        photos_kept=going.photos_kept,
        results_kept=connection.execute(kept).scalar_one(),
        bytes=connection.execute(sizes).scalar_one()
        + _bytes(connection, owner, going, jobs.c.result, jobs.c.result_bytes)
        + _bytes(connection, owner, going, jobs.c.sent, jobs.c.sent_bytes),
        **sums,
    )


def _bytes(connection: Connection, owner: Owner, going: _Going, file: Column[str], size: Column[int]) -> int:
    """Bytes of the results, or of the reduced copies, that no other job has."""
    others = select(file).where(jobs.c.owner == owner, file.is_not(None), ~among(jobs.c.id, going.jobs))
    sizes = (
        select(func.max(size).label("bytes"))
        .where(among(jobs.c.id, going.jobs), file.is_not(None), file.not_in(others))
        .group_by(file)
        .subquery()
    )
    total: int = connection.execute(select(func.coalesce(func.sum(sizes.c.bytes), 0))).scalar_one()
    return total


def _write_removals(connection: Connection, owner: Owner, going: _Going) -> None:
    gone = among(jobs.c.id, going.jobs)
    for file in (jobs.c.result, jobs.c.sent):
        removals.add_found(connection, Removal.FILE, select(file).where(gone, file.is_not(None)))
    removals.add_found(connection, Removal.FILE, select(values(going.photos)))
    removals.add_found(connection, Removal.WORKFLOW, select(values(going.jobs)))
    local = (jobs.c.server == FREE_SERVER, jobs.c.remote_id.is_not(None))
    removals.add_found(connection, Removal.TASK, select(jobs.c.remote_id).where(gone, *local))
    removals.add_found(connection, Removal.ROWS, select(random_hex()))


def _delete_rows(connection: Connection, owner: Owner, going: _Going) -> None:
    gone = among(jobs.c.id, going.jobs)
    connection.execute(delete(run_items).where(among(run_items.c.run, going.runs)))
    connection.execute(update(readings).where(among(readings.c.job, going.jobs)).values(job=null()))
    connection.execute(update(jobs).where(jobs.c.owner == owner, among(jobs.c.run, going.runs)).values(run=null()))
    connection.execute(delete(picks).where(among(picks.c.job, going.jobs)))  # a note may name a person
    mixes.delete_of_jobs(connection, going.jobs)  # so may its name
    confirmations.delete_of_jobs(connection, going.jobs)
    measures.forget(connection, gone)
    client_pages.delete_of_jobs(connection, going.jobs)  # so may a comment, and a page's title
    connection.execute(delete(jobs).where(gone))
    of_batches = select(runs.c.batch).where(among(runs.c.id, going.runs), runs.c.batch.is_not(None)).distinct()
    its_batches = list(connection.execute(of_batches).scalars())
    grants.forget_runs(connection, going.runs)
    connection.execute(delete(runs).where(among(runs.c.id, going.runs)))
    batches.delete_empty(connection, owner, its_batches)
    connection.execute(delete(photos).where(photos.c.owner == owner, among(photos.c.sha256, going.photos)))


def _refusal(counted: DeletionCount) -> str:
    one = counted.under_way == 1
    jobs_are = "1 job is" if one else f"{counted.under_way} jobs are"
    what = "Wait until it has ended, or cancel it" if one else "Wait until they have ended, or cancel them"
    if counted.unsure:
        what += ", and decide about what got no answer"
    return f"{jobs_are} still under way, and what they bring is paid for. Nothing was deleted. {what}."


def _is_of(value: Json, gone: frozenset[str]) -> bool:
    """Whether it is the id of something gone, or what was kept for such a run."""
    name = value.get("run") if isinstance(value, dict) else value
    return isinstance(name, str) and name in gone


def _without(value: Json, gone: frozenset[str]) -> Json:
    """Lists without those members; a dict's values likewise."""
    if isinstance(value, list):
        return [_without(item, gone) for item in value if not (isinstance(item, str) and item in gone)]
    if isinstance(value, dict):
        return {key: _without(item, gone) for key, item in value.items()}
    return value
