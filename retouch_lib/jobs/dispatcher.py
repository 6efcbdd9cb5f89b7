"""The workflows of a lab's jobs: set going, kept going, and ended with the lab. DBOS behind few words."""

from __future__ import annotations

import logging
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta

from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID
from dbos import error as dbos_error

from retouch_lib.jobs import workflow
from retouch_lib.jobs.context import JobContext
from retouch_lib.jobs.databases import JobsDatabase
from retouch_lib.jobs.download import fetching
from retouch_lib.jobs.progress import GRACE
from retouch_lib.jobs.stopping import Stopped
from retouch_lib.store.records import UNDER_WAY, Job, JobState

_log = logging.getLogger(__name__)

QUEUE, BACKGROUND = "retouch", "retouch-background"
AT_ONCE, BACKGROUND_AT_ONCE = 500, 200
"""Jobs in hand at a time, nearly all of them waiting; uploads have their own, lower bound."""
_LOOK_EVERY = 0.15
"""Seconds between looks at the queue: the time from a press to its upload."""
_VERSION = "1"
"""Constant: DBOS's default hashes the source, and any edit would strand the jobs of the version before."""
_TEND_EVERY = 30.0
_SOON, _LONGEST_REST = 1.0, 8.0
"""Seconds until the tender looks where a job may be astray, and at most between looks while they fail."""
_IDLE_FOR = 3.0
"""Seconds after which a pending workflow is dead whose job nobody has in hand: it has no thread, or never got one."""
_KEEP_FINISHED = timedelta(days=1)
_NAP = 0.05
"""Seconds DBOS's listener sleeps between looks, which cost nothing here: closing waits for it to wake."""
_DRAIN = GRACE + 0.6
"""Seconds for steps to end before their database is closed; within them an answer on its way may still come."""
_TENDER_LEAVES_WITHIN = 1.0
_ACTIVE = ["PENDING", "ENQUEUED", "DELAYED"]
_FINISHED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_RUNNING = UNDER_WAY - {JobState.UNSURE}


class Dispatcher:
    """One may be launched per process, because DBOS is one per process."""

    def __init__(self, context: JobContext, database: JobsDatabase) -> None:
        self._context = context
        self._database = database
        self._launched = False
        self._tending = threading.Lock()
        self.notice = ""
        """What happened to the file at the launch, as a sentence; empty when nothing did."""
        self._idle: dict[str, float] = {}
        """Pending workflows whose jobs nobody has in hand, with the time (monotonic) at which that was seen first."""
        self._tender = threading.Thread(target=self._tend, daemon=True, name="job-tender")

    def launch(self) -> None:
        """Take up every job that has not ended: those DBOS knows, and rows that never got a workflow.

        Raises DataUnusable, NewerDatabase.
        """
        workflow.work_with(self._context)
        self._context.at_work_elsewhere = self._at_work_elsewhere
        with self._database.opening() as self.notice:
            self._context.replica.enter(self._hand_over)
            DBOS(config=self._config())
            DBOS.launch()
            for queue, at_once in ((QUEUE, AT_ONCE), (BACKGROUND, BACKGROUND_AT_ONCE)):
                DBOS.register_queue(
                    queue, worker_concurrency=at_once, polling_interval_sec=_LOOK_EVERY, on_conflict="always_update"
                )
        self._launched = True
        if not self._try(self._enqueue_strays):
            self._context.astray.set()
        self._context.replica.watch()
        self._tender.start()

    def stop(self) -> None:
        """End every wait; `close` follows."""
        self._context.stop.set()
        self._context.plain_store.leave()
        self._database.leave()

    def close(self) -> None:
        """End every wait and leave; jobs stay as they are and go on after the next launch."""
        self.stop()
        if not self._launched:
            return
        self._launched = False
        end = time.monotonic() + _DRAIN
        while self._context.in_hand.in_use() and time.monotonic() < end:
            time.sleep(0.01)
        DBOS.destroy(workflow_completion_timeout_sec=0)
        self._context.replica.leave()
        self._database.close()
        self._tender.join(_TENDER_LEAVES_WITHIN)
        workflow.work_with(None)

    @property
    def alone(self) -> bool:
        """Whether no other replica shares the database now."""
        return self._context.replica.alone

    def keeps(self, work: str) -> bool:
        """Whether this process does that work, of which one replica at a time does: see `jobs.replicas`.

        Raises StoreTrouble.
        """
        return self._context.replica.keeps(work)

    def wait(self, seconds: float) -> None:
        """Sleep for a client's retries: ends with Stopped when the lab closes."""
        self._context.stop.wait(seconds)

    def submit(self, job_ids: Iterable[str], *, background: bool = False) -> None:
        """Set jobs going whose rows are written. Before the launch it does nothing: the launch takes them up.

        `background`: they go behind those that somebody waits for. What is written has succeeded: jobs that DBOS can't
        take now are taken up by the tender.
        """
        if not self._launched:
            return
        try:
            for job_id in job_ids:
                self._enqueue(job_id, background)
        except Exception as error:  # noqa: BLE001 - DBOS's own, and its database's
            _log.error("jobs are set going later: %s", type(error).__name__)
            self._context.astray.set()

    def forget(self, job_ids: Collection[str]) -> frozenset[str]:
        """Delete what DBOS keeps of deleted jobs; returns the ids of those of which it keeps nothing now."""
        if not self._launched:
            return frozenset()
        wanted = frozenset(job_ids)
        for job_id in wanted:
            self._context.stop.nudge(fetching(job_id))  # a step that waits to download it again sees that it is gone
        ended = DBOS.list_workflows(status=_FINISHED, load_input=False, load_output=False)
        if mine := [one.workflow_id for one in ended if _job_of(one.workflow_id) in wanted]:
            DBOS.delete_workflows(mine)
        with self._tending:
            return wanted - self._active()

    def _config(self) -> DBOSConfig:
        return DBOSConfig(
            **self._database.config(),
            name="retouch-lab",
            executor_id=self._database.executor,
            application_version=_VERSION,
            log_level="WARNING",
            notification_listener_polling_interval_sec=_NAP,
        )

    def bring_forward(self, jobs: Iterable[Job]) -> None:
        """Somebody waits now for those of them that went in the background, and are not sent yet."""
        for job in jobs:
            if job.state is JobState.QUEUED and not self._context.lanes.bring_forward(job.id):
                self.submit([job.id])  # its own workflow may stand far behind: of two the first one does it

    def _enqueue(self, job_id: str, background: bool) -> None:
        """Give a job a workflow, unless it has one: DBOS takes no second one with the same deduplication id."""
        try:
            with SetWorkflowID(f"{job_id}/{uuid.uuid4().hex[:8]}"), SetEnqueueOptions(deduplication_id=job_id):
                DBOS.enqueue_workflow(BACKGROUND if background else QUEUE, workflow.retouch_v1, job_id)
        except dbos_error.DBOSQueueDeduplicatedError:
            # The workflow it has may be past its last look at the row, and miss what this press wrote.
            self._context.astray.set()

    def _hand_over(self, executors: Collection[str]) -> None:
        """What these had in hand goes back to the queue, each workflow once."""
        if moved := DBOS._recover_pending_workflows(sorted(executors)):
            _log.warning("%d jobs of %s go on in other hands", len(moved), ", ".join(sorted(executors)))

    def _at_work_elsewhere(self, job: Job) -> bool:
        """Whether the replica that began the job's last start has a workflow of it in hand."""
        found = DBOS.list_workflows(
            status="PENDING",
            executor_id=job.sender,
            workflow_id_prefix=f"{job.id}/",
            load_input=False,
            load_output=False,
        )
        return bool(found)

    def _enqueue_strays(self) -> None:
        """Give a workflow to every row under way that has none: its press was cut off, or its workflow failed."""
        with self._tending:
            rows = [job for job in self._context.plain_store.under_way() if runs(job)]
            active = self._active() if rows else set()
            for job in rows:
                if job.id not in active:
                    self._enqueue(job.id, job.background)

    def _active(self) -> set[str]:
        """Ids of the jobs that have a workflow which works at them, or will. Dead ones are cancelled."""
        found = DBOS.list_workflows(status=_ACTIVE, load_input=False, load_output=False)
        if lost := self._context.replica.unheard_of({str(one.executor_id) for one in found if one.status == "PENDING"}):
            self._hand_over(lost)
        now = time.monotonic()
        mine = [one for one in found if one.status == "PENDING" and one.executor_id == self._database.executor]
        self._idle = {
            one.workflow_id: self._idle.get(one.workflow_id, now)
            for one in mine
            if not self._context.in_hand.holds(_job_of(one.workflow_id))
        }
        # Where DBOS could not write a workflow's end down, it stays pending and nobody works at it any more.
        dead = {name for name, since in self._idle.items() if now - since >= _IDLE_FOR}
        if dead:
            _log.warning("%d workflows ended without a word; their jobs go on in new ones", len(dead))
            DBOS.cancel_workflows(sorted(dead))
        if self._idle.keys() - dead:
            self._context.astray.set()
        return {_job_of(one.workflow_id) for one in found if one.workflow_id not in dead}

    def _tend(self) -> None:
        """For as long as the lab runs: jobs that lost their workflow, and what DBOS keeps of finished ones."""
        failures = 0
        try:
            while True:
                self._try(self._sweep)
                self._rest(failures)
                failures = 0 if self._try(self._enqueue_strays) else failures + 1
        except Stopped:
            return

    def _rest(self, failures: int) -> None:
        """Until the next look: soon after looks that failed, and where a job may be astray."""
        seconds = min(_SOON * 2.0 ** min(failures, 9), _LONGEST_REST) if failures else _TEND_EVERY
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._context.stop.wait(min(left, _SOON))
            if self._context.astray.is_set() and not failures:
                break
        self._context.astray.clear()

    def _try(self, work: Callable[[], None]) -> bool:
        """Whether it went well. Trouble here (a full disk) passes; the next round tries again."""
        try:
            work()
        except Exception as error:  # noqa: BLE001 - the thread must outlive it
            self._context.stop.check()
            place = "".join(traceback.format_tb(error.__traceback__))
            _log.error("%s: %s\n%s", work.__name__, type(error).__name__, place)
            return False
        return True

    def _sweep(self) -> None:
        before = (datetime.now(UTC) - _KEEP_FINISHED).isoformat()
        while True:
            old = DBOS.list_workflows(
                status=_FINISHED, completed_before=before, limit=200, load_input=False, load_output=False
            )
            if not old:
                return
            DBOS.delete_workflows([status.workflow_id for status in old])
            self._context.stop.check()


def runs(job: Job) -> bool:
    """Whether a workflow is to be at work on it."""
    return job.state in _RUNNING or job.provisional


def _job_of(workflow_id: str) -> str:
    return workflow_id.partition("/")[0]
