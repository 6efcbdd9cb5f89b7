"""The last step: what is paid for is fetched, checked and kept, again and again for as long as it lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retouch_lib.cloud.retry import pause
from retouch_lib.errors import CallError, FilesAway, IllegalTransition
from retouch_lib.jobs import balances, words
from retouch_lib.jobs.context import JobContext
from retouch_lib.jobs.life import Watch, expiry
from retouch_lib.jobs.patience import patiently
from retouch_lib.jobs.result_checks import check
from retouch_lib.jobs.result_notes import remark
from retouch_lib.store.records import Job, JobState, Kept
from retouch_lib.store.removals import Removal

if TYPE_CHECKING:
    from retouch_lib.cloud.replies import Download

_PUT_AGAIN = 2.0
"""Seconds until a result is put into the file store again."""
_FIRST_LOOK, _RAREST_LOOK = 30.0, 1800.0
"""Seconds between two downloads of what came damaged twice; each pause is twice the one before."""


def fetching(job_id: str) -> str:
    """The topic of the waits between two downloads of a job; see `Stop.nudge`."""
    return f"fetching {job_id}"


def download(context: JobContext, job_id: str) -> JobState:
    """Fetch the result until a whole one is on disk, or its life is over.

    What can't be checked is kept provisionally when it comes a second time, for it is paid for: the job is DONE with
    it, and a better one is fetched on, ever more rarely, until the server has none.
    """
    job = context.job(job_id)
    fetching_it = _Fetching(context, job)
    while job.to_fetch and job.remote_id is not None:
        try:
            seconds = fetching_it.once(job, job.remote_id)
        except KeyError:
            if context.store.any_job(job_id) is not None:
                raise
            break
        if seconds:
            context.stop.wait(seconds, fetching(job_id))
        now = context.store.any_job(job_id)
        if now is None:  # deleted meanwhile, with its provisional result
            break
        job = now
    return job.state


class _Fetching:
    """One job's downloads, with what went wrong in a row."""

    def __init__(self, context: JobContext, job: Job) -> None:
        self._context = context
        self._watch = Watch(context, job)
        self._failures = 0
        self._damaged = 0
        self._looks = 0
        """Downloads since there is a provisional result."""

    def once(self, job: Job, remote_id: str) -> float:
        """One download; returns the seconds until another is due, 0 for none."""
        context = self._context
        self._looks += job.provisional
        try:
            kept = self._fetch(job, remote_id)
        except CallError as error:
            kept = self._trouble(job, error)
        except OSError as error:  # a full disk, for example: the result waits on the server meanwhile
            kept = job if job.provisional else context.say(job, words.stuck(error), "OSError")
        self._failures += 1
        if kept.ended and not job.ended and kept.to_fetch:
            balances.read_after_an_end(context, job.id)  # the step may go on for a day
        if kept.provisional:
            return min(_FIRST_LOOK * 2.0 ** min(self._looks, 16), _RAREST_LOOK)
        return max(pause(self._failures), context.server(job.server).every) if kept.to_fetch else 0.0

    def _fetch(self, job: Job, remote_id: str) -> Job:
        """The job after a download that came to its end."""
        context = self._context
        part = context.files.new_part()
        try:
            got = context.stop.during(lambda: context.api(job.server).get_file(remote_id, part))
            self._watch.answered(got.said_at)
            try:
                context.stop.during(lambda: check(got.path, got.kind))
            except Exception as error:  # noqa: BLE001 - decoders fail in many ways; the bytes decide what follows
                return self._take_damaged(job, got, type(error).__name__)
            return remark(context, _keep(context, job, got, Kept.WHOLE))
        finally:
            part.unlink(missing_ok=True)

    def _take_damaged(self, job: Job, got: Download, error: str) -> Job:
        context = self._context
        self._damaged += 1
        if self._watch.past(job):
            return _settle(context, job) if job.provisional else _keep_damaged(context, job, got, Kept.DAMAGED, error)
        if job.provisional:
            more = got.bytes > (job.result_bytes or 0)  # the more of it, the better
            if more:
                return _keep_damaged(context, job, got, Kept.PROVISIONAL, error)
            note = words.provisional(expiry(job), context.clock())
            return context.store.set_job(job.id, when={JobState.DONE}, note=note, error=error)
        if self._damaged > 1:
            return _keep_damaged(context, job, got, Kept.PROVISIONAL, error)
        return context.say(job, words.DAMAGED, error)

    def _trouble(self, job: Job, error: CallError) -> Job:
        context = self._context
        over = self._watch.over(job, error)
        forgotten = self._watch.forgotten()
        if job.provisional:
            return _settle(context, job) if over or forgotten else job
        if forgotten:
            return context.write(job, state=JobState.FAILED, note=words.FORGOTTEN, error="NotFound")
        local = context.server(job.server).is_local
        if over:
            note = words.expired(paid=not local)
            return context.write(job, state=JobState.EXPIRED, note=note, error="JobExpired")
        note = words.engine_trouble(error) if local else words.download_trouble(error, expiry(job))
        return context.say(job, note, type(error).__name__)


def _keep_damaged(context: JobContext, job: Job, got: Download, kept: Kept, error: str) -> Job:
    provisional = words.provisional(expiry(job), context.clock())
    note = provisional if kept is Kept.PROVISIONAL else words.KEPT_AS_IT_CAME
    return _keep(context, job, got, kept, note, error)


def _keep(context: JobContext, job: Job, got: Download, kept: Kept, note: str = "", error: str = "") -> Job:
    """Move the file to its place and end the row; no deletion sees one without the other."""

    def settle(job: Job) -> Job:
        with context.files.settling(got.sha256):
            if got.path.exists() or not context.files.has(got.sha256):
                context.files.adopt(got.path, got.sha256)
            try:
                return context.plain_store.set_job(
                    job.id,
                    seen=job,
                    state=JobState.DONE,
                    result=got.sha256,
                    result_type=got.kind,
                    result_bytes=got.bytes,
                    kept=kept,
                    progress=100,
                    note=note,
                    error=error,
                )
            except (KeyError, IllegalTransition):  # the job was deleted or swept meanwhile, so its file goes too
                context.plain_store.remove_later(Removal.FILE, [got.sha256])
                raise

    while True:
        try:
            return patiently(context.stop, settle, job)
        except FilesAway as away:  # what is paid for stays here until the store takes it
            if job.provisional:
                raise
            job = context.say(job, words.not_put(away), "OSError")
            context.stop.wait(_PUT_AGAIN, fetching(job.id))


def _settle(context: JobContext, job: Job) -> Job:
    """What was kept provisionally is all that there will be."""
    return context.store.set_job(job.id, when={JobState.DONE}, kept=Kept.DAMAGED, note=words.KEPT_AS_IT_CAME)
