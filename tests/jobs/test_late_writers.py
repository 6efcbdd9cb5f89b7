"""A step that comes late: what it read is over, and it changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.cloud.replies import StartReply
from retouch_lib.errors import ConnectionLost, IllegalTransition, LimitReached, NotFound
from retouch_lib.jobs.databases import JobsFile
from retouch_lib.jobs.download import download
from retouch_lib.jobs.start import start
from retouch_lib.jobs.wait import wait
from retouch_lib.jobs.worker import Jobs
from retouch_lib.store.records import Job, JobState
from tests.engines import jpeg_bytes
from tests.jobs.world import World, status


def after(act: Callable[[], Any], answer: Any) -> Callable[[], Any]:
    """An answer that comes when `act` was done in another place."""

    def give() -> Any:
        act()
        if isinstance(answer, Exception):
            raise answer
        return answer

    return give


def finished(world: World, job: Job) -> Job:
    """As another worker would leave it."""
    if world.now(job).state is JobState.WAITING:
        world.store.set_job(job.id, state=JobState.DOWNLOADING)
    return world.store.set_job(job.id, state=JobState.DONE, result=world.photo, note="done by another")


@pytest.mark.parametrize(
    "answer",
    [
        status("active", progress=7),
        status("completed"),
        status("failed", reason="late"),
        ConnectionLost("Late."),
        NotFound("Late.", status=404),
    ],
    ids=["active", "completed", "failed", "lost", "unknown"],
)
def test_a_late_status_changes_nothing(world: World, answer: Any) -> None:
    job = world.waiting("local")
    world.api.statuses.append(after(lambda: finished(world, job), answer))
    with pytest.raises(IllegalTransition):
        wait(world.context, job.id)
    assert (world.now(job).state, world.now(job).note) == (JobState.DONE, "done by another")


@pytest.mark.parametrize(
    "answer", [("jpeg", jpeg_bytes()), ("jpeg", b"\xff\xd8\xff"), ConnectionLost("Late.")], ids=["whole", "cut", "lost"]
)
def test_a_late_download_changes_nothing(world: World, answer: Any) -> None:
    job = world.downloading("local")
    world.api.files.append(after(lambda: finished(world, job), answer))
    with pytest.raises(IllegalTransition):
        download(world.context, job.id)
    assert (world.now(job).result, world.now(job).note) == (world.photo, "done by another")


def test_a_job_without_its_token_that_is_taken_back_keeps_its_end(world: World) -> None:
    job = world.job("main")
    seen = world.store.any_job
    world.vault.forget(job.owner)

    def read_and_then_taken_back(job_id: str) -> Job | None:
        found = seen(job_id)
        if found is not None and found.state is JobState.QUEUED:
            world.store.set_job(job_id, state=JobState.CANCELLED, note="taken back")
        return found

    world.context.store.any_job = read_and_then_taken_back  # type: ignore[method-assign]
    assert start(world.context, job.id) is JobState.CANCELLED
    assert world.now(job).note == "taken back"


def test_what_was_tried_since_it_was_read_is_not_taken_back_as_unpaid(world: World, tmp_path: Path) -> None:
    job = world.job("main")
    read = world.store.job

    def read_and_then_tried(owner: str, job_id: str) -> Job | None:
        found = read(owner, job_id)
        if found is not None and not found.attempts:
            world.store.set_job(job_id, state=JobState.STARTING, attempts=1, attempted_at=world.clock())
            world.store.set_job(job_id, state=JobState.QUEUED)
        return found

    world.context.plain_store.job = read_and_then_tried  # type: ignore[method-assign]
    assert Jobs(world.context, JobsFile(tmp_path / "jobs.sqlite")).cancel(job.owner, job.id)
    assert world.now(job).state is JobState.DROPPED, "it may have been paid"


def test_of_two_starts_that_read_the_same_row_one_is_sent(world: World) -> None:
    """Were it not that the two take turns, the row would still let only one send."""
    job = world.job("local")
    read = world.store.any_job

    def read_and_then_begun(job_id: str) -> Job | None:
        found = read(job_id)
        if found is not None and found.state is JobState.QUEUED:
            begun = world.store.set_job(job_id, state=JobState.STARTING, attempts=1, attempted_at=world.clock())
            world.store.set_job(begun.id, state=JobState.WAITING, remote_id="the other's")
        return found

    world.context.store.any_job = read_and_then_begun  # type: ignore[method-assign]
    world.api.starts.append(StartReply("mine", 1))
    assert start(world.context, job.id) is JobState.WAITING
    assert world.api.count("start") == 0
    assert world.now(job).remote_id == "the other's"


def test_the_rest_of_a_run_is_refused_only_where_it_still_waits(world: World) -> None:
    first, second = world.jobs("local", 2)

    def begun_meanwhile() -> None:
        world.store.set_job(second.id, state=JobState.STARTING, attempts=1)

    world.api.starts.append(after(begun_meanwhile, LimitReached("Limit.", status=461)))
    assert start(world.context, first.id) is JobState.REFUSED
    assert (world.now(second).state, world.now(second).note) == (JobState.STARTING, "")
