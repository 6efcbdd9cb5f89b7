"""The store as the steps of a job use it: a database that fails for a while is waited for, and ends no step.

If a full disk ended a step, its job would stand until the tender finds it, and a paid start could lose its row.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from retouch_lib.errors import StoreTrouble
from retouch_lib.jobs.stopping import Stop
from retouch_lib.owners import Owner
from retouch_lib.store.records import UNDER_WAY, Job, JobState, Photo, Reading
from retouch_lib.store.store import Store

_log = logging.getLogger(__name__)
_P = ParamSpec("_P")
_T = TypeVar("_T")
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 2.0
"""Seconds between two tries of the database; each pause is twice the one before."""


def patiently(stop: Stop, act: Callable[_P, _T], *args: _P.args, **options: _P.kwargs) -> _T:
    """What `act` returns, once the database lets it. Raises what else it raises, and Stopped when stopped.

    It keeps its caller's locks while it waits: never call it with a lock that pages need.
    """
    pause = _FIRST_PAUSE
    while True:
        try:
            result = act(*args, **options)
        except StoreTrouble as error:
            if pause == _FIRST_PAUSE:
                _log.error("a job waits for the database: %s", error)
        else:
            if pause > _FIRST_PAUSE:
                _log.warning("the database works again")
            return result
        stop.wait(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


class PatientStore:
    """Those methods of the store that steps need, each `patiently`."""

    def __init__(self, store: Store, stop: Stop) -> None:
        self._store = store
        self._stop = stop

    def any_job(self, job_id: str) -> Job | None:
        return patiently(self._stop, self._store.any_job, job_id)

    def same_remote(self, job: Job) -> tuple[Job, ...]:
        return patiently(self._stop, self._store.same_remote, job)

    def run_mates(self, job_id: str) -> Sequence[Job]:
        return patiently(self._stop, self._store.run_mates, job_id)

    def set_job(
        self,
        job_id: str,
        *,
        state: JobState | None = None,
        when: Collection[JobState] = UNDER_WAY,
        seen: Job | None = None,
        **fields: Any,
    ) -> Job:
        """No step spoils a job that has ended, however late it writes: that raises IllegalTransition."""
        return patiently(self._stop, self._store.set_job, job_id, state=state, when=when, seen=seen, **fields)

    def photo(self, owner: Owner, sha256: str) -> Photo | None:
        return patiently(self._stop, self._store.photo, owner, sha256)

    def copy_of(self, owner: Owner, photo: str, longest_side: int) -> tuple[str, int] | None:
        return patiently(self._stop, self._store.copy_of, owner, photo, longest_side)

    def add_reading(self, reading: Reading) -> Reading:
        return patiently(self._stop, self._store.add_reading, reading)

    def last_reading(
        self, owner: Owner, kind: str, server: str, token_ref: str, *, before: datetime | None = None
    ) -> Reading | None:
        return patiently(self._stop, self._store.last_reading, owner, kind, server, token_ref, before=before)

    def balance_is_due(self, ended: Job) -> bool:
        return patiently(self._stop, self._store.balance_is_due, ended)
