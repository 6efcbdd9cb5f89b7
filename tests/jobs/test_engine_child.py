"""The lab's own engine: started, started again when it is killed, and gone with the lab."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from retouch_lib import engine_child
from retouch_lib.engine.server import EngineServer
from retouch_lib.engine_child import EngineChild
from retouch_lib.errors import ConnectionLost, Delivery
from retouch_lib.jobs import words
from retouch_lib.store.records import JobState
from tests.engines import wait_until
from tests.jobs.labs import finish, launched, new_photo, now, press, wait_for


@pytest.fixture(autouse=True)
def quick_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_child, "MODULE", "tests.jobs.quick_engine")


@pytest.fixture
def child(tmp_path: Path) -> Iterator[EngineChild]:
    child = EngineChild(tmp_path / "engine")
    yield child
    child.close()


def test_a_process_that_cannot_be_made_is_tried_again(child: EngineChild, monkeypatch: pytest.MonkeyPatch) -> None:
    spawn, failures = child._spawn, [OSError(12, "Cannot allocate memory")]
    monkeypatch.setattr(engine_child, "_LONGEST_PAUSE", 0.05)
    monkeypatch.setattr(child, "_spawn", lambda: (_ for _ in ()).throw(failures.pop()) if failures else spawn())
    child.start()
    assert child.url().startswith("http://127.0.0.1:")


def test_jobs_finish_although_the_engine_is_killed(tmp_path: Path) -> None:
    with launched(tmp_path / "data", "", engine_seconds=1.5) as lab:
        run = press(lab, new_photo(lab))
        wait_for(lab, run, JobState.WAITING, seconds=30)
        first, address = lab.engine.pid, lab.engine.url()
        assert first is not None
        os.kill(first, signal.SIGKILL)
        finish(lab, run, seconds=60)
        assert lab.engine.pid not in (None, first)
        assert lab.engine.url() != address
        assert [job.attempts for job in now(lab, run)] == [1, 1, 1]
    with EngineServer(data_dir=tmp_path / "data" / "engine") as engine:
        assert engine.tasks.charges == 3


def test_a_damaged_engine_sqlite_ends_its_jobs_with_a_sentence_and_the_next_run_goes_through(tmp_path: Path) -> None:
    with launched(tmp_path / "data", "", engine_seconds=1.5) as lab:
        run = press(lab, new_photo(lab))
        wait_for(lab, run, JobState.WAITING, seconds=30)
        assert lab.engine.pid is not None
        (tmp_path / "data" / "engine" / "engine.sqlite").write_bytes(b"noise" * 2000)
        (tmp_path / "data" / "engine" / "engine.sqlite-wal").unlink()
        os.kill(lab.engine.pid, signal.SIGKILL)
        jobs = wait_for(lab, run, JobState.FAILED, seconds=60)
        assert {job.note for job in jobs} == {words.FORGOTTEN}
        finish(lab, press(lab, new_photo(lab)), seconds=60)
        (notice,) = lab.notices
        assert notice.startswith("engine.sqlite was damaged and is set aside as engine.sqlite.damaged-")
    assert [path for path in (tmp_path / "data" / "engine").iterdir() if "sqlite.damaged-" in path.name]


def test_its_address_is_waited_for_and_it_has_a_process_group_of_its_own(child: EngineChild) -> None:
    child.start()
    assert child.url().startswith("http://127.0.0.1:")
    pid = child.pid
    assert pid is not None
    assert os.getpgid(pid) == pid != os.getpgid(0)
    process = psutil.Process(pid)
    assert "RETOUCH_TOKEN" not in process.environ()
    child.close()
    psutil.wait_procs([process], timeout=3)
    assert not process.is_running()
    assert child.pid is None
    with pytest.raises(ConnectionLost):
        child.url()


def test_an_engine_that_never_starts_is_tried_again_and_said(
    child: EngineChild, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_child, "_WAIT_FOR_URL", 0.3)
    pauses: list[float] = []
    spawn, closed_within = EngineChild._spawn, EngineChild._closed_within

    def failing(self: EngineChild) -> object:
        self._command = [self._command[0], "-c", "raise SystemExit(3)"]
        return spawn(self)

    def noted(self: EngineChild, seconds: float) -> bool:
        pauses.append(seconds)
        return closed_within(self, 0.0)

    monkeypatch.setattr(EngineChild, "_spawn", failing)
    monkeypatch.setattr(EngineChild, "_closed_within", noted)
    child.start()
    with pytest.raises(ConnectionLost, match="started again") as caught:
        child.url()
    assert caught.value.delivery is Delivery.NO
    wait_until(lambda: len(pauses) >= 7)
    assert pauses[:7] == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0]


def test_an_engine_that_cant_use_its_folder_says_so_with_each_call_and_starts_once_it_can(
    child: EngineChild, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "engine").write_text("no folder")
    child.start()
    wait_until(lambda: child.trouble)
    sentence = f"The local engine can't use its folder {tmp_path / 'engine'}: not a directory."
    with pytest.raises(ConnectionLost) as caught:
        child.url()
    assert str(caught.value).startswith(sentence)
    assert sentence in capfd.readouterr().err, "it stands in the app's log, too"
    (tmp_path / "engine").unlink()
    wait_until(lambda: not child.trouble)
    assert child.url().startswith("http://127.0.0.1:")


def test_closing_does_not_wait_for_a_start(child: EngineChild) -> None:
    child._command = [child._command[0], "-c", "import time; time.sleep(60)"]
    child.start()
    wait_until(lambda: child.pid)
    waiting: list[BaseException] = []

    def ask() -> None:
        try:
            child.url()
        except ConnectionLost as error:
            waiting.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    begun = time.monotonic()
    child.close()
    thread.join(5)
    assert waiting
    assert time.monotonic() - begun < 4
