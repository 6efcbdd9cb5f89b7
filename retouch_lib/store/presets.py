"""Statements on the library's presets, which are found by their name `folded` (see `words.text`).

Each function works on a connection whose transaction the caller holds.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from retouch_lib.errors import InvalidName
from retouch_lib.owners import Owner
from retouch_lib.store.jobs import select_jobs
from retouch_lib.store.records import JobState, PresetVersion, Reach, RemovedPreset, Tried
from retouch_lib.store.rows import version_from
from retouch_lib.store.tables import jobs, preset_versions, presets, run_items, runs
from retouch_lib.words.text import folded


@dataclass(frozen=True, slots=True)
class State:
    """What a version keeps."""

    payload: str
    """JSON text."""
    fingerprint: str
    note: str
    author: str
    tags: tuple[str, ...]
    made_from: str = field(default="", compare=False)
    """JSON text; the same values made another way are no other version."""


def versions(connection: Connection, owner: Owner, name: str | None = None) -> tuple[PresetVersion, ...]:
    """By name, each preset's oldest version first; those of one preset where `name` is given."""
    query = (
        select(*preset_versions.c, presets.c.name)
        .join(presets, presets.c.id == preset_versions.c.preset)
        .where(presets.c.owner == owner, presets.c.removed_at.is_(None))
        .order_by(presets.c.name, preset_versions.c.number)
    )
    if name is not None:
        query = query.where(presets.c.folded == folded(name))
    return tuple(version_from(row) for row in connection.execute(query).mappings())


def save(connection: Connection, now: datetime, owner: Owner, name: str, state: State) -> PresetVersion:
    """Add a version under that name, unless the newest one is the same in everything.

    A preset that is there keeps its spelling.
    """
    before = versions(connection, owner, name)
    if before and _state(before[-1]) == state:
        return before[-1]
    preset = _id(connection, owner, name)
    if preset is None:
        preset = str(uuid.uuid4())
        values = {"id": preset, "owner": owner, "name": name, "folded": folded(name), "made_at": now}
        connection.execute(insert(presets).values(values))
    connection.execute(
        insert(preset_versions).values(
            id=str(uuid.uuid4()),
            preset=preset,
            number=len(before) + 1,
            payload=state.payload,
            fingerprint=state.fingerprint,
            note=state.note,
            author=state.author,
            tags=json.dumps(state.tags, ensure_ascii=False),
            saved_at=now,
            made_from=state.made_from,
        )
    )
    return versions(connection, owner, name)[-1]


def rename(connection: Connection, owner: Owner, old: str, new: str) -> None:
    preset = _id(connection, owner, old)
    if preset is None:
        raise KeyError(old)
    if _id(connection, owner, new) not in (None, preset):
        raise InvalidName(f"There is a preset “{new}” already. Nothing was changed; choose another name.")
    connection.execute(update(presets).where(presets.c.id == preset).values(name=new, folded=folded(new)))


def remove(connection: Connection, now: datetime, owner: Owner, name: str) -> None:
    preset = _id(connection, owner, name)
    if preset is None:
        raise KeyError(name)
    connection.execute(update(presets).where(presets.c.id == preset).values(removed_at=now))


def removed(connection: Connection, owner: Owner, limit: int) -> tuple[RemovedPreset, ...]:
    """The one removed last first."""
    query = (
        select(presets.c.id, presets.c.name, func.count(), presets.c.removed_at)
        .join(preset_versions, preset_versions.c.preset == presets.c.id)
        .where(presets.c.owner == owner, presets.c.removed_at.is_not(None))
        .group_by(presets.c.id)
        .order_by(presets.c.removed_at.desc(), presets.c.name)
        .limit(limit)
    )
    return tuple(RemovedPreset(*row) for row in connection.execute(query))


def restore(connection: Connection, owner: Owner, preset: str) -> str:
    """Put a removed preset on the list again; where its name is taken meanwhile it gets a number. Raises KeyError."""
    mine = (presets.c.id == preset, presets.c.owner == owner, presets.c.removed_at.is_not(None))
    old: str | None = connection.execute(select(presets.c.name).where(*mine)).scalar_one_or_none()
    if old is None:
        raise KeyError(preset)
    name, number = old, 2
    while _id(connection, owner, name) is not None:
        name, number = f"{old} ({number})", number + 1
    connection.execute(update(presets).where(*mine).values(name=name, folded=folded(name), removed_at=None))
    return name


def tried(connection: Connection, owner: Owner, limit: int) -> tuple[Tried, ...]:
    """What the last `limit` runs asked for, the newest run first; each payload once in a run."""
    last = select(runs.c.id).where(runs.c.owner == owner).order_by(runs.c.created_at.desc()).limit(limit)
    first = func.min(run_items.c.position)
    query = (
        select(runs.c.id, runs.c.created_at, run_items.c.variant, func.min(jobs.c.payload), jobs.c.fingerprint)
        .join_from(runs, run_items, run_items.c.run == runs.c.id)
        .join(jobs, jobs.c.id == run_items.c.job)
        .where(runs.c.id.in_(last))
        .group_by(runs.c.id, run_items.c.variant, jobs.c.fingerprint)
        .order_by(runs.c.created_at.desc(), runs.c.id, first)
    )
    return tuple(Tried(*row) for row in connection.execute(query))


def reach(connection: Connection, owner: Owner, fingerprints: Collection[str]) -> Reach:
    """Where payloads of these fingerprints have brought results: a photo counts once, however often it was run."""
    brought = jobs.c.state.in_((JobState.DONE, JobState.SWEPT))
    done = (jobs.c.owner == owner, jobs.c.fingerprint.in_(fingerprints), brought)
    count = func.count(jobs.c.photo.distinct())
    by_server = select(jobs.c.server, count.label("photos"), func.max(jobs.c.created_at).label("newest"))
    rows = connection.execute(by_server.where(*done).group_by(jobs.c.server).order_by(jobs.c.server)).all()
    if not rows:
        return Reach(0, {}, None)
    photos = rows[0].photos if len(rows) == 1 else connection.execute(select(count).where(*done)).scalar_one()
    # By its time, which is known: sorted by it, SQLite would walk through all jobs of the owner for a rare payload.
    newest = max(row.newest for row in rows)
    (last,) = select_jobs(connection, *done, jobs.c.created_at == newest, limit=1)
    return Reach(photos, {row.server: row.photos for row in rows}, last)


def _id(connection: Connection, owner: Owner, name: str) -> str | None:
    mine = (presets.c.owner == owner, presets.c.folded == folded(name), presets.c.removed_at.is_(None))
    query = select(presets.c.id).where(*mine)
    found: str | None = connection.execute(query).scalar_one_or_none()
    return found


def _state(version: PresetVersion) -> State:
    return State(version.payload, version.fingerprint, version.note, version.author, version.tags)
