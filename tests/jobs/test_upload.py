"""What happens around the bytes of a start: progress, a photo that is gone, a line that breaks, a program that ends."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.cloud.replies import StartReply
from retouch_lib.errors import ConnectionLost, Delivery, InvalidPhoto, ServerError, TimedOut, TooManyRequests
from retouch_lib.jobs import stopping
from retouch_lib.jobs.progress import GRACE, Upload
from retouch_lib.jobs.start import start
from retouch_lib.jobs.stopping import Stopped
from retouch_lib.store.records import Job, JobState
from tests.engines import wait_until
from tests.jobs.databases import KINDS, trouble
from tests.jobs.world import World

TAKEN = StartReply("r1", 999)
MEBIBYTE = 1 << 20
Progress = Callable[[int, int], None]


@pytest.fixture
def job(world: World) -> Job:
    """To be sent to a server that may not know keys."""
    world.api.balances.extend([41] * 9)
    return world.job("main")


@pytest.fixture(autouse=True)
def written_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "_MEANWHILE_EVERY", 0.001)


def test_progress_stands_in_the_row(world: World, job: Job) -> None:
    def send(progress: Progress) -> None:
        for sent in (0, 3, 6, 9):
            progress(sent, 9)
            wait_until(lambda sent=sent: world.now(job).uploaded == sent)

    world.api.sends = send
    world.api.starts.append(TAKEN)
    assert start(world.context, job.id) is JobState.WAITING


@pytest.mark.parametrize("kind", KINDS)
def test_progress_that_cant_be_written_is_no_trouble_of_the_upload(
    world: World, job: Job, kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with trouble(world.store, tmp_path / "lab.sqlite", kind) as failing, caplog.at_level(logging.WARNING):

        def send(progress: Progress) -> None:
            failing.begin()
            for sent in range(1, 9):
                progress(sent, 9)
                if sent == 1:
                    wait_until(lambda: "progress" in caplog.text)
            failing.end()
            progress(9, 9)

        world.api.sends = send
        world.api.starts.append(TAKEN)
        assert start(world.context, job.id) is JobState.WAITING
    assert world.now(job).remote_id == "r1"
    assert len(caplog.records) == 1


def test_no_late_progress_spoils_a_job_that_went_on(world: World, job: Job) -> None:
    sent = world.store.set_job(job.id, state=JobState.STARTING, attempts=1)
    upload = Upload(world.context, sent)
    upload.report(5, 9)
    done = world.store.set_job(job.id, state=JobState.REFUSED, uploaded=0)
    upload.write()
    assert world.now(job) == done


def test_a_photo_that_is_gone_never_says_that_it_was_sent(world: World, job: Job) -> None:
    world.files.path(world.photo).unlink()
    assert start(world.context, job.id) is JobState.REFUSED
    now = world.now(job)
    assert (now.attempts, now.attempted_at, now.error) == (0, None, InvalidPhoto.__name__)
    assert world.api.count("start") == 0


def test_a_photo_gone_before_the_second_try_leaves_the_first_in_doubt(world: World, job: Job) -> None:
    world.api.starts.append(TimedOut("No answer.", delivery=Delivery.UNKNOWN))
    assert start(world.context, job.id) is JobState.UNSURE
    world.store.send_again(world.now(job))
    world.files.path(world.photo).unlink()
    assert start(world.context, job.id) is JobState.UNSURE
    assert "may have been paid" in world.now(job).note
    assert "Add the photo again" in world.now(job).note
    assert world.api.count("start") == 1


@pytest.mark.parametrize("asked", [None, 0.0], ids=["nothing", "Retry-After: 0"])
def test_a_busy_server_is_not_sent_the_photo_without_pause(world: World, job: Job, asked: float | None) -> None:
    world.api.starts.extend([TooManyRequests("Too many.", status=429, retry_after=asked)] * 8 + [TAKEN])
    start(world.context, job.id)
    assert sum(world.stop.waits) > 20


@pytest.mark.parametrize(
    "error",
    [ConnectionLost("Broken."), TimedOut("Stalled."), ServerError("Busy.", status=503)],
    ids=lambda error: type(error).__name__,
)
def test_an_upload_that_breaks_late_is_repeated_the_later_the_larger_it_is(
    world: World, job: Job, error: Exception
) -> None:
    world.api.sends = lambda progress: progress(27 * MEBIBYTE, 30 * MEBIBYTE)
    world.api.starts.extend([error] * 3 + [TAKEN])
    notes: list[str] = []
    world.stop.before_wait = lambda: notes.append(world.now(job).note)
    assert start(world.context, job.id) is JobState.WAITING
    assert world.stop.waits[0] >= 27
    assert world.stop.waits[1] >= 54
    assert world.stop.waits[2] >= 108
    assert "it is sent again by itself at " in notes[-1]


def test_a_connection_that_was_never_made_is_looked_for_often(world: World, job: Job) -> None:
    world.api.starts.extend([ConnectionLost("No connection.")] * 12 + [TAKEN])
    start(world.context, job.id)
    assert max(world.stop.waits) <= 2


def test_bytes_to_the_engine_on_this_computer_cost_nothing(world: World) -> None:
    job = world.job("local")
    world.api.sends = lambda progress: progress(90 * MEBIBYTE, 100 * MEBIBYTE)
    world.api.starts.extend([ConnectionLost("Broken."), TAKEN])
    start(world.context, job.id)
    assert max(world.stop.waits) <= 2


# The program ends in the middle


def started(world: World, job: Job) -> tuple[threading.Thread, list[Any]]:
    """`start` in a thread, and what comes of it."""
    outcome: list[Any] = []

    def work() -> None:
        try:
            outcome.append(start(world.context, job.id))
        except Stopped as left:
            outcome.append(left)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread, outcome


@pytest.mark.parametrize("left", [0, 60_000], ids=["all sent", "the last piece is on its way"])
def test_the_answer_to_a_whole_request_is_waited_for(world: World, job: Job, left: int) -> None:
    stopped = threading.Event()

    def send(progress: Progress) -> None:
        progress(MEBIBYTE - left, MEBIBYTE)
        world.stop.set()
        stopped.set()

    def answer() -> StartReply:
        assert stopped.wait(20)
        return TAKEN

    world.api.sends = send
    world.api.starts.append(answer)
    thread, outcome = started(world, job)
    thread.join(20)
    assert outcome == [JobState.WAITING]
    assert (world.now(job).state, world.now(job).remote_id) == (JobState.WAITING, "r1")


def test_an_upload_under_way_is_left_at_once_and_sends_no_more(world: World, job: Job) -> None:
    cut_off: list[BaseException] = []
    ended = threading.Event()

    def send(progress: Progress) -> None:
        progress(MEBIBYTE // 2, MEBIBYTE)
        world.stop.set()
        try:
            progress(MEBIBYTE // 2 + 65536, MEBIBYTE)
        except BaseException as error:
            cut_off.append(error)
            raise
        finally:
            ended.set()

    world.api.sends = send
    thread, outcome = started(world, job)
    thread.join(20)
    assert ended.wait(20)
    assert isinstance(outcome[0], Stopped)
    assert isinstance(cut_off[0], Stopped)
    assert world.now(job).state is JobState.STARTING


def test_only_a_request_that_may_be_whole_is_worth_waiting_for(world: World, job: Job) -> None:
    upload = Upload(world.context, job)
    assert upload.grace() == 0, "nothing was sent"
    upload.report(0, 10 * MEBIBYTE)
    assert upload.grace() == 0
    upload.report(10 * MEBIBYTE, 10 * MEBIBYTE)
    assert upload.grace() == GRACE
    world.stop.set()
    upload.report(10 * MEBIBYTE, 10 * MEBIBYTE)
    with pytest.raises(Stopped):
        upload.report(5 * MEBIBYTE, 10 * MEBIBYTE)


def test_the_attempt_is_dated_before_its_pauses(world: World, job: Job) -> None:
    """A key is relied on for 20 hours from the first try that may have arrived, however long later ones wait."""
    begun = world.clock()
    world.api.sends = lambda progress: progress(27 * MEBIBYTE, 30 * MEBIBYTE)
    world.api.starts.extend([ConnectionLost("Broken."), TAKEN])
    start(world.context, job.id)
    attempted = world.now(job).attempted_at
    assert attempted is not None
    assert attempted - begun >= timedelta(seconds=27), "the broken one certainly did not arrive"
