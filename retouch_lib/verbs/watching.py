"""Jobs followed to their end, as events."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL
from retouch_lib.store.records import Job, JobState
from retouch_lib.verbs.events import PROGRESS, TICK, Events

_LOOK_EVERY = 0.25
"""Seconds between looks at the store."""
_TOKEN_MISSING = "TokenMissing"  # noqa: S105, the name of an error, no secret


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing that was asked for, with the job that answers it."""

    key: str
    job: Job

    @property
    def settled(self) -> bool:
        """Whether waiting for it longer brings nothing: it ended, or its owner is asked."""
        return self.job.ended or waits_for_owner(self.job)

    @property
    def percent(self) -> int:
        return 100 if self.settled else min(self.job.progress, 99)


def waits_for_owner(job: Job) -> bool:
    """Whether it goes on only when somebody decides, or gives a token."""
    return job.state is JobState.UNSURE or (job.state is JobState.QUEUED and job.error == _TOKEN_MISSING)


def these(lab: Lab, jobs: Mapping[str, Job]) -> Callable[[], list[Watched]]:
    """Reads these jobs, by id, as they stand."""
    return lambda: [Watched(key, lab.store.job(LOCAL, key) or job) for key, job in jobs.items()]


def watched(lab: Lab, read: Callable[[], Sequence[Watched]], tell: Callable[[Watched], Events]) -> Events:
    """Read whenever somebody wrote, until all are settled; each is told once, when it is.

    Raises jobs.stopping.Stopped when the lab closes meanwhile.
    """
    told: set[str] = set()
    before, seen = None, lab.store.version()
    now = read()
    while True:
        for one in now:
            if one.settled and one.key not in told:
                told.add(one.key)
                yield from tell(one)
        progress = {
            "kind": PROGRESS,
            "done": sum(one.settled for one in now),
            "of": len(now),
            "percent": sum(one.percent for one in now) // max(1, len(now)),
        }
        yield progress if progress != before else TICK
        before = progress
        if len(told) == len(now):
            return
        lab.jobs.wait(_LOOK_EVERY)
        version = lab.store.version()
        if version is None or version != seen:
            now, seen = read(), version
