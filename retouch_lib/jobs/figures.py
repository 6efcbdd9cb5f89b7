"""What a server says is left, read beside a job: it helps the user to decide where nobody can know."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from retouch_lib.errors import RetouchError
from retouch_lib.jobs.rooms import Rooms
from retouch_lib.store.records import Job, Reading
from retouch_lib.tokens.secret import Token

_log = logging.getLogger(__name__)
_FRESH = timedelta(seconds=60)
WITHIN = 5.0
"""Seconds a job waits for a balance at most: it is a help for the user, not a need."""
_MODE = "professional"
_NEVER = datetime.min.replace(tzinfo=UTC)


def note_quota(rooms: Rooms, job: Job, quota: int | None) -> None:
    """Record the start's own figure: the day's remaining attempts."""
    if quota is not None:
        rooms.store.add_reading(_reading(rooms, job, "quota", quota))


def read_before(rooms: Rooms, job: Job, token: Token) -> None:
    """Have a balance that is not older than a minute on record before the job is sent."""
    last = rooms.store.last_reading(job.owner, "balance", job.server, job.token_ref)
    fresh = last is not None and _is_fresh(rooms, last.read_at)
    failed_at = rooms.no_balance.get(job.server)
    in_vain = failed_at is not None and _is_fresh(rooms, failed_at)
    if not fresh and not in_vain:
        read_balance(rooms, job, token)


def read_balance(rooms: Rooms, job: Job, token: Token) -> int | None:
    """The balance now, recorded; None where it can't be had soon."""
    try:
        balance = rooms.stop.during(lambda: rooms.api(job.server).balance(token), within=WITHIN)
    except (RetouchError, TimeoutError):
        rooms.no_balance[job.server] = rooms.clock()
        return None
    value = balance.remaining.get(_MODE)
    if value is not None:
        rooms.store.add_reading(_reading(rooms, job, "balance", value))
    return value


def read_after(rooms: Rooms, job_id: str) -> None:
    """When the last job of a token has ended: the balance, which tells what all of them took.

    A reading with nothing on its way is what the history needs to say whether a doubtful job was charged.
    """
    job = rooms.job(job_id)
    if not job.ended or rooms.server(job.server).is_local:
        return
    with rooms.reading:
        token = rooms.token(job)
        if token is None or _is_fresh(rooms, rooms.no_balance.get(job.server, _NEVER)):
            return
        if rooms.store.balance_is_due(job):
            read_balance(rooms, job, token)


def read_after_an_end(rooms: Rooms, job_id: str) -> None:
    """The same; trouble with the balance, or a job that was deleted meanwhile, is no trouble of an ended job."""
    try:
        read_after(rooms, job_id)
    except Exception as error:  # noqa: BLE001 - it is read again after the next job
        rooms.stop.check()
        _log.warning("the balance after job %s is not known: %s", job_id, type(error).__name__)


def before_and_now(rooms: Rooms, job: Job, token: Token | None) -> tuple[int | None, int | None]:
    """The last balance before the job was sent, and the one of this moment."""
    last = None
    if job.attempted_at is not None:
        last = rooms.store.last_reading(job.owner, "balance", job.server, job.token_ref, before=job.attempted_at)
    before = last.value if last is not None else None
    return before, read_balance(rooms, job, token) if token is not None else None


def _is_fresh(rooms: Rooms, moment: datetime) -> bool:
    """What lies ahead of the clock was written before it was set back, and tells no age."""
    return timedelta(0) <= rooms.clock() - moment < _FRESH


def _reading(rooms: Rooms, job: Job, kind: str, value: int) -> Reading:
    return Reading(job.owner, job.server, job.token_ref, kind, value, job.id, rooms.clock())
