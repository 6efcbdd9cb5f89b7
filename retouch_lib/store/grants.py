"""Statements on grants: what an owner shares, with whom, to read or to write.

A grant counts only as long as its thing is there and is still the owner's. Each function works on a connection whose
transaction the caller holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import ColumnElement, Connection, case, delete, func, or_, select

from retouch_lib.owners import Owner
from retouch_lib.store.lists import among
from retouch_lib.store.sql import insert
from retouch_lib.store.tables import filings, grants, jobs, people, preset_versions, presets, run_items, runs
from retouch_lib.words.text import folded

TEAM = Owner("*")
"""In a person's place: everybody who is in the team."""


class Thing(StrEnum):
    """What an owner has. Shared are presets and runs, by their ids, and projects, by their folded names; through a run
    so are its results, by their jobs' ids, and files, by their SHA-256."""

    PRESET = "preset"
    RUN = "run"
    PROJECT = "project"
    RESULT = "result"
    FILE = "file"


class May(IntEnum):
    """What somebody may do with a thing; the greater holds the less."""

    NOTHING = 0
    READ = 1
    WRITE = 2
    OWN = 3


@dataclass(frozen=True, slots=True)
class Grant:
    owner: Owner
    kind: Thing
    thing: str
    whom: Owner
    """A person, or TEAM."""
    writes: bool
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Access:
    """Whose a thing is, and what the one who asked may do with it."""

    owner: Owner
    may: May


@dataclass(frozen=True, slots=True)
class SharedRun:
    """A run that somebody shares, as a list shows it."""

    id: str
    owner: Owner
    project: str
    server: str
    created_at: datetime
    photos: int
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharedPreset:
    id: str
    owner: Owner
    name: str
    versions: int
    may: May


def give(connection: Connection, grant: Grant) -> None:
    """One grant for a thing and a person: the newest counts."""
    values = {
        "owner": grant.owner,
        "kind": grant.kind,
        "thing": grant.thing,
        "whom": grant.whom,
        "writes": grant.writes,
        "made_at": grant.made_at,
    }
    key = ["owner", "kind", "thing", "whom"]
    anew = {"writes": grant.writes, "made_at": grant.made_at}
    connection.execute(insert(grants).values(values).on_conflict_do_update(index_elements=key, set_=anew))


def take_back(connection: Connection, owner: Owner, kind: Thing, thing: str, whom: Owner) -> bool:
    """Whether there was one."""
    of_it = (grants.c.owner == owner, grants.c.kind == kind, grants.c.thing == thing, grants.c.whom == whom)
    return connection.execute(delete(grants).where(*of_it)).rowcount > 0


def of_thing(connection: Connection, owner: Owner, kind: Thing, thing: str) -> tuple[Grant, ...]:
    """With whom it is shared, the oldest first."""
    query = select(grants).where(grants.c.owner == owner, grants.c.kind == kind, grants.c.thing == thing)
    rows = connection.execute(query.order_by(grants.c.made_at, grants.c.whom)).mappings()
    return tuple(Grant(**{**row, "kind": Thing(row["kind"]), "writes": bool(row["writes"])}) for row in rows)


def preset_id(connection: Connection, owner: Owner, name: str) -> str | None:
    """Of a preset on the owner's list."""
    mine = (presets.c.owner == owner, presets.c.folded == folded(name), presets.c.removed_at.is_(None))
    found: str | None = connection.execute(select(presets.c.id).where(*mine)).scalar_one_or_none()
    return found


def to_preset(connection: Connection, person: Owner, preset: str) -> Access | None:
    """None where it isn't on its owner's list."""
    there = select(presets.c.owner).where(presets.c.id == preset, presets.c.removed_at.is_(None))
    owner = connection.execute(there).scalar_one_or_none()
    return None if owner is None else _access(connection, person, Owner(owner), (Thing.PRESET, preset))


def to_run(connection: Connection, person: Owner, run: str) -> Access | None:
    """None where there is no such run."""
    query = (
        select(runs.c.owner, runs.c.project, filings.c.owner.label("filed_with"), filings.c.project.label("filed"))
        .outerjoin(filings, filings.c.run == runs.c.id)
        .where(runs.c.id == run)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    found = _access(connection, person, Owner(row.owner), (Thing.RUN, run), (Thing.PROJECT, folded(row.project)))
    if row.filed_with is None:
        return found
    through = _access(connection, person, Owner(row.filed_with), (Thing.PROJECT, row.filed))
    return Access(found.owner, max(found.may, min(through.may, May.WRITE)))


def to_project(connection: Connection, person: Owner, owner: Owner, project: str) -> Access:
    return _access(connection, person, owner, (Thing.PROJECT, folded(project)))


def to_job(connection: Connection, person: Owner, job: str) -> Access | None:
    """As to the run that lets the person do most with it. None where there is no such job."""
    owner = connection.execute(select(jobs.c.owner).where(jobs.c.id == job)).scalar_one_or_none()
    if owner is None or owner == person:
        return None if owner is None else Access(Owner(owner), May.OWN)
    held = connection.execute(select(run_items.c.run).where(run_items.c.job == job).distinct()).scalars().all()
    found = [access.may for run in held if (access := to_run(connection, person, run)) is not None]
    return Access(Owner(owner), max(found, default=May.NOTHING))


def sees_file(connection: Connection, person: Owner, sha256: str) -> bool:
    """Whether a run that others share with the person shows this file: a photo, its reduced copy, or a result."""
    if not _in_team(connection, person):
        return False
    whose = _sharing_with(connection, person)
    if not whose:
        return False
    files = or_(jobs.c.photo == sha256, jobs.c.result == sha256, jobs.c.sent == sha256)
    shown = select(run_items.c.run).join(jobs, jobs.c.id == run_items.c.job).where(jobs.c.owner.in_(whose), files)
    query = select(runs.c.id).where(runs.c.id.in_(shown), _shared_with(person)).limit(1)
    return connection.execute(query).first() is not None


def runs_for(connection: Connection, person: Owner, limit: int) -> tuple[SharedRun, ...]:
    """Those of others that are shared with the person, the newest first."""
    if not _in_team(connection, person):
        return ()
    query = select(runs).where(runs.c.owner.in_(_sharing_with(connection, person)), _shared_with(person))
    rows = connection.execute(query.order_by(runs.c.created_at.desc(), runs.c.id).limit(limit)).mappings().all()
    asked = (
        select(run_items.c.run, run_items.c.variant, jobs.c.photo)
        .join(jobs, jobs.c.id == run_items.c.job)
        .where(run_items.c.run.in_([row["id"] for row in rows]))
        .order_by(run_items.c.run, run_items.c.position)
    )
    variants: dict[str, dict[str, None]] = {row["id"]: {} for row in rows}
    photos: dict[str, set[str]] = {row["id"]: set() for row in rows}
    for run, variant, photo in connection.execute(asked):
        variants[run][variant] = None
        photos[run].add(photo)
    return tuple(
        SharedRun(
            id=row["id"],
            owner=Owner(row["owner"]),
            project=row["project"],
            server=row["server"],
            created_at=row["created_at"],
            photos=len(photos[row["id"]]),
            variants=tuple(variants[row["id"]]),
        )
        for row in rows
    )


def presets_for(connection: Connection, person: Owner) -> tuple[SharedPreset, ...]:
    """Those of others that are shared with the person, by name."""
    if not _in_team(connection, person):
        return ()
    given = select(grants.c.thing, func.max(case((grants.c.writes, 1), else_=0)).label("writes")).where(
        grants.c.kind == Thing.PRESET, grants.c.whom.in_((person, TEAM)), grants.c.owner != person
    )
    mine = given.group_by(grants.c.thing).subquery()
    count = select(func.count()).where(preset_versions.c.preset == presets.c.id).scalar_subquery()
    query = (
        select(presets.c.id, presets.c.owner, presets.c.name, count.label("versions"), mine.c.writes)
        .join(mine, mine.c.thing == presets.c.id)
        .where(presets.c.removed_at.is_(None))
        .order_by(presets.c.folded, presets.c.id)
    )
    return tuple(
        SharedPreset(row.id, Owner(row.owner), row.name, row.versions, May.WRITE if row.writes else May.READ)
        for row in connection.execute(query)
    )


def projects_to_file_under(connection: Connection, person: Owner) -> tuple[tuple[Owner, str], ...]:
    """(whose, folded name) of the projects of others that the person may file runs under."""
    if not _in_team(connection, person):
        return ()
    query = select(grants.c.owner, grants.c.thing).where(
        grants.c.kind == Thing.PROJECT,
        grants.c.whom.in_((person, TEAM)),
        grants.c.owner != person,
        grants.c.writes,
    )
    rows = connection.execute(query.distinct().order_by(grants.c.thing, grants.c.owner))
    return tuple((Owner(owner), thing) for owner, thing in rows)


def file_run(connection: Connection, run: str, owner: Owner, project: str) -> None:
    """Put a run under that owner's project, from any other it was under."""
    there = {"owner": owner, "project": folded(project)}
    statement = insert(filings).values(run=run, **there).on_conflict_do_update(index_elements=["run"], set_=there)
    connection.execute(statement)


def take_out(connection: Connection, run: str) -> None:
    """From the project that it is filed under."""
    connection.execute(delete(filings).where(filings.c.run == run))


def filed_under(connection: Connection, run: str) -> tuple[Owner, str] | None:
    """(whose, folded name) of the project of another's that a run is filed under."""
    row = connection.execute(select(filings.c.owner, filings.c.project).where(filings.c.run == run)).one_or_none()
    return None if row is None else (Owner(row.owner), row.project)


def forget_runs(connection: Connection, run_ids: str) -> None:
    """Grants and filings of these runs, a JSON list of ids."""
    connection.execute(delete(grants).where(grants.c.kind == Thing.RUN, among(grants.c.thing, run_ids)))
    connection.execute(delete(filings).where(among(filings.c.run, run_ids)))


def forget_projects(connection: Connection, owner: Owner, projects: str) -> None:
    """Of the owner's, a JSON list of folded names: one made later under such a name is shared with nobody."""
    gone = among(grants.c.thing, projects)
    connection.execute(delete(grants).where(grants.c.owner == owner, grants.c.kind == Thing.PROJECT, gone))
    connection.execute(delete(filings).where(filings.c.owner == owner, among(filings.c.project, projects)))


def _access(connection: Connection, person: Owner, owner: Owner, *things: tuple[Thing, str]) -> Access:
    """The most that any of these things of the owner's lets the person do."""
    if person == owner:
        return Access(owner, May.OWN)
    if not _in_team(connection, person):
        return Access(owner, May.NOTHING)
    meant = [(grants.c.kind == kind) & (grants.c.thing == thing) for kind, thing in things if thing]
    query = select(grants.c.writes).where(grants.c.owner == owner, grants.c.whom.in_((person, TEAM)), or_(*meant))
    found = list(connection.execute(query).scalars()) if meant else []
    return Access(owner, max((May.WRITE if writes else May.READ for writes in found), default=May.NOTHING))


def _in_team(connection: Connection, person: Owner) -> bool:
    """Nothing is shared with who is unknown, or was taken out."""
    query = select(people.c.owner).where(people.c.owner == person, people.c.removed_at.is_(None))
    return connection.execute(query).first() is not None


def _sharing_with(connection: Connection, person: Owner) -> list[str]:
    """Whose jobs can be in a run that is shared with the person: the sharing owners', and of who filed runs there."""
    given = select(grants.c.owner).where(grants.c.whom.in_((person, TEAM)), grants.c.owner != person)
    with_them = or_(filings.c.owner == person, filings.c.owner.in_(given))
    filers = select(runs.c.owner).join(filings, filings.c.run == runs.c.id).where(with_them)
    return list(connection.execute(given.union(filers)).scalars())


def _shared_with(person: Owner) -> ColumnElement[bool]:
    """Of the runs' table: whether a run of another is shared with the person, by itself or through a project."""
    to = grants.c.whom.in_((person, TEAM))
    itself = (grants.c.kind == Thing.RUN) & (grants.c.thing == runs.c.id)
    project = (
        (grants.c.kind == Thing.PROJECT) & (grants.c.thing == func.folded(runs.c.project)) & (grants.c.thing != "")
    )
    granted = select(grants.c.thing).where(to, grants.c.owner == runs.c.owner, itself | project).exists()
    its_project = select(grants.c.thing).where(
        to, grants.c.kind == Thing.PROJECT, grants.c.owner == filings.c.owner, grants.c.thing == filings.c.project
    )
    filed = select(filings.c.run).where(filings.c.run == runs.c.id, (filings.c.owner == person) | its_project.exists())
    return (runs.c.owner != person) & (granted | filed.exists())
