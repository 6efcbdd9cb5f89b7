"""A job's state as words for the person who waits for it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.store.records import Job, JobState, Kept, Run, Share
from retouch_lib.words.counted import counted
from retouch_lib.words.times import day_of_year_and_time, duration

_PLAIN = {
    JobState.QUEUED: "In the queue",
    JobState.STARTING: "Sending the photo",
    JobState.DOWNLOADING: "Fetching the result",
    JobState.UNSURE: "Sent, but no answer came",
    JobState.DONE: "Done",
    JobState.FAILED: "Failed",
    JobState.EXPIRED: "Expired",
    JobState.REFUSED: "Not sent",
    JobState.CANCELLED: "Cancelled, nothing paid",
    JobState.DROPPED: "Left alone",
    JobState.SWEPT: "Result swept",
}
_AS_IT_CAME = {JobState.DONE: "Kept as it came"}
_REMOTE = {"waiting": "Waiting on the server", "delayed": "Delayed by the server", "active": "Retouching"}
_SENDING_SHARE = 0.1
_WORTH_NAMING = 3.0
"""Seconds of waiting."""


def state_in_words(job: Job, share: Share = Share.PAID) -> str:
    """One short line: "Retouching · Dodge Burn", "Done · reused, 0 credits" (of the local engine: "reused, free")."""
    if job.state is JobState.WAITING:
        words = _REMOTE.get(job.remote_state, "On the server")
        return f"{words} · {job.plugin}" if job.plugin and job.remote_state == "active" else words
    if job.state is JobState.UNSURE and job.error:
        return "Sent, but its number didn't come"
    words = _PLAIN[job.state] if job.kept is Kept.WHOLE else _AS_IT_CAME.get(job.state, _PLAIN[job.state])
    if job.state is not JobState.DONE or share is not Share.KNOWN:
        return words
    return f"{words} · reused, {'free' if job.server == LOCAL_NAME else '0 credits'}"


def run_in_words(run: Run) -> str:
    """The whole run in one line: "Run of 24 Nov 02:20: 4 of 9 done, 5 not sent"."""
    return f"{run_name(run)}: {progress_in_words(run)}"


def progress_in_words(run: Run, left: float | None = None) -> str:
    """ "4 of 9 done, 1 failed, about 40 s to go"; `left`: seconds, if told."""
    jobs = [item.job for item in run.items]
    ended = Counter(_PLAIN[job.state].partition(",")[0].lower() for job in jobs if job.ended)
    ended[_PLAIN[JobState.UNSURE].lower()] = sum(job.state is JobState.UNSURE for job in jobs)
    done = ended.pop(_PLAIN[JobState.DONE].lower(), 0)
    others = [f"{count} {words}" for words, count in ended.items() if count]
    return ", ".join([f"{done} of {len(jobs)} done", *others]) + _to_go(left)


def run_name(run: Run) -> str:
    return f"Run of {day_of_year_and_time(run.created_at)}"


def run_share(run: Run) -> float:
    """How far the run is, 0–1: what has ended, however it did, counts whole."""
    shares = [1.0 if item.job.ended else done_share(item.job, item.job.sent_bytes or 0) for item in run.items]
    return sum(shares) / max(1, len(shares))


def stop_in_words(run: Run, *, free: bool) -> str:
    """What stopping does to the credits; empty where nothing is left to stop."""
    jobs = _apart(run)
    unsent = [job for job in jobs if job.state is JobState.QUEUED]
    if not unsent:
        return ""
    words = f"{len(unsent):,} not sent yet" if free else f"{len(unsent):,} not sent yet: stopped, they cost nothing"
    if doubtful := sum(job.attempts > 0 for job in unsent):
        words += f", but {doubtful:,} may have been paid by a try before"
    sent = sum(not job.ended and job.state not in (JobState.QUEUED, JobState.UNSURE) for job in jobs)
    return f"{words}. {_going_on(sent, free)}".rstrip()


def stopped_in_words(stopped: int, run: Run | None, *, free: bool) -> str:
    """What stopping did, and what of the run goes on."""
    cost = "" if free else "; no credit was taken"
    words = f"{counted(stopped, 'job')} stopped before anything was sent{cost}." if stopped else "All was sent already."
    going = sum(not job.ended and job.state is not JobState.UNSURE for job in _apart(run)) if run else 0
    return f"{words} {_going_on(going, free)}".rstrip()


def _going_on(sent: int, free: bool) -> str:
    """ "3 already sent go on; their credits are spent." """
    if not sent:
        return ""
    one = sent == 1
    spent = "" if free else "; its credit is spent" if one else "; their credits are spent"
    return f"{sent:,} already sent {'goes' if one else 'go'} on{spent}."


def _apart(run: Run) -> list[Job]:
    """Its jobs, each once: variants with the same values share one."""
    return list({item.job.id: item.job for item in run.items}.values())


def done_share(job: Job, photo_bytes: int) -> float:
    """How far the whole job is, 0–1: sending is the first tenth, the server's work the rest. `photo_bytes`: as sent."""
    if job.ended:
        return 1.0 if job.state is JobState.DONE else 0.0
    if job.remote_id is None:
        return _SENDING_SHARE * min(1.0, job.uploaded / max(1, photo_bytes))
    return min(0.99, _SENDING_SHARE + (1 - _SENDING_SHARE) * job.progress / 100)


def elapsed(job: Job, now: datetime | None = None) -> float:
    """Seconds from the press to the end, or until now."""
    return max(0.0, ((job.ended_at or now or datetime.now(UTC)) - job.created_at).total_seconds())


def times_in_words(job: Job, left: float | None = None, now: datetime | None = None) -> str:
    """ "12 s, about 8 s to go"; of one that waited for its turn "8 s at work, 78 s with waiting".

    `left`: seconds, where they can be told.
    """
    whole = duration(elapsed(job, now))
    work = at_work(job)
    if work is not None and elapsed(job, now) - work >= _WORTH_NAMING:
        whole = f"{duration(work)} at work, {whole} with waiting"
    return f"{whole}{_to_go(left)}"


def at_work(job: Job) -> float | None:
    """Seconds from when the server was first seen at it until its result was ready; None where that isn't known."""
    if job.active_at is None or job.ready_at is None:
        return None
    return max(0.0, (job.ready_at - job.active_at).total_seconds())


def _to_go(left: float | None) -> str:
    return "" if left is None else f", about {duration(max(1.0, left))} to go"
