"""An upload's progress into the job's row, a few times a second."""

from __future__ import annotations

import time

from retouch_lib.jobs.rooms import Rooms

_EVERY = 0.3
"""Seconds between two writes; the pages look about as often."""


class Upload:
    """`report` is given to the client. Once the lab stops it ends the upload by raising Leaving."""

    def __init__(self, rooms: Rooms, job_id: str) -> None:
        self._rooms = rooms
        self._job_id = job_id
        self._last = -_EVERY

    def report(self, sent: int, total: int) -> None:
        self._rooms.stop.check()
        now = time.monotonic()
        if sent and now - self._last >= _EVERY:
            self._last = now
            self._rooms.store.set_job(self._job_id, uploaded=min(sent, total))
