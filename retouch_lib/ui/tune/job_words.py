"""A job's state as words for the person who waits for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from retouch_lib.store.records import Job, JobState, Kept, Share
from retouch_lib.words.times import duration

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
_FIRST_SURE_SHARE = 0.1


def state_in_words(job: Job, share: Share = Share.PAID) -> str:
    """One short line: "Retouching · Dodge Burn", "Done · reused, 0 credits"."""
    if job.state is JobState.WAITING:
        words = _REMOTE.get(job.remote_state, "On the server")
        return f"{words} · {job.plugin}" if job.plugin and job.remote_state == "active" else words
    if job.state is JobState.UNSURE and job.error:
        return "Sent, but its number didn't come"
    words = _PLAIN[job.state] if job.kept is Kept.WHOLE else _AS_IT_CAME.get(job.state, _PLAIN[job.state])
    return f"{words} · reused, 0 credits" if job.state is JobState.DONE and share is Share.KNOWN else words


def run_in_words(jobs: Sequence[Job]) -> str:
    """The whole run in one line: "Whole run: 4 of 9 done, 5 not sent"."""
    ended = Counter(_PLAIN[job.state].partition(",")[0].lower() for job in jobs if job.ended)
    ended[_PLAIN[JobState.UNSURE].lower()] = sum(job.state is JobState.UNSURE for job in jobs)
    done = ended.pop(_PLAIN[JobState.DONE].lower(), 0)
    others = [f"{count} {words}" for words, count in ended.items() if count]
    return ", ".join([f"Whole run: {done} of {len(jobs)} done", *others])


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


def remaining(job: Job, now: datetime | None = None) -> float | None:
    """Seconds the server will still need at its pace so far, or None while that would be a guess."""
    share = job.progress / 100
    if job.state is not JobState.WAITING or job.started_at is None or not _FIRST_SURE_SHARE <= share < 1:
        return None
    spent = ((now or datetime.now(UTC)) - job.started_at).total_seconds()
    return max(0.0, spent * (1 - share) / share)


def times_in_words(job: Job, now: datetime | None = None) -> str:
    """ "12 s, about 8 s to go" """
    left = remaining(job, now)
    spent = duration(elapsed(job, now))
    return spent if left is None else f"{spent}, about {duration(left)} to go"
