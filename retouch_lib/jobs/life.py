"""How long a paid job's result lives, and what tells that it is over: never this computer's clock alone.

Jobs under way outlive a clock that is set, forward or back: ages are counted by the monotonic clock, and a server's
dates are compared with what the same server says the time is.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from retouch_lib.errors import CallError, NotFound
from retouch_lib.jobs.context import JobContext
from retouch_lib.store.records import Job

RESULT_LIVES = timedelta(hours=24)
"""Where the server names no other end."""
ASK_FOR = 25 * 3600.0
"""Seconds one step keeps at a job that the server names no later end for; after them its owner may ask again."""
_LONGEST = 30 * 86400.0
"""Seconds one step keeps at any job."""
_GRACE = timedelta(minutes=10)
_SILENCE = 3600.0
"""Seconds without any answer before this computer's clock is believed that a job's time is over."""
_UNKNOWN_TIMES, _UNKNOWN_FOR = 4, 120.0
"""Answers "unknown" in a row, and the seconds they must span, that end a job whose time is over.

A single one may come from one of several machines that has not heard of the job.
"""
_LOCAL_PATIENCE = 3.0
"""Seconds for which an unknown id is asked about on the local engine: what that one process doesn't know, it won't
know later.

On a cloud server it may be one of several machines that doesn't know it: there a paid job is never given up before
its result is.
"""


def expiry(job: Job) -> datetime:
    """When the server deletes the result, as far as it said."""
    return job.expires_at or _full_life(job)


def last_look(job: Job) -> datetime:
    """When a job is given up that the server doesn't call unknown, but brings nothing either."""
    return max(expiry(job), _full_life(job)) + _GRACE


def _full_life(job: Job) -> datetime:
    return (job.started_at or job.created_at) + RESULT_LIVES


class Watch:
    """Time as one step of one job sees it."""

    def __init__(self, context: JobContext, job: Job) -> None:
        self._local = context.server(job.server).is_local
        self._monotonic = context.monotonic
        self._began = context.monotonic()
        begun = job.started_at or job.created_at
        self._age = max(0.0, (context.clock() - begun).total_seconds())
        self._known = context.clock(), self._began
        self._heard = False
        self._unknown = 0
        self._unknown_since = 0.0

    def age(self) -> float:
        """Seconds since the job was started; never negative, and no jump of the clock during the step is in it."""
        return self._age + self._spent()

    def now(self) -> datetime:
        """The time where the result is: as the server last said, or as this computer's clock was at the beginning."""
        moment, at = self._known
        return moment + timedelta(seconds=self._monotonic() - at)

    def heard(self, said_at: datetime | None) -> None:
        """The server answered, and named that time if any."""
        if said_at is not None:
            self._known, self._heard = (said_at, self._monotonic()), True

    def answered(self, said_at: datetime | None) -> None:
        """It knew the job."""
        self.heard(said_at)
        self._unknown = 0

    def unknown_for(self) -> float:
        """Seconds for which every answer was that there is no such job."""
        return self._monotonic() - self._unknown_since if self._unknown else 0.0

    def forgotten(self) -> bool:
        """Whether the local engine has lost this job for good, which was free."""
        return self._local and self.unknown_for() >= _LOCAL_PATIENCE

    def tired(self, job: Job) -> bool:
        """Whether the step has kept at it for longer than any result was to live."""
        named = (last_look(job) - (job.started_at or job.created_at)).total_seconds()
        return self._spent() > max(ASK_FOR, min(named, _LONGEST))

    def past(self, job: Job) -> bool:
        """Whether what the server still brings is the last that it will."""
        return self.tired(job) or (self._heard and self.now() > last_look(job))

    def over(self, job: Job, error: CallError) -> bool:
        """Whether that job is to be given up after this answer, or lack of one."""
        self.heard(error.server_time)
        if not isinstance(error, NotFound):
            self._unknown = 0
            sure = self._heard or self._spent() > _SILENCE
            return self.tired(job) or (sure and self.now() > last_look(job))
        if not self._unknown:
            self._unknown_since = self._monotonic()
        self._unknown += 1
        repeated = self._unknown >= _UNKNOWN_TIMES and self.unknown_for() >= _UNKNOWN_FOR
        return self.tired(job) or (repeated and self.now() > expiry(job))

    def _spent(self) -> float:
        return self._monotonic() - self._began
