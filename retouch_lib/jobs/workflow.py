"""The durable workflow: start → wait → download, each a checkpoint.

Nothing but the job's id goes in and nothing but state words comes out: DBOS writes both to its database. The job's
row is the truth; a step that runs again looks at the row first. A changed workflow gets a new name (retouch_v2), for
unfinished ones of the old name must still run as they began.
"""

from __future__ import annotations

import contextlib
import logging
import traceback
from collections.abc import Callable

from dbos import DBOS

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.errors import BadSetting, IllegalTransition
from retouch_lib.jobs import balances, words
from retouch_lib.jobs.context import JobContext, JobsTrouble
from retouch_lib.jobs.download import download
from retouch_lib.jobs.start import start
from retouch_lib.jobs.wait import wait
from retouch_lib.machine.json_lines import about
from retouch_lib.store.records import JobState

_log = logging.getLogger(__name__)
_RECOVERIES = 1000
_context: JobContext | None = None


def work_with(context: JobContext | None) -> None:
    """Say what the steps of this process work with; None at the end."""
    global _context
    _context = context


@DBOS.workflow(name="retouch_v1", max_recovery_attempts=_RECOVERIES)
def retouch_v1(job_id: str) -> str:
    """Bring one job to its end; returns the last state. Two workflows of one job take turns."""
    context = _current()
    try:
        with about(job=job_id), context.in_hand.hold(job_id), context.hints.hold(job_id):
            with _turn(context, job_id):
                state = start_step(job_id)
                if state == JobState.WAITING:
                    state = wait_step(job_id)
            if state in (JobState.DOWNLOADING, JobState.DONE):  # done, perhaps with a provisional file
                state = download_step(job_id)
    except JobsTrouble:
        raise
    except Exception:
        context.astray.set()  # DBOS can't record the step's outcome; the job's row has it
        raise
    _log_end(context, job_id)
    return state


def _log_end(context: JobContext, job_id: str) -> None:
    job = context.store.any_job(job_id)
    if job is None:  # deleted meanwhile
        return
    if job.ended_at is not None:
        context.figures.ended(job)
    seconds = round((context.clock() - job.created_at).total_seconds(), 3)
    told = {"job": job_id, "state": job.state.value, "server": job.server, "error": job.error, "seconds": seconds}
    _log.info("job %s: %s", job_id, job.state, extra=told)


def _turn(context: JobContext, job_id: str) -> contextlib.AbstractContextManager[None]:
    job = context.job(job_id)
    return context.lanes.turn(job, local=job.server == LOCAL_NAME)


@DBOS.step(name="start")
def start_step(job_id: str) -> str:
    return _guarded(start, job_id)


@DBOS.step(name="wait")
def wait_step(job_id: str) -> str:
    return _guarded(wait, job_id)


@DBOS.step(name="download")
def download_step(job_id: str) -> str:
    return _guarded(download, job_id)


def _guarded(step: Callable[[JobContext, str], JobState], job_id: str) -> str:
    """Let out only the kind of an error: its text, pickled by DBOS, could hold anything a request held."""
    context = _current()
    try:
        state = _followed(step, context, job_id)
    except Exception as error:  # noqa: BLE001 - a step must not end a job; the worker takes it up again
        context.stop.check()  # what fails while the lab is being closed is no trouble
        kind = type(error).__name__
        # Where it happened, without the values: an error's own text may hold anything a request held.
        place = "".join(traceback.format_tb(error.__traceback__))
        _log.error("step %s of job %s: %s\n%s", step.__name__, job_id, kind, place)
        with contextlib.suppress(Exception):
            # BadSetting's sentence is the lab's own and holds no request: it names the server that is not set any more.
            note = words.unset(error) if isinstance(error, BadSetting) else words.stuck(error)
            context.say(context.job(job_id), note, kind)
        raise JobsTrouble(f"{step.__name__}: {kind}") from None
    balances.read_after_an_end(context, job_id)
    return str(state)


def _followed(step: Callable[[JobContext, str], JobState], context: JobContext, job_id: str) -> JobState:
    """The state after a step. Where somebody else has moved the job on meanwhile, its row says where it is."""
    try:
        return step(context, job_id)
    except IllegalTransition as error:
        _log.info("step %s of job %s: %s", step.__name__, job_id, error)
        context.astray.set()
        return context.job(job_id).state


def _current() -> JobContext:
    if _context is None:
        raise JobsTrouble("no lab is launched")
    return _context
