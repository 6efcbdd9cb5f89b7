"""Opening, launching and closing a lab; photos coming in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from dbos import DBOS

from retouch_lib.engine.faults import Faults
from retouch_lib.engine.server import EngineServer
from retouch_lib.errors import InvalidPhoto
from retouch_lib.jobs import dispatcher
from retouch_lib.lab import SAMPLES, Lab
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.store.records import JobState
from tests.engines import jpeg_bytes, quick_verify, quick_work, wait_until
from tests.jobs.labs import OWNER, finish, launched, new_photo, now, press, settings, wait_for
from tests.launches import as_opened_before


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineServer]:
    folder = tmp_path_factory.mktemp("engine")
    with EngineServer(data_dir=folder, faults=Faults(), work=quick_work, verify=quick_verify) as engine:
        yield engine


@pytest.fixture
def lab(tmp_path: Path, engine: EngineServer) -> Iterator[Lab]:
    """Open, and not launched."""
    as_opened_before(tmp_path / "lab.sqlite")
    lab = Lab.open(settings(tmp_path, engine.url))
    yield lab
    lab.close()


def test_a_launch_takes_up_rows_without_a_workflow_and_sweeps_what_was_left(
    tmp_path: Path, engine: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.faults.clear()
    before = engine.tasks.charges
    lab = Lab.open(settings(tmp_path, engine.url))
    run = press(lab, new_photo(lab), presets=(BALANCED,))
    lab.close()
    (tmp_path / "files" / "parts" / "left.part").write_bytes(b"half")
    with launched(tmp_path, engine.url) as lab:
        finish(lab, run)
        assert list((tmp_path / "files" / "parts").iterdir()) == []
        wait_until(lambda: DBOS.list_workflows(status="SUCCESS"))
    monkeypatch.setattr(dispatcher, "_KEEP_FINISHED", timedelta(0))
    with launched(tmp_path, engine.url) as lab:
        wait_until(lambda: not DBOS.list_workflows())
        assert lab.store.run(OWNER, run.id) is not None
    assert engine.tasks.charges - before == 1


def test_a_job_whose_workflow_failed_is_taken_up_again(
    tmp_path: Path, engine: EngineServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.faults.clear()
    before = engine.tasks.charges
    monkeypatch.setattr(dispatcher, "_TEND_EVERY", 0.2)
    troubles = iter([MemoryError("reto_test_x7K2mQ9Lp4Nz8Vb1"), RuntimeError()])
    with launched(tmp_path, engine.url) as lab:
        client = lab.client("local")
        original = client.status

        def status(remote_id: str) -> object:
            for trouble in troubles:
                raise trouble
            return original(remote_id)

        monkeypatch.setattr(client, "status", status)
        finish(lab, press(lab, new_photo(lab), presets=(BALANCED,)))
        failed = DBOS.list_workflows(status="ERROR")
        assert [str(item.error) for item in failed] == ["wait: MemoryError", "wait: RuntimeError"]
    assert engine.tasks.charges - before == 1


def test_closing_does_not_wait_for_a_server_that_hangs(tmp_path: Path, engine: EngineServer) -> None:
    engine.faults.clear()
    engine.faults.add("status", "stall", count=None)
    with launched(tmp_path, engine.url) as lab:
        run = press(lab, new_photo(lab))
        wait_for(lab, run, JobState.WAITING)
        time.sleep(0.3)
        begun = time.monotonic()
    assert time.monotonic() - begun < 5
    engine.faults.clear()
    with launched(tmp_path, engine.url) as lab:
        finish(lab, run)
        assert [job.attempts for job in now(lab, run)] == [1, 1, 1]


@pytest.mark.parametrize("sample", SAMPLES)
def test_samples_are_photos_like_any_other(lab: Lab, sample: str) -> None:
    photo = lab.add_sample(OWNER, sample)
    assert (photo.sample, photo.name) == (sample, SAMPLES[sample])
    assert lab.store.photos(OWNER) == (photo,)
    assert lab.files.path(photo.sha256).stat().st_size == photo.bytes


def test_a_photo_is_moved_into_its_place(lab: Lab) -> None:
    part = lab.files.new_part()
    data = jpeg_bytes(80, 60)
    part.write_bytes(data)
    photo = lab.add_photo(OWNER, part, "../<b>“Anna” 📷.jpg")
    assert (photo.name, photo.width, photo.height, photo.format, photo.sample) == (
        "<b>“Anna” 📷.jpg",
        80,
        60,
        "jpeg",
        None,
    )
    assert not part.exists()
    assert lab.files.path(photo.sha256).read_bytes() == data


@pytest.mark.parametrize("data", [b"", b"GIF89a nothing", jpeg_bytes()[:-200]], ids=["empty", "other", "truncated"])
def test_what_is_no_photo_leaves_nothing_behind(lab: Lab, data: bytes) -> None:
    part = lab.files.new_part()
    part.write_bytes(data)
    with pytest.raises(InvalidPhoto):
        lab.add_photo(OWNER, part, "x.jpg")
    assert not part.exists()
    assert lab.store.photos(OWNER) == ()


def test_a_photo_of_somebody_else_is_not_planned(lab: Lab) -> None:
    photo = new_photo(lab, owner="other")
    with pytest.raises(InvalidPhoto, match="not on your list"):
        lab.plan(OWNER, [photo.sha256], [BALANCED], "local")
