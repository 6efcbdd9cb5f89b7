"""What a server says is left, read beside a job: it helps the user to decide where nobody can know."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from retouch_lib.errors import RetouchError
from retouch_lib.jobs.context import JobContext
from retouch_lib.store.records import Job, Reading
from retouch_lib.tokens.secret import Token

_log = logging.getLogger(__name__)
_FRESH = timedelta(seconds=60)
WITHIN = 5.0
"""Seconds a job waits for a balance at most: it is a help for the user, not a need."""
_MODE = "professional"
_NEVER = datetime.min.replace(tzinfo=UTC)


def note_quota(context: JobContext, job: Job, quota: int | None) -> None:
    """Record the start's own figure: the day's remaining attempts."""
    if quota is not None:
        context.store.add_reading(_reading(context, job, "quota", quota))


def read_before(context: JobContext, job: Job, token: Token) -> None:
    """Have a balance that is not older than a minute on record before the job is sent."""
    last = context.store.last_reading(job.owner, "balance", job.server, job.token_ref)
    fresh = last is not None and _is_fresh(context, last.read_at)
    failed_at = context.no_balance.get(job.server)
    in_vain = failed_at is not None and _is_fresh(context, failed_at)
    if not fresh and not in_vain:
        read_balance(context, job, token)


def read_balance(context: JobContext, job: Job, token: Token) -> int | None:
    """The balance now, recorded; None where it can't be had soon."""
    try:
        balance = context.stop.during(lambda: context.api(job.server).balance(token), within=WITHIN)
    except (RetouchError, TimeoutError):
        context.no_balance[job.server] = context.clock()
        return None
    value = balance.remaining.get(_MODE)
    if value is not None:
        context.store.add_reading(_reading(context, job, "balance", value))
    return value


def read_after(context: JobContext, job_id: str) -> None:
    """When the last job of a token has ended: the balance, which tells what all of them took.

    A reading with nothing on its way is what the history needs to say whether a doubtful job was charged.
    """
    job = context.job(job_id)
    if not job.ended or context.server(job.server).is_local:
        return
    with context.reading:
        token = context.token(job)
        if token is None or _is_fresh(context, context.no_balance.get(job.server, _NEVER)):
            return
        if context.store.balance_is_due(job):
            read_balance(context, job, token)


def read_after_an_end(context: JobContext, job_id: str) -> None:
    """The same; that the balance can't be read, or the job was deleted meanwhile, is only logged."""
    try:
        read_after(context, job_id)
    except Exception as error:  # noqa: BLE001 - it is read again after the next job
        context.stop.check()
        _log.warning("the balance after job %s is not known: %s", job_id, type(error).__name__)


def before_and_now(context: JobContext, job: Job, token: Token | None) -> tuple[int | None, int | None]:
    """The last balance before the job was sent, and the one of this moment."""
    last = None
    if job.attempted_at is not None:
        last = context.store.last_reading(job.owner, "balance", job.server, job.token_ref, before=job.attempted_at)
    before = last.value if last is not None else None
    return before, read_balance(context, job, token) if token is not None else None


def _is_fresh(context: JobContext, moment: datetime) -> bool:
    """A time ahead of the clock was written before the clock was set back: its age is not known."""
    return timedelta(0) <= context.clock() - moment < _FRESH


def _reading(context: JobContext, job: Job, kind: str, value: int) -> Reading:
    return Reading(job.owner, job.server, job.token_ref, kind, value, job.id, context.clock())
