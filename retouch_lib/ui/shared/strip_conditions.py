"""How each photo stands in a run: what the filmstrip says of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from retouch_lib.store.records import Job, JobState, Pick, Run, Verdict
from retouch_lib.ui.filmstrip import Condition, Mark, State
from retouch_lib.ui.shared.job_words import done_share
from retouch_lib.work.picks import stars_of

_WITHOUT_RESULT = (JobState.FAILED, JobState.EXPIRED, JobState.REFUSED)


def conditions(run: Run | None, picks: Mapping[str, Pick], with_results: Collection[str] = ()) -> dict[str, Condition]:
    """By photo (SHA-256): those in the run, and those of which something was judged or that have a result of any run.

    `picks`: by job's id.
    """
    jobs: dict[str, dict[str, Job]] = {}
    for item in run.items if run else ():
        jobs.setdefault(item.job.photo, {})[item.job.id] = item.job
    judged: dict[str, list[Pick]] = {}
    for pick in picks.values():
        judged.setdefault(pick.photo, []).append(pick)
    found = {photo: _condition(list(its.values())) for photo, its in jobs.items()}
    for photo in with_results:
        found[photo] = replace(found.get(photo, Condition()), has_results=True)
    for photo, said in judged.items():
        mark = _mark(said, jobs.get(photo, {}))
        found[photo] = replace(found.get(photo, Condition()), mark=mark, stars=stars_of(said))
    return found


def _condition(jobs: Sequence[Job]) -> Condition:
    state = _state(jobs)
    if state != "running":
        return Condition(state)
    shares = [1.0 if job.ended else done_share(job, job.sent_bytes or 0) for job in jobs]
    return Condition(state, round(100 * sum(shares) / len(shares)))


def _state(jobs: Sequence[Job]) -> State:
    """What moves comes first, then what waits for its owner, then what went wrong."""
    states = {job.state for job in jobs}
    if any(not job.ended and job.state is not JobState.UNSURE for job in jobs):
        return "waiting" if states == {JobState.QUEUED} else "running"
    if JobState.UNSURE in states:
        return "asks"
    if states.intersection(_WITHOUT_RESULT):
        return "failed"
    return "done" if JobState.DONE in states else ""


def _mark(said: Iterable[Pick], jobs: Mapping[str, Job]) -> Mark:
    """Picked where one of its results is the winner; rejected where all of the run's results are."""
    verdicts = {pick.job: pick.verdict for pick in said}
    if Verdict.PICKED in verdicts.values():
        return "picked"
    done = [job.id for job in jobs.values() if job.state is JobState.DONE]
    return "rejected" if done and all(verdicts.get(job) is Verdict.REJECTED for job in done) else ""
