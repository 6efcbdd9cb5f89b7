"""The second step: the whole polling, until the server has the result, gave up, or deleted it."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

from retouch_lib.cloud.retry import pause
from retouch_lib.errors import CallError, ConnectionLost, NotFound, TimedOut
from retouch_lib.jobs import balances, words
from retouch_lib.jobs.context import JobContext
from retouch_lib.jobs.life import Watch, expiry
from retouch_lib.store.records import Job, JobState

if TYPE_CHECKING:
    from retouch_lib.cloud.replies import StatusReply

_LONGEST = 30.0
_ENDS = ("completed", "failed")
_AT_WORK = "active"
"""What a server says of a job that is no longer in its queue."""
_TELLING = 20
"""Per cent of progress from which on a pace can be told."""
_AFTER_THE_END, _LATER_BY = 0.25, 1.1
"""Seconds after the expected end at which to look, and the factor on what is left: servers begin at 5 %, not at 0."""
_SLOWER_BY = 20.0
"""A job is asked about every twentieth of its age."""
_RELAXED = 4
"""How many times rarer a server is asked that tells of its jobs' ends by itself."""


def pace(context: JobContext, job: Job) -> float:
    """Seconds between status calls while that job is young: as its owner chose, and on the local engine its own."""
    server = context.server(job.server)
    return server.every if server.is_local else max(server.first_poll, context.poll_seconds(job.owner))


def interval(every: float, age: float) -> float:
    """Seconds until the next status call of a job that was started `age` seconds ago, at first `every` seconds."""
    return max(every, min(age / _SLOWER_BY, _LONGEST))


def pace_left(job: Job, age: float) -> float | None:
    """Seconds the server still needs at its pace so far, or None while its progress tells nothing."""
    if not _TELLING <= job.progress < 100:
        return None
    return age * (100 - job.progress) / job.progress


def wait(context: JobContext, job_id: str) -> JobState:
    """Ask until the job leaves WAITING; a lost network pauses it and never fails it."""
    polls = Polls(context, context.job(job_id))
    while True:
        job = context.job(job_id)
        if job.state is not JobState.WAITING or job.remote_id is None:
            return job.state
        polls.rest(job)
        polls.ask(job, job.remote_id)


class Polls:
    """One job's status calls, with what went wrong in a row."""

    def __init__(self, context: JobContext, job: Job) -> None:
        self._context = context
        self._watch = Watch(context, job)
        self._failures = 0
        self._hurried = False
        self._hint = context.hints.event(job.id)
        self._hinted = 0
        """Calls that were made at a hint."""
        self._look_again = False
        self._last = -math.inf
        """When this step last asked, by the monotonic clock."""
        self._retry_after: float | None = None

    def rest(self, job: Job) -> None:
        """Wait until the next call is due: by the pace, or at a hint.

        The first hint is followed at once, and by a second look soon: a server may call a moment too early. Further
        ones of the same job are followed at growing distances: who calls without end is answered with next to nothing.
        """
        stop, soon, seconds = self._context.stop, self._context.server(job.server).first_poll, self.seconds(job)
        stop.wait_for(self._hint, min(seconds, soon) if self._look_again else seconds)
        self._look_again = False
        if not self._hint.is_set():
            return
        self._hint.clear()
        if self._hinted:
            distance = min(soon * 2.0**self._hinted, _LONGEST)
            stop.wait(max(0.0, self._last + distance - self._context.monotonic()))
        self._look_again = not self._hinted
        self._hinted += 1

    def seconds(self, job: Job) -> float:
        """How long to wait before the next call, where no hint comes."""
        server, every = self._context.server(job.server), pace(self._context, job)
        age = self._watch.age()
        if self._failures:
            return max(every, pause(self._failures, self._retry_after))
        if job.polls == 0:
            return max(0.0, server.first_poll - age)
        if self._context.hints.arrive(job.server):
            every = min(_RELAXED * every, max(every, _LONGEST))
        usual, left = interval(every, age), pace_left(job, age)
        if left is None:
            return usual
        return self._towards_the_end(left * _LATER_BY + _AFTER_THE_END, usual, server.first_poll)

    def _towards_the_end(self, left: float, usual: float, shortest: float) -> float:
        """An interval near the usual one, such that a call falls just after the expected end.

        Where the end should come within one interval it is a shorter one, but never twice in a row: a progress that
        stands still near its end would make them all short.
        """
        self._hurried = left < usual and not self._hurried
        if left < usual:
            return max(shortest, left) if self._hurried else usual
        calls = math.ceil(left / usual)
        return left / calls if left / calls >= shortest else left / (calls - 1)

    def ask(self, job: Job, remote_id: str) -> None:
        """One status call, and the row after it."""
        context = self._context
        self._last = context.monotonic()
        try:
            reply = context.stop.during(lambda: context.api(job.server).status(remote_id))
        except CallError as error:
            self._trouble(job, error)
            return
        self._failures, self._retry_after = 0, None
        self._watch.answered(reply.said_at)
        seen: dict[str, Any] = {
            "polls": job.polls + 1,
            "remote_state": reply.state,
            "progress": reply.progress,
            "step": reply.step,
            "plugin": reply.plugin,
            "reason": reply.reason,
            "expires_at": self._credible(reply.expires) or job.expires_at,
            "active_at": job.active_at or (context.clock() if reply.state == _AT_WORK else None),
            "note": "",
            "error": "",
        }
        if reply.state in _ENDS and context.hook(job.id):
            context.hints.ended(job.server, told=bool(self._hinted))
        if reply.state == "completed":
            context.write(job, state=JobState.DOWNLOADING, ready_at=context.clock(), **seen)
        elif reply.state == "failed":
            _fail(context, job, reply, seen)
        elif self._watch.tired(job):
            ended = {**seen, "note": words.STILL_AT_WORK, "error": "JobExpired"}
            context.write(job, state=JobState.EXPIRED, **ended)
        else:
            context.write(job, **seen)

    def _credible(self, expires: datetime | None) -> datetime | None:
        """The end that the server named, or None where it was over already although the server still has the job."""
        return expires if expires is not None and expires > self._watch.now() else None

    def _trouble(self, job: Job, error: CallError) -> None:
        context = self._context
        self._failures += 1
        self._retry_after = error.retry_after
        polled = job.polls + 1
        local = context.server(job.server).is_local
        if self._watch.over(job, error):
            note = words.expired(paid=not local)
            context.write(job, state=JobState.EXPIRED, note=note, error="JobExpired", polls=polled)
            return
        if isinstance(error, NotFound):
            if self._watch.forgotten():
                context.write(job, state=JobState.FAILED, note=words.FORGOTTEN, error="NotFound", polls=polled)
                return
            note = words.unknown_now(expiry(job), over=self._watch.now() > expiry(job))
        elif isinstance(error, ConnectionLost | TimedOut):
            note = words.lost(expiry(job))
        else:
            note = words.server_trouble(error, expiry(job))
        note = words.engine_trouble(error) if local else note
        context.write(job, note=note, error=type(error).__name__, polls=polled)


def _fail(context: JobContext, job: Job, reply: StatusReply, seen: dict[str, Any]) -> None:
    local = context.server(job.server).is_local
    before: int | None = None
    now: int | None = None
    if not local:
        before, now = balances.before_and_now(context, job, context.token(job))
    note = words.failed(reply.reason, paid=not local, before=before, now=now)
    context.write(job, state=JobState.FAILED, **{**seen, "note": note, "error": "JobFailed"})
