"""How long a run still takes: told from the median of jobs that ended, never from the pace of one that is under way.

A job's usual time is that of the ended ones with the same plugins, of about the same size, on the same server; where
there are too few of them, nothing is told. A server's queue is no part of it: what waits there is divided among the
jobs that it has at work at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from statistics import median

from retouch_lib.store.paces import Work
from retouch_lib.store.records import JobState, Run
from retouch_lib.store.store import Store

FEWEST = 3
"""With fewer ended jobs of its kind, a usual time is chance."""
_ALIKE = 2.0
"""Photos of up to so many times the pixels are about the same size."""
Kind = tuple[frozenset[str], int]
"""Names of plugins, and pixels that are sent."""
_TO_WORK_ON = (JobState.QUEUED, JobState.STARTING, JobState.WAITING)


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Seconds, where they can be told."""

    jobs: Mapping[str, float]
    """By id, of those that their server is at work on."""
    run: float | None
    """Of the whole run."""


NOTHING = TimeLeft({}, None)


def of_run(store: Store, run: Run, now: datetime) -> TimeLeft:
    """What is left of a run at `now`."""
    engine_version = next((item.job.engine_version for item in run.items), "")
    return time_left(store.ended_works(run.owner, run.server, engine_version), store.works_under_way(run), now)


def time_left(ended: Sequence[Work], going: Sequence[Work], now: datetime) -> TimeLeft:
    """`ended`: of the same server as those that are `going`."""
    going = [work for work in going if work.state in _TO_WORK_ON]
    kinds = {work.job: _kind(work) for work in going}
    usual_of = {kind: usual_seconds(ended, kind) for kind in set(kinds.values())}
    usual = {job: usual_of[kind] for job, kind in kinds.items()}
    jobs: dict[str, float] = {}
    for work in going:
        seconds = usual[work.job]
        if seconds is not None and work.active_at is not None:
            jobs[work.job] = seconds - (now - work.active_at).total_seconds()
    told = {job: seconds for job, seconds in jobs.items() if seconds > 0}
    if not told or any(seconds is None for seconds in usual.values()):
        return TimeLeft(told, None)
    waiting = sum(seconds for job, seconds in usual.items() if seconds is not None and job not in jobs)
    return TimeLeft(told, max(*told.values(), (sum(told.values()) + waiting) / len(jobs)))


def usual_seconds(ended: Sequence[Work], kind: Kind) -> float | None:
    """The median of the ended ones of about that kind."""
    plugins, pixels = kind
    times = [
        (one.ready_at - one.active_at).total_seconds()
        for one in ended
        if one.active_at and one.ready_at
        if _plugins(one.payload) == plugins and pixels / _ALIKE <= _pixels(one) <= pixels * _ALIKE
    ]
    return median(times) if len(times) >= FEWEST else None


def _kind(work: Work) -> Kind:
    return _plugins(work.payload), _pixels(work)


@lru_cache(maxsize=256)
def _plugins(payload: str) -> frozenset[str]:
    """A run's many jobs have few payloads."""
    return frozenset(str(task["Plugin"]) for task in json.loads(payload)["tasks"])


def _pixels(work: Work) -> int:
    """Of what is sent."""
    longest = max(work.width, work.height)
    share = min(1.0, work.longest_side / longest) if work.longest_side else 1.0
    return round(work.width * work.height * share**2)
