"""kill -9 at each moment of a job's life, then another launch: one credit, one whole file.

The stories are told side by side, because each is mostly waiting; the tests then look at what became of each.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from retouch_lib.engine.faults import Faults
from retouch_lib.engine.server import EngineServer
from retouch_lib.store.records import JobState
from tests.engines import quick_verify, quick_work, wait_until
from tests.jobs.processes import Folder, Worker

AT_ONCE = 3
"""Stories told at a time: the machine may have two cores."""


class Stage:
    """An engine and a data folder, and the workers that lived on it."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self._stack = stack
        self.engine = stack.enter_context(
            EngineServer(data_dir=path / "engine", faults=Faults(), work=quick_work, verify=quick_verify)
        )
        self.folder = Folder(path / "data")
        stack.callback(self.folder.close)
        self.states_after_kill: list[JobState] = []

    def worker(self, die_at: str = "") -> Worker:
        worker = Worker(self.folder.path, self.engine.url, die_at)
        self._stack.callback(worker.make_sure_it_ended)
        return worker.ready()

    @property
    def charges(self) -> int:
        return self.engine.tasks.charges


Story = Callable[[Stage], None]


def dies(die_at: str, looks: int = 1) -> Story:
    """The process dies at that moment, and another one finishes."""

    def tell(stage: Stage) -> None:
        first = stage.worker(die_at)
        first.tell(do="run", looks=looks, server="local")
        first.died()
        finish(stage)

    return tell


def killed(until: Callable[[Stage], object], call: str, fault: str, **options: object) -> Story:
    """A call hangs by that fault; the process is killed once `until` holds, and another one finishes."""

    def tell(stage: Stage) -> None:
        stage.engine.faults.add(call, fault, **options)  # type: ignore[arg-type]
        first = stage.worker()
        first.ask(do="run", looks=1, server="local")
        wait_until(lambda: until(stage), seconds=20)
        first.kill()
        stage.engine.faults.clear()
        finish(stage)

    return tell


def finish(stage: Stage) -> None:
    stage.states_after_kill = stage.folder.states()
    second = stage.worker()
    stage.folder.wait_for(JobState.DONE)
    assert second.leave() < 5


def unsure(stage: Stage) -> None:
    """Killed in the middle of a start on a server that is not known to keep keys: asked, then sent again."""
    stage.engine.faults.add("start", "stall", acted=True)
    first = stage.worker()
    first.ask(do="run", looks=1, server="custom")
    wait_until(lambda: stage.charges == 1, seconds=20)
    first.kill()
    second = stage.worker()
    (job,) = stage.folder.wait_for(JobState.UNSURE)
    stage.states_after_kill = [job.state]
    second.leave()
    third = stage.worker()
    time.sleep(0.5)
    assert stage.folder.states() == [JobState.UNSURE]
    assert stage.charges == 1
    third.ask(do="resend", job=job.id)
    stage.folder.wait_for(JobState.DONE)
    third.leave()


def remote_state_is(word: str) -> Callable[[Stage], object]:
    return lambda stage: stage.folder.jobs()[0].remote_state == word


STORIES: dict[str, tuple[Story, int, set[JobState]]] = {
    "row written, not enqueued": (dies("row written", looks=3), 3, {JobState.QUEUED}),
    "sent, not answered": (
        killed(lambda stage: stage.charges == 1, "start", "stall", acted=True),
        1,
        {JobState.STARTING},
    ),
    "answered, not recorded": (dies("start answered"), 1, {JobState.STARTING}),
    "recorded, not polled": (dies("start recorded"), 1, {JobState.WAITING}),
    "polling": (killed(remote_state_is("delayed"), "status", "delayed", count=None), 1, {JobState.WAITING}),
    "ready, not recorded": (dies("polling"), 1, {JobState.WAITING}),
    "ready, not fetched": (dies("ready"), 1, {JobState.DOWNLOADING}),
    "downloading": (
        killed(lambda stage: not stage.engine.faults.left("get_file"), "get_file", "stall"),
        1,
        {JobState.DOWNLOADING},
    ),
    "fetched, not kept": (dies("file fetched"), 1, {JobState.DOWNLOADING}),
    "kept, not recorded": (dies("file kept"), 1, {JobState.DOWNLOADING}),
    "sent, not answered, keys unknown": (unsure, 1, {JobState.UNSURE}),
}


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Future[Stage]]]:
    with ExitStack() as stack, ThreadPoolExecutor(AT_ONCE) as pool:

        def tell(story: Story) -> Stage:
            stage = Stage(tmp_path_factory.mktemp("story"), stack)
            story(stage)
            return stage

        yield {name: pool.submit(tell, story) for name, (story, _, _) in STORIES.items()}


@pytest.mark.parametrize("name", STORIES)
def test_a_killed_job_ends_with_one_credit_and_one_whole_file(stages: dict[str, Future[Stage]], name: str) -> None:
    _, jobs, state = STORIES[name]
    stage = stages[name].result()
    assert set(stage.states_after_kill) == state
    assert stage.charges == jobs
    assert len(stage.folder.jobs()) == jobs
    stage.folder.check_results()
