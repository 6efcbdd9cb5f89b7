"""The count after the storm: what the promises say, held against the paid server's books and the data folder."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

from retouch_lib.media.files import Files, digest_of
from retouch_lib.store.records import Job, JobState
from retouch_lib.store.store import Store
from tests.chaos.app import OWNER, TOKEN_TEXT
from tests.chaos.cloud import Cloud
from tests.chaos.storm import Log

_STOPS_WITHIN = 5.0
_ENGINE_ENDS_WITHIN = 10.0
_PAID_ENDS = {JobState.DONE, JobState.UNSURE}
"""How a job may stand that the server charged: no fault of this storm fails a task, and a day does not pass."""
_FREE_ENDS = {JobState.DONE}


@dataclass(frozen=True)
class Verdict:
    """One promise, and what speaks against it."""

    promise: str
    against: tuple[str, ...]


def audit(folder: Path, cloud: Cloud, log: Log, app_log: Path) -> tuple[list[Verdict], Counter[str]]:
    """The verdicts, and how many jobs ended how, as "custom done"."""
    store = Store.open(folder / "lab.sqlite")
    try:
        jobs = store.jobs(OWNER, limit=1_000_000)
    finally:
        store.close()
    paid = [job for job in jobs if job.server == "custom"]
    free = [job for job in jobs if job.server == "local"]
    verdicts = [
        _verdict("no job is charged twice", _charged_twice(cloud)),
        _verdict("every charge has its job, and nothing paid for is lost", _lost(paid, cloud)),
        _verdict("a job that was not charged has no result, and says nothing else", _uncharged(paid, cloud)),
        _verdict("every result kept is the server's file, whole", _files(folder, paid, cloud)),
        _verdict("no local job fails because something was killed", _local(free)),
        _verdict("no job is stranded", _under_way(jobs)),
        _verdict("no half file lies about", _parts(folder)),
        _verdict("it stops within 5 s when told", [f"{s:.1f} s" for s in log.leaving if s > _STOPS_WITHIN]),
        _verdict("it starts, and ends only when told", log.unasked),
        _verdict("no engine outlives its app", _engines(folder)),
        _verdict("the token is in no file", _token_in([*folder.rglob("*"), app_log])),
    ]
    return verdicts, Counter(f"{job.server} {job.state}" for job in jobs)


def _verdict(promise: str, against: Iterable[str]) -> Verdict:
    return Verdict(promise, tuple(against))


def _charged_twice(cloud: Cloud) -> list[str]:
    books = cloud.books()
    spoken = [f"{books.unkeyed} starts were charged again"] if books.unkeyed else []
    if books.charges != len(books.keys) + books.unkeyed:
        spoken.append(f"{books.charges} credits taken for {len(books.keys)} keys")
    return spoken


def _lost(paid: list[Job], cloud: Cloud) -> list[str]:
    known = {job.id: job for job in paid}
    found = []
    for key in cloud.books().keys:
        job = known.get(key)
        if job is None:
            found.append(f"{key} was charged and has no row")
        elif job.state not in _PAID_ENDS:
            found.append(_told(job))
    return found


def _uncharged(paid: list[Job], cloud: Cloud) -> list[str]:
    keys = cloud.books().keys
    return [_told(job) for job in paid if job.id not in keys and (job.remote_id or job.result)]


def _files(folder: Path, paid: list[Job], cloud: Cloud) -> list[str]:
    files, found = Files(folder / "files"), []
    for job in paid:
        if job.state is JobState.DONE:
            kept = files.path(job.result or "0" * 64)
            if not kept.exists() or digest_of(kept) != job.result or job.result != cloud.digest(job.remote_id or ""):
                found.append(_told(job))
    return found


def _local(free: list[Job]) -> list[str]:
    return [_told(job) for job in free if job.ended and job.state not in _FREE_ENDS]


def _under_way(jobs: Iterable[Job]) -> list[str]:
    return [_told(job) for job in jobs if not job.ended and job.state is not JobState.UNSURE]


def _parts(folder: Path) -> list[str]:
    return [path.name for path in (folder / "files" / "parts").glob("*")]


def _engines(folder: Path) -> list[str]:
    """Engine processes on that folder that are still there some seconds after their app."""
    end = time.monotonic() + _ENGINE_ENDS_WITHIN
    while (left := _processes_on(folder)) and time.monotonic() < end:
        time.sleep(0.1)
    return left


def _processes_on(folder: Path) -> list[str]:
    found = []
    for process in psutil.process_iter(["pid", "cmdline"]):
        words = process.info["cmdline"] or []
        if str(folder / "engine") in words:
            found.append(f"process {process.info['pid']}")
    return found


def _token_in(paths: Iterable[Path]) -> list[str]:
    token = TOKEN_TEXT.encode()
    return [path.name for path in paths if path.is_file() and token in path.read_bytes()]


def _told(job: Job) -> str:
    return f"{job.server} {job.id[:8]} {job.state}, remote {job.remote_id or '-'}: {job.error} {job.note}"
