"""kill -9 at each moment of a job's life, then another launch: one credit, one whole file.

One data folder and one engine live through all of it; the worker that takes up a killed one's jobs is the next to
be killed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from retouch_lib.engine.faults import Faults
from retouch_lib.engine.server import EngineServer
from retouch_lib.imaging.files.photo import inspect
from retouch_lib.media.files import digest_of
from retouch_lib.store.batches import Batch, BatchState
from retouch_lib.store.records import JobState
from tests.engines import jpeg_bytes, quick_verify, quick_work, wait_until
from tests.jobs.labs import OWNER, check_whole, seeds
from tests.jobs.processes import Folder, ForkedWorker


class Stage:
    """An engine, a data folder, and the worker that is alive on it."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        stack.callback(self.end)
        self.engine = stack.enter_context(
            EngineServer(data_dir=path / "engine", faults=Faults(), work=quick_work, verify=quick_verify)
        )
        self.folder = Folder(path / "data")
        stack.callback(self.folder.close)
        self._worker: ForkedWorker | None = None
        self._charges_before = 0

    @property
    def worker(self) -> ForkedWorker:
        """The one that is alive; started where none is."""
        if self._worker is None or not self._worker.is_alive:
            self._worker = ForkedWorker(self.folder.path, self.engine.url)
        return self._worker

    def end(self) -> None:
        if self._worker is not None and self._worker.is_alive:
            self._worker.kill()

    @property
    def charges(self) -> int:
        return self.engine.tasks.charges - self._charges_before

    def begin(self) -> str:
        """A new photo, and charges counted from now; returns the photo's SHA-256."""
        self.engine.faults.clear()
        self._charges_before = self.engine.tasks.charges
        return self.folder.add_photo()


@pytest.fixture(scope="module")
def one_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with ExitStack() as stack:
        yield Stage(tmp_path_factory.mktemp("stage"), stack)


@pytest.fixture
def stage(one_stage: Stage) -> Stage:
    return one_stage


@pytest.fixture
def photo(stage: Stage) -> str:
    return stage.begin()


@pytest.mark.parametrize(
    ("moment", "looks", "state"),
    [
        ("row written", 3, JobState.QUEUED),
        ("start answered", 1, JobState.STARTING),
        ("start recorded", 1, JobState.WAITING),
        ("polling", 1, JobState.WAITING),
        ("ready", 1, JobState.DOWNLOADING),
        ("file fetched", 1, JobState.DOWNLOADING),
        ("file kept", 1, JobState.DOWNLOADING),
    ],
)
def test_a_process_that_dies_at_that_moment(stage: Stage, photo: str, moment: str, looks: int, state: JobState) -> None:
    first = stage.worker
    first.ask(do="die at", moment=moment)
    first.tell(do="run", photo=photo, looks=looks, server="local")
    first.died()
    assert stage.folder.states(photo) == {state}
    assert stage.worker is not first
    finished(stage, photo, looks)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("copy being made", JobState.QUEUED),
        ("copy kept", JobState.QUEUED),
        ("copy named", JobState.STARTING),
        ("start answered", JobState.STARTING),
    ],
)
def test_a_process_that_dies_over_a_reduced_copy(stage: Stage, photo: str, moment: str, state: JobState) -> None:
    """The next one sends the copy that is there, or makes the same one: either way one key goes with one file."""
    first = stage.worker
    first.ask(do="die at", moment=moment)
    first.tell(do="run", photo=photo, looks=1, server="local", longest_side=32)
    first.died()
    assert stage.folder.states(photo) == {state}
    named = stage.folder.jobs(photo)[0].sent
    assert (named is not None) is (state is JobState.STARTING)
    assert stage.worker is not first
    finished(stage, photo, 1)
    (job,) = stage.folder.jobs(photo)
    assert job.sent is not None
    assert named in (None, job.sent)
    assert digest_of(stage.folder.files.path(job.sent)) == job.sent
    assert inspect(stage.folder.files.path(job.result or "")).width == 32


def answer_is_due(stage: Stage, photo: str) -> bool:
    return stage.charges == 1


def is_polled(stage: Stage, photo: str) -> bool:
    return stage.folder.jobs(photo)[0].remote_state == "delayed"


def file_is_due(stage: Stage, photo: str) -> bool:
    return not stage.engine.faults.left("get_file")


@pytest.mark.parametrize(
    ("call", "fault", "options", "until", "state"),
    [
        ("start", "stall", {"acted": True}, answer_is_due, JobState.STARTING),
        ("status", "delayed", {"count": None}, is_polled, JobState.WAITING),
        ("get_file", "stall", {}, file_is_due, JobState.DOWNLOADING),
    ],
    ids=["start sent and not answered", "polling", "downloading"],
)
def test_a_process_killed_during_a_call(
    stage: Stage,
    photo: str,
    call: str,
    fault: str,
    options: dict[str, object],
    until: Callable[[Stage, str], bool],
    state: JobState,
) -> None:
    first = stage.worker
    stage.engine.faults.add(call, fault, **options)  # type: ignore[arg-type]
    first.ask(do="run", photo=photo, looks=1, server="local")
    wait_until(lambda: until(stage, photo), seconds=20)
    first.kill()
    stage.engine.faults.clear()
    assert stage.folder.states(photo) == {state}
    assert stage.worker is not first
    finished(stage, photo, 1)


def test_killed_during_a_start_where_keys_are_not_known_the_user_is_asked(stage: Stage, photo: str) -> None:
    stage.engine.faults.add("start", "stall", acted=True)
    stage.worker.ask(do="run", photo=photo, looks=1, server="custom")
    wait_until(lambda: answer_is_due(stage, photo), seconds=20)
    stage.worker.kill()
    assert stage.worker
    (job,) = stage.folder.wait_for(photo, JobState.UNSURE)
    stage.worker.kill()
    assert stage.worker
    time.sleep(0.5)
    assert stage.folder.states(photo) == {JobState.UNSURE}
    assert stage.charges == 1
    stage.worker.ask(do="resend", job=job.id)
    finished(stage, photo, 1)


def test_a_batch_whose_process_is_killed_again_and_again(stage: Stage, photo: str, tmp_path: Path) -> None:
    """Fourteen photos and three kills; `python -m tests.chaos.batch` is 300 and 20."""
    for number in range(14):
        (tmp_path / f"{number}.jpg").write_bytes(jpeg_bytes(seed=next(seeds)))
    batch_id = stage.worker.ask(do="batch", folder=str(tmp_path), server="local")
    for charges in (1, 5, 10):
        wait_until(lambda charges=charges: stage.charges >= charges)
        stage.worker.kill()
        assert stage.worker

    def batch() -> Batch:
        found = stage.folder.store.batch(OWNER, batch_id)
        assert found is not None
        return found

    wait_until(lambda: batch().state is BatchState.DONE)
    tally = stage.folder.store.batch_tally(batch())
    assert (stage.charges, tally.settled, tally.paid, tally.jobs) == (14, 14, 14, {JobState.DONE: 14})
    for job_id in stage.folder.store.batch_job_ids(batch_id):
        job = stage.folder.store.any_job(job_id)
        assert job is not None
        check_whole(stage.folder.files.path(job.result or ""), job)


def finished(stage: Stage, photo: str, number: int) -> None:
    """All are done, each with one credit and one whole file."""
    stage.folder.wait_for(photo, JobState.DONE)
    assert stage.charges == number
    assert len(stage.folder.jobs(photo)) == number
    stage.folder.check_results(photo)
