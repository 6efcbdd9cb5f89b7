"""An upload as two threads see it: the one that sends only counts, the step's own tells the job's row."""

from __future__ import annotations

import logging
from collections.abc import Callable

from retouch_lib.cloud.sockets import BLOCK_SIZE
from retouch_lib.errors import CallError, Delivery, IllegalTransition
from retouch_lib.jobs.context import JobContext
from retouch_lib.store.records import Job

_log = logging.getLogger(__name__)

GRACE = 2.0
"""Seconds for which the answer to a whole request is waited for when the program ends: it may be paid for."""


class LeaseLost(CallError):
    """Other replicas may have taken this one for dead, and its job up: it must not send, or go on sending."""


class Upload:
    """The upload of one try of a start."""

    def __init__(self, context: JobContext, job: Job, lease: Callable[[], bool] = lambda: True) -> None:
        """`job`: as it is during this try. `lease`: whether this process was alive for the others ever since."""
        self._context = context
        self._job = job
        self._lease = lease
        self._total: int | None = None
        self._written = 0
        self._failed = False
        self.sent = 0
        """Bytes of the request that were handed over."""

    def report(self, sent: int, total: int) -> None:
        """Called by the client, in its thread. It touches no file and no database, whose faults would look like one
        of the connection. Ends the upload by raising Stopped once the lab stops, LeaseLost once others may have taken
        up the job, unless all of it is sent."""
        self.sent, self._total = sent, total
        if sent < total:
            self._context.stop.check()
            self.check()

    def check(self) -> None:
        """Raises LeaseLost."""
        if not self._lease():
            raise LeaseLost("This process was paused, or cut off from the database.", delivery=Delivery.NO)

    def grace(self) -> float:
        """Seconds to wait for an answer when the program ends: none unless the request may be out to its last byte."""
        on_its_way = self._total is not None and self._total - self.sent <= BLOCK_SIZE
        return GRACE if on_its_way else 0.0

    def write(self) -> None:
        """Write the progress into the job's row where it changed. Trouble with that is only logged."""
        if self.sent == self._written:
            return
        self._written = self.sent
        try:
            self._context.plain_store.set_job(self._job.id, seen=self._job, uploaded=self._written)
        except IllegalTransition:
            return  # it ended meanwhile
        except Exception as error:  # noqa: BLE001 - whatever it was, the photo is on its way
            if not self._failed:
                self._failed = True
                _log.warning("the progress of job %s can't be written: %s", self._job.id, type(error).__name__)
