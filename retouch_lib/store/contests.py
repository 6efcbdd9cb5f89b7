"""Where looks stood against others: their results on photos of which one was picked or rejected."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, or_, select

from retouch_lib.owners import Owner
from retouch_lib.store.lists import among
from retouch_lib.store.records import JobState, Verdict
from retouch_lib.store.tables import jobs, picks


@dataclass(frozen=True, slots=True)
class Contest:
    """One result of a look on a photo that has a winner, or on which it was rejected."""

    job: str
    fingerprint: str
    photo: str
    photo_name: str
    run: str
    """The run it was made for; empty where that is no longer known."""
    result: str
    """SHA-256; empty where it was swept."""
    result_type: str
    rejected: bool
    winner: str
    """The job that is the photo's winner; empty where none is."""
    winning: str
    """The fingerprint of that job."""


def contests(connection: Connection, owner: Owner, fingerprints: Collection[str], limit: int) -> tuple[Contest, ...]:
    """Of payloads with these fingerprints, the newest first."""
    own, best, winner = picks.alias("own"), picks.alias("best"), jobs.alias("winner")
    is_best = and_(best.c.owner == jobs.c.owner, best.c.photo == jobs.c.photo, best.c.verdict == Verdict.PICKED)
    rejected = func.coalesce(own.c.verdict == Verdict.REJECTED, False)
    query = (
        select(jobs.c.id, jobs.c.fingerprint, jobs.c.photo, jobs.c.photo_name)
        .add_columns(*(func.coalesce(jobs.c[name], "") for name in ("run", "result", "result_type")))
        .add_columns(rejected, func.coalesce(best.c.job, ""), func.coalesce(winner.c.fingerprint, ""))
        .join_from(jobs, own, own.c.job == jobs.c.id, isouter=True)
        .join(best, is_best, isouter=True)
        .join(winner, winner.c.id == best.c.job, isouter=True)
        .where(jobs.c.owner == owner, among(jobs.c.fingerprint, json.dumps(sorted(fingerprints))))
        .where(jobs.c.state.in_((JobState.DONE, JobState.SWEPT)), or_(rejected, best.c.job.is_not(None)))
        .order_by(jobs.c.created_at.desc(), jobs.c.id)
        .limit(limit)
    )
    return tuple(Contest(*row) for row in connection.execute(query))
