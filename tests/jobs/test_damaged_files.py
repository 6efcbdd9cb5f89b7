"""A lab whose files were damaged between two launches: jobs go on, and nothing is paid twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from retouch_lib.engine.server import EngineServer
from retouch_lib.errors import DataUnusable
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.store.records import JobState, Run
from tests.chaos.disk import small_disk
from tests.engines import wait_until
from tests.jobs.labs import finish, launched, new_photo, now, press, settings, states, wait_for
from tests.rights import without_write


def left_waiting(folder: Path, engine: EngineServer) -> Run:
    """A run whose one job the server has, in the folder of a lab that was closed meanwhile."""
    engine.faults.add("status", "body_error", status=503, count=None)
    with launched(folder, engine.url) as lab:
        run = press(lab, new_photo(lab), "custom", presets=(BALANCED,))
        wait_for(lab, run, JobState.WAITING)
    engine.faults.clear()
    return run


def test_a_damaged_jobs_file_is_set_aside_and_the_jobs_end_with_one_charge(
    tmp_path: Path, engine: EngineServer
) -> None:
    before = engine.tasks.charges
    run = left_waiting(tmp_path, engine)
    os.truncate(tmp_path / "jobs.sqlite", (tmp_path / "jobs.sqlite").stat().st_size // 2 + 100)
    with launched(tmp_path, engine.url) as lab:
        finish(lab, run)
        (notice,) = lab.notices
        (aside,) = tmp_path.glob("jobs.sqlite.damaged-*")
        assert notice.startswith(f"{tmp_path / 'jobs.sqlite'} was damaged and is set aside as {aside.name}.")
        assert "Nothing is lost, and nothing is paid again." in notice
    assert engine.tasks.charges - before == 1


def test_a_damaged_store_ends_the_start_with_a_sentence(tmp_path: Path, engine: EngineServer) -> None:
    with launched(tmp_path, engine.url):
        pass
    kept = (tmp_path / "lab.sqlite").read_bytes()
    (tmp_path / "lab.sqlite").write_bytes(b"")
    with pytest.raises(DataUnusable, match=r"lab\.sqlite is damaged"):
        Lab.open(settings(tmp_path, engine.url))
    (tmp_path / "lab.sqlite").write_bytes(kept)
    Lab.open(settings(tmp_path, engine.url)).close()


@pytest.mark.parametrize("name", ["lab.sqlite", "jobs.sqlite"])
def test_a_database_that_may_only_be_read_ends_the_start_with_a_sentence(
    tmp_path: Path, engine: EngineServer, name: str
) -> None:
    """Every press would fail later, some of them after they are paid."""
    with launched(tmp_path, engine.url):
        pass
    told = pytest.raises(DataUnusable, match=f"{name} can be read, but not written")
    with without_write(tmp_path / name), told, launched(tmp_path, engine.url):
        pass
    with launched(tmp_path, engine.url):
        pass


def test_a_full_disk_ends_the_start_with_a_sentence_and_nothing_is_lost(tmp_path: Path, engine: EngineServer) -> None:
    with small_disk(tmp_path / "disk", 8) as disk:
        if not disk.can_fill:
            pytest.skip("no disk of its own can be had here")
        data = disk.path / "data"
        told = pytest.raises(DataUnusable, match=r"The disk with .* is full\. Nothing is lost\. Make room")
        with disk.full(), told:
            Lab.open(settings(data, engine.url))
        with launched(data, engine.url) as lab:
            run = press(lab, new_photo(lab), presets=(BALANCED,))
            finish(lab, run)
        with disk.full(), told, launched(data, engine.url):
            pass
        with launched(data, engine.url) as lab:
            assert states(lab, run) == [JobState.DONE]


def test_a_folder_that_may_only_be_read_ends_the_start_with_a_sentence(tmp_path: Path, engine: EngineServer) -> None:
    with without_write(tmp_path), pytest.raises(DataUnusable, match="RETOUCH_DATA_DIR"):
        Lab.open(settings(tmp_path / "data", engine.url))


def test_a_job_of_a_server_that_is_no_longer_set_waits_for_it_and_says_so(tmp_path: Path, engine: EngineServer) -> None:
    before = engine.tasks.charges
    run = left_waiting(tmp_path, engine)
    with launched(tmp_path, engine.url, custom_url="") as lab:
        wait_until(lambda: "set RETOUCH_CUSTOM_URL" in now(lab, run)[0].note)
        assert states(lab, run) == [JobState.WAITING]
    with launched(tmp_path, engine.url) as lab:
        finish(lab, run)
    assert engine.tasks.charges - before == 1
