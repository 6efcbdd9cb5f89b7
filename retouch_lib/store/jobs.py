"""Statements on the jobs table. Each function works on a connection whose transaction the caller holds."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from retouch_lib.errors import IllegalTransition
from retouch_lib.owners import Owner
from retouch_lib.store import measures, removals
from retouch_lib.store.records import ENDED, UNDER_WAY, Job, JobsInState, JobState, Kept, require_transition
from retouch_lib.store.removals import Removal
from retouch_lib.store.rows import job_from
from retouch_lib.store.sql import insert, row_number
from retouch_lib.store.tables import jobs, run_items

_NEWEST_FIRST = (jobs.c.created_at.desc(), row_number("jobs").desc())
_KEY = ("owner", "photo", "fingerprint", "server", "engine_version", "nonce")
"""What makes two jobs the same one."""
_FIXED = frozenset(
    {*_KEY, "id", "photo_name", "variant", "payload", "token_ref", "state", "created_at", "run", "longest_side"}
)
"""What never changes, or only by a transition."""


def new_id() -> str:
    return str(uuid.uuid4())


def by_id(connection: Connection, job_id: str) -> Job | None:
    row = connection.execute(select(jobs).where(jobs.c.id == job_id)).mappings().one_or_none()
    return None if row is None else job_from(row)


def select_jobs(connection: Connection, *conditions: Any, limit: int | None = None) -> tuple[Job, ...]:
    """Newest first."""
    query = select(jobs).where(*conditions).order_by(*_NEWEST_FIRST).limit(limit)
    return tuple(job_from(row) for row in connection.execute(query).mappings())


def of_owner(connection: Connection, owner: Owner, states: Collection[JobState] | None, limit: int) -> tuple[Job, ...]:
    conditions = [jobs.c.owner == owner]
    if states is not None:
        conditions.append(jobs.c.state.in_(states))
    return select_jobs(connection, *conditions, limit=limit)


def same_remote(connection: Connection, job: Job) -> tuple[Job, ...]:
    """The other jobs with the same id on the same server; of the local engine only of the same version's."""
    return select_jobs(
        connection,
        jobs.c.remote_id == job.remote_id,
        jobs.c.server == job.server,
        jobs.c.engine_version == job.engine_version,
        jobs.c.id != job.id,
    )


def under_way(connection: Connection) -> tuple[Job, ...]:
    """Of every owner, oldest first; with those that have a provisional result, and wait for a better one."""
    provisional = and_(jobs.c.state == JobState.DONE, jobs.c.kept == Kept.PROVISIONAL)
    return select_jobs(connection, or_(jobs.c.state.in_(UNDER_WAY), provisional))[::-1]


def in_states(connection: Connection) -> tuple[JobsInState, ...]:
    """What is under way, of every owner."""
    which = (jobs.c.server, jobs.c.state)
    found = connection.execute(
        select(*which, func.count(), func.min(jobs.c.created_at)).where(jobs.c.state.in_(UNDER_WAY)).group_by(*which)
    )
    return tuple(JobsInState(server, state, count, oldest) for server, state, count, oldest in found)


def results_for(connection: Connection, owner: Owner, photo: str) -> tuple[Job, ...]:
    return select_jobs(connection, jobs.c.owner == owner, jobs.c.photo == photo, jobs.c.state == JobState.DONE)


def alike(
    connection: Connection,
    owner: Owner,
    photos: Collection[str],
    fingerprints: Collection[str],
    server: str,
    engine_version: str,
) -> tuple[Job, ...]:
    """Every job, whatever its nonce, that answers one of photos × fingerprints there; newest first."""
    return select_jobs(
        connection,
        jobs.c.owner == owner,
        jobs.c.photo.in_(photos),
        jobs.c.fingerprint.in_(fingerprints),
        jobs.c.server == server,
        jobs.c.engine_version == engine_version,
    )


def copy_of(connection: Connection, owner: Owner, photo: str, longest_side: int) -> tuple[str, int] | None:
    """A reduced copy made of a photo at that size: SHA-256 and bytes; None where there is none."""
    made = (jobs.c.owner == owner, jobs.c.photo == photo, jobs.c.longest_side == longest_side, jobs.c.sent.is_not(None))
    row = connection.execute(select(jobs.c.sent, jobs.c.sent_bytes).where(*made).limit(1)).first()
    return None if row is None else (row[0], row[1] or 0)


def add_or_join(connection: Connection, now: datetime, **values: Any) -> tuple[Job, bool]:
    """The job of that unique key, and whether it was made now. Equal presses meet here.

    The key is older than reduced photos, and a table's key can't be widened without copying the table: so the size
    stands in the nonce of the first job of its kind. One that repeats another is told apart by that one's id already.
    The size, not the copy's bytes: a newer encoder makes other bytes, and nothing is paid again for that.
    """
    if values.get("longest_side") and not values["nonce"]:
        values["nonce"] = f"{values['longest_side']} px"
    key = {name: values[name] for name in _KEY}
    made = connection.execute(
        insert(jobs)
        .values(id=new_id(), state=JobState.QUEUED, created_at=now, **values)
        .on_conflict_do_nothing(index_elements=list(key))
        .returning(jobs.c.id)
    ).scalar_one_or_none()
    row = connection.execute(select(jobs).filter_by(**key)).mappings().one()
    return job_from(row), made is not None


def bring_forward(connection: Connection, job: Job) -> Job:
    """Somebody waits for it now: it is in the background no longer."""
    if not job.background or job.ended:
        return job
    connection.execute(update(jobs).where(jobs.c.id == job.id).values(background=False))
    return replace(job, background=False)


def change(
    connection: Connection,
    job_id: str,
    now: datetime,
    state: JobState | None,
    when: Collection[JobState] | None,
    values: dict[str, Any],
    seen: Job | None = None,
) -> Job:
    """Compare and set. Raises KeyError for an unknown job, IllegalTransition, ValueError for a fixed field."""
    if wrong := _FIXED & values.keys():
        raise ValueError(f"a job's {', '.join(sorted(wrong))} can't be set")
    old = by_id(connection, job_id)
    if old is None:
        raise KeyError(job_id)
    moved_on = seen is not None and (seen.state, seen.attempts, seen.sender) != (old.state, old.attempts, old.sender)
    if moved_on or (when is not None and old.state not in when):
        raise IllegalTransition(f"the job is {old.state} by now")
    if state is not None:
        require_transition(old.state, state)
        values = {**values, "state": state}
        if state in ENDED and old.ended_at is None:
            values.setdefault("ended_at", now)
    if values.get("result", old.result) != old.result and old.result is not None:
        removals.add(connection, Removal.FILE, [old.result])
        measures.forget(connection, jobs.c.id == job_id)
    if values:
        connection.execute(update(jobs).where(jobs.c.id == job_id).values(values))
    new = by_id(connection, job_id)
    assert new is not None
    return new


def answer_late(connection: Connection, now: datetime, job_id: str, remote_id: str) -> Job:
    """Write down the id that the server gave an unsure job, which its owner has found out.

    Raises IllegalTransition when it is not unsure, or another job has that id; KeyError for an unknown job.
    """
    begun = by_id(connection, job_id)
    started = begun.attempted_at if begun is not None else None  # the server counts its 24 hours from there
    fields = {"remote_id": remote_id, "started_at": started or now, "note": "", "error": ""}
    if select_jobs(connection, jobs.c.remote_id == remote_id, jobs.c.id != job_id, limit=1):
        raise IllegalTransition("Another job has this id already. Nothing was changed.")
    return change(connection, job_id, now, JobState.WAITING, {JobState.UNSURE}, fields)


def repeat(connection: Connection, old: Job, token_ref: str, now: datetime) -> tuple[Job, bool]:
    """The job that repeats an ended one, and whether it was made now; it takes the old one's place in its runs.

    One that repeats it already, in another run, is taken; where that ended without a result too, it is repeated.
    Raises IllegalTransition where the old one was deleted meanwhile, or no run shows it any more and its repetition
    has ended too: who pressed saw neither.
    """
    there = by_id(connection, old.id)
    if there is None:
        raise IllegalTransition("This job was deleted meanwhile. Nothing was sent.")
    newest = _last_repetition(connection, there)
    job, made = newest, False
    if newest.ended and newest.id != old.id and not _shown(connection, old):
        raise IllegalTransition(
            f"This was tried again meanwhile, in another tab; that job is {newest.state}. Nothing was sent; look again."
        )
    if newest.ended and newest.state is not JobState.DONE:
        job, made = add_or_join(
            connection,
            now,
            owner=old.owner,
            photo=old.photo,
            photo_name=old.photo_name,
            variant=old.variant,
            payload=old.payload,
            fingerprint=old.fingerprint,
            server=old.server,
            engine_version=old.engine_version,
            nonce=newest.id,
            longest_side=old.longest_side,
            background=old.background,
            token_ref=token_ref,
            run=connection.execute(select(jobs.c.run).where(jobs.c.id == newest.id)).scalar_one(),
        )
    connection.execute(update(run_items).where(run_items.c.job.in_((old.id, newest.id))).values(job=job.id))
    return job, made


def _shown(connection: Connection, job: Job) -> bool:
    """Whether any run still shows that job, not one that repeats it."""
    return connection.execute(select(run_items.c.run).where(run_items.c.job == job.id).limit(1)).first() is not None


def _last_repetition(connection: Connection, job: Job) -> Job:
    """The end of the chain of jobs of which each repeats the one before; the job itself where nothing does."""
    while True:
        following = select_jobs(connection, jobs.c.owner == job.owner, jobs.c.nonce == job.id, limit=1)
        if not following:
            return job
        job = following[0]


def in_runs_with(connection: Connection, job_id: str) -> Sequence[Job]:
    """The paid jobs of the runs that hold this job, itself included, oldest first."""
    its_runs = select(run_items.c.run).where(run_items.c.job == job_id)
    wanted = select(run_items.c.job).where(run_items.c.run.in_(its_runs), run_items.c.share != "known")
    return select_jobs(connection, jobs.c.id.in_(wanted))[::-1]
