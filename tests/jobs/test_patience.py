"""A database that fails in the middle of a step: the step waits for it, and nothing that was paid for is lost."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.cloud.replies import StartReply
from retouch_lib.errors import StoreTrouble
from retouch_lib.jobs.download import download
from retouch_lib.jobs.start import start
from retouch_lib.jobs.stopping import Stopped
from retouch_lib.jobs.wait import wait
from retouch_lib.store.records import JobState
from tests.engines import jpeg_bytes
from tests.jobs.databases import KINDS, Trouble, trouble
from tests.jobs.world import World, status

TAKEN = StartReply("r1", 999)
LASTS = 40.0


@pytest.fixture(params=KINDS)
def failing(world: World, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Trouble]:
    """The world's database, which fails once told to and works again after 40 s of waits."""
    with trouble(world.store, tmp_path / "lab.sqlite", request.param) as it:
        began = world.clock()

        def end_in_time() -> None:
            if (world.clock() - began).total_seconds() >= LASTS:
                it.end()

        world.stop.before_wait = end_in_time
        yield it


def then(trouble: Trouble, answer: Any) -> Callable[[], Any]:
    """An answer of the server with which the database fails."""

    def give() -> Any:
        trouble.begin()
        return answer

    return give


def test_a_press_is_told_in_a_sentence(world: World, failing: Trouble) -> None:
    job = world.job()
    failing.begin()
    with pytest.raises(StoreTrouble, match="Nothing was changed") as caught:
        world.store.set_job(job.id, note="a note with all its values")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__, "SQLAlchemy's text holds every value of the statement"
    failing.end()
    assert world.now(job).note == ""


@pytest.mark.parametrize("server", ["main", "local"])
def test_a_start_whose_database_fails_is_sent_once_it_works(world: World, failing: Trouble, server: str) -> None:
    job = world.job(server)
    world.api.balances.append(5)
    world.api.starts.append(TAKEN)
    failing.begin()
    assert start(world.context, job.id) is JobState.WAITING
    assert not failing.now
    assert world.api.count("start") == 1
    assert (world.now(job).remote_id, world.now(job).attempts) == ("r1", 1)


@pytest.mark.parametrize("server", ["main", "local"])
def test_the_answer_to_a_start_is_kept_through_it(world: World, failing: Trouble, server: str) -> None:
    job = world.job(server)
    world.api.balances.append(5)
    world.api.starts.append(then(failing, TAKEN))
    assert start(world.context, job.id) is JobState.WAITING
    assert world.api.count("start") == 1
    assert (world.now(job).remote_id, world.now(job).error) == ("r1", "")
    assert len(world.store.readings(job.owner, kind="quota", job=job.id)) == 1


def test_polling_goes_on_after_it(world: World, failing: Trouble) -> None:
    job = world.waiting()
    world.api.statuses.extend([then(failing, status("active", progress=10)), status("completed")])
    assert wait(world.context, job.id) is JobState.DOWNLOADING
    assert world.now(job).polls == 2


def test_a_result_is_kept_after_it(world: World, failing: Trouble) -> None:
    job = world.downloading()
    picture = jpeg_bytes()
    world.api.files.append(then(failing, ("jpeg", picture)))
    assert download(world.context, job.id) is JobState.DONE
    assert world.files.path(world.now(job).result or "").read_bytes() == picture
    assert world.api.count("get_file") == 1


def test_it_is_logged_once_and_without_values(world: World, failing: Trouble, caplog: pytest.LogCaptureFixture) -> None:
    job = world.job("local")
    world.api.starts.append(TAKEN)
    failing.begin()
    with caplog.at_level(logging.WARNING):
        start(world.context, job.id)
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert job.payload not in caplog.text


def test_a_program_that_ends_does_not_wait_for_it(world: World, failing: Trouble) -> None:
    job = world.job("local")
    failing.begin()
    world.stop.before_wait = world.stop.set
    with pytest.raises(Stopped):
        start(world.context, job.id)
    assert world.api.calls == []
    failing.end()
    assert world.now(job).state is JobState.QUEUED
