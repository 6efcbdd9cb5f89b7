"""Jobs that lost their workflow: taken up soon, by one new workflow, whatever DBOS's database still says of the old."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from dbos import DBOS

from retouch_lib.engine.faults import Faults
from retouch_lib.engine.server import EngineServer
from retouch_lib.errors import IllegalTransition
from retouch_lib.jobs import dispatcher, workflow
from retouch_lib.jobs import wait as waiting
from retouch_lib.jobs.context import JobContext
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.store.records import JobState
from tests.engines import quick_verify, quick_work, wait_until
from tests.jobs.databases import dbos_trouble
from tests.jobs.labs import OWNER, finish, launched, new_photo, now, press, wait_for

ONE = (BALANCED,)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EngineServer]:
    with EngineServer(data_dir=tmp_path / "engine", faults=Faults(), work=quick_work, verify=quick_verify) as engine:
        yield engine


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def lab(data: Path, engine: EngineServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    """Its tender looks every 30 s, and at once where a job may be astray."""
    monkeypatch.setattr(dispatcher, "_SOON", 0.05)
    monkeypatch.setattr(dispatcher, "_IDLE_FOR", 0.2)
    with launched(data, engine.url) as lab:
        yield lab


def workflows(job_id: str) -> list[str]:
    return sorted(one.status for one in DBOS.list_workflows(workflow_id_prefix=job_id))


def test_a_workflow_whose_end_cant_be_written_is_no_proof_of_life(lab: Lab, engine: EngineServer, data: Path) -> None:
    engine.faults.add("status", "delayed", count=None)
    run = press(lab, new_photo(lab), "custom", ONE)
    (job,) = wait_for(lab, run, JobState.WAITING)
    wait_until(lambda: now(lab, run)[0].polls > 0)  # the step before this one is written down by then
    with dbos_trouble(data / "jobs.sqlite") as trouble:
        trouble.begin()
        engine.faults.clear()
        wait_for(lab, run, JobState.DOWNLOADING)
        wait_until(lambda: not lab.jobs._context.in_hand.holds(job.id))
        assert workflows(job.id) == ["PENDING"]
        trouble.end()
        finish(lab, run)
    # On a busy computer a new one may be taken for dead, too, before its thread runs.
    wait_until(lambda: workflows(job.id)[-2:] == ["CANCELLED", "SUCCESS"])
    assert set(workflows(job.id)[:-1]) == {"CANCELLED"}
    assert engine.tasks.charges == 1


def test_a_press_that_dbos_cant_take_yet_is_made_good_soon(lab: Lab, engine: EngineServer, data: Path) -> None:
    photo = new_photo(lab)
    with dbos_trouble(data / "jobs.sqlite") as trouble:
        trouble.begin()
        run = press(lab, photo, "custom", ONE)
        assert workflows(now(lab, run)[0].id) == []
        trouble.end()
        finish(lab, run)
    assert engine.tasks.charges == 1


def test_a_job_has_one_workflow_however_often_it_is_set_going(lab: Lab, engine: EngineServer) -> None:
    engine.faults.add("status", "delayed", count=None)
    run = press(lab, new_photo(lab), "custom", ONE)
    (job,) = wait_for(lab, run, JobState.WAITING)
    for _ in range(3):
        lab.jobs.submit([job.id])
        lab.jobs._enqueue_strays()
    assert workflows(job.id) == ["PENDING"]
    engine.faults.clear()
    finish(lab, run)
    wait_until(lambda: workflows(job.id) == ["SUCCESS"])


def test_a_press_at_the_very_end_of_a_workflow_is_not_lost(
    lab: Lab, engine: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workflow that is past its last look keeps the press's own away, and sees nothing of the press."""
    there, go_on = threading.Event(), threading.Event()

    def last_words(*_: object, **__: object) -> None:
        there.set()
        go_on.wait(20)

    monkeypatch.setattr(workflow._log, "info", last_words)
    engine.faults.add("start", "drop_after")
    run = press(lab, new_photo(lab), "custom", ONE)
    (job,) = wait_for(lab, run, JobState.UNSURE)
    assert there.wait(20)
    lab.jobs.resend(OWNER, job.id)
    assert workflows(job.id) == ["PENDING"]
    go_on.set()
    finish(lab, run)
    wait_until(lambda: workflows(job.id) == ["SUCCESS", "SUCCESS"])


def test_a_step_that_was_overtaken_goes_by_the_row(
    lab: Lab, engine: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(context: JobContext, job_id: str) -> JobState:
        state = waiting.wait(context, job_id)
        raise IllegalTransition(f"the job is {state} by now")

    monkeypatch.setattr("retouch_lib.jobs.workflow.wait", overtaken)
    run = press(lab, new_photo(lab), "custom", ONE)
    (job,) = finish(lab, run)
    assert job.note == ""
    wait_until(lambda: workflows(job.id) == ["SUCCESS"])
    assert engine.tasks.charges == 1
