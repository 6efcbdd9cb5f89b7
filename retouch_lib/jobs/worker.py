"""The jobs of one lab, and what their owner can do with one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from retouch_lib.errors import IllegalTransition, NotFound, RetouchError, TimedOut, TokenMissing
from retouch_lib.jobs.dispatcher import Dispatcher, runs
from retouch_lib.jobs.download import fetching
from retouch_lib.jobs.start import TOKENS
from retouch_lib.owners import Owner
from retouch_lib.store.records import Job, JobState
from retouch_lib.tokens.vault import LOCAL_ENGINE_TOKEN

_ASK_WITHIN = 15.0
"""Seconds a user waits for the server to say whether it knows an id."""
_REPEATABLE = frozenset(
    {JobState.FAILED, JobState.EXPIRED, JobState.REFUSED, JobState.CANCELLED, JobState.DROPPED, JobState.SWEPT}
)


class ResultOver(RetouchError):
    """The server deleted the result: it can't be fetched again."""


class Jobs(Dispatcher):
    """Launched, they go on by themselves; each method here answers a press."""

    def retry(self, owner: Owner, job_id: str, *, confirmed: int = 0) -> Job:
        """The job that repeats one which ended without a result, in the same runs; pressed twice it is the same one.

        Raises KeyError, IllegalTransition while it has not ended or when it has a result, TokenMissing, OverBudget
        unless as many credits as it takes are `confirmed`.
        """
        (new,) = self._repeat([self._mine(owner, job_id)], confirmed)
        return new

    def retry_all(self, owner: Owner, job_ids: Collection[str], *, confirmed: int = 0) -> Sequence[Job]:
        """Repeat all of these, of one server, or none of them; raises as `retry`."""
        return self._repeat([self._mine(owner, job_id) for job_id in job_ids], confirmed)

    def retry_unsent(
        self, owner: Owner, run_id: str, *, confirmed: int = 0, among: Collection[str] | None = None
    ) -> Sequence[Job]:
        """Repeat, all or none, the jobs of a run that were not sent because the limit was reached.

        `among`: ids of the only ones that are meant. Raises TokenMissing, OverBudget unless as many credits as they
        take are `confirmed`.
        """
        unsent = self._context.plain_store.not_sent(owner, run_id)
        return self._repeat([job for job in unsent if among is None or job.id in among], confirmed)

    def _repeat(self, olds: Sequence[Job], confirmed: int) -> Sequence[Job]:
        """Those of one owner and server."""
        if not olds:
            return ()
        for old in olds:
            if old.state not in _REPEATABLE:
                raise IllegalTransition(f"This job is {old.state}: there is nothing to repeat.")
        owner, server = olds[0].owner, olds[0].server
        token = LOCAL_ENGINE_TOKEN if self._context.server(server).is_local else self._context.vault.token(owner)
        if token is None:
            raise TokenMissing("No token is kept. Nothing was sent. Enter your Retouch4me token in Settings.")
        budget = self._context.budget(owner, server, confirmed)
        new = self._context.plain_store.repeat_jobs(olds, self._context.vault.ref(token), budget)
        for background in (False, True):
            self.submit([job.id for job in new if runs(job) and job.background is background], background=background)
        return new

    def cancel(self, owner: Owner, job_id: str) -> bool:
        """Take a job back before it is sent; False when it is too late for that."""
        while (job := self._mine(owner, job_id)).state is JobState.QUEUED:
            end = JobState.DROPPED if job.attempts else JobState.CANCELLED
            try:
                self._context.plain_store.set_job(job_id, seen=job, state=end, note="", error="")
            except IllegalTransition:  # a try began, or was taken back, since the row was read: look again
                continue
            self._context.stop.nudge(TOKENS)
            return True
        return False

    def stop_unsent(self, owner: Owner, run_id: str) -> int:
        """Take back every job of a run that is not sent yet; returns how many. What is being sent meanwhile goes on."""
        run = self._context.plain_store.run(owner, run_id)
        queued = {item.job.id for item in run.items if item.job.state is JobState.QUEUED} if run else set()
        return sum(self.cancel(owner, job_id) for job_id in queued)

    def resend(self, owner: Owner, job_id: str, *, confirmed: int = 0, attempts: int | None = None) -> Job:
        """Send an unsure job again, with the same key. `attempts`: as the one who presses saw it.

        Raises KeyError, IllegalTransition when it is not unsure or has more attempts by now, OverBudget unless one
        credit is `confirmed`.
        """
        mine = self._mine(owner, job_id)
        mine = mine if attempts is None else replace(mine, attempts=attempts)
        job = self._context.plain_store.send_again(mine, self._context.budget(owner, mine.server, confirmed))
        self.submit([job_id])
        return job

    def fetch_again(self, owner: Owner, job_id: str) -> Job:
        """Download a swept result once more, or at once one that is kept provisionally: its server still has it, and
        takes nothing for it.

        Raises KeyError, IllegalTransition when it is neither, ResultOver when the server's time has passed.
        """
        job = self._mine(owner, job_id)
        if job.provisional:
            self._context.stop.nudge(fetching(job_id))
            self.submit([job_id])
            return job
        if job.remote_id is None or job.expires_at is None or job.expires_at <= self._context.clock():
            raise ResultOver("The server no longer has this result. Running it again is paid like a new one.")
        job = self._context.plain_store.set_job(
            job_id, when={JobState.SWEPT}, state=JobState.DOWNLOADING, note="", error=""
        )
        self.submit([job_id])
        return job

    def ask_again(self, owner: Owner, job_id: str) -> Job:
        """Ask the server about an expired job once more, which costs nothing: a clock may have been wrong.

        Raises KeyError, IllegalTransition when it is not expired.
        """
        self._mine(owner, job_id)
        job = self._context.plain_store.set_job(
            job_id, when={JobState.EXPIRED}, state=JobState.WAITING, polls=0, note="", error=""
        )
        self.submit([job_id])
        return job

    def fetch_by_id(self, owner: Owner, job_id: str, remote_id: str) -> Job:
        """Go on with an unsure job as one that the server has under that id, if it knows it: nothing is paid.

        Raises KeyError, CallError, IllegalTransition when it is not unsure, or the id is another job's; nothing is
        changed then.
        """
        server = self._mine(owner, job_id).server
        try:
            self._context.stop.during(lambda: self._context.api(server).status(remote_id), within=_ASK_WITHIN)
        except NotFound:
            raise NotFound("The server doesn't know this id. Nothing was changed.") from None
        except TimeoutError:
            raise TimedOut("The server didn't answer in time. Nothing was changed; try again.") from None
        job = self._context.plain_store.answer_late(job_id, remote_id)
        self.submit([job_id])
        return job

    def drop(self, owner: Owner, job_id: str) -> Job:
        """Leave an unsure job. Raises KeyError, IllegalTransition when it is not unsure."""
        self._mine(owner, job_id)
        return self._context.plain_store.set_job(job_id, when={JobState.UNSURE}, state=JobState.DROPPED)

    def token_changed(self, owner: Owner) -> None:
        """Wake the jobs that wait for a token; each looks whether it is there now."""
        self._context.stop.nudge(TOKENS)

    def _mine(self, owner: Owner, job_id: str) -> Job:
        job = self._context.plain_store.job(owner, job_id)
        if job is None:
            raise KeyError(job_id)
        return job
