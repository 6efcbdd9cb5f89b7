"""The end of the process: within 5 s, with jobs waiting, an upload stalled and an engine of its own."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from retouch_lib.store.records import JobState
from tests.engines import png_bytes, wait_until
from tests.jobs.processes import Folder, ForkedWorker, Worker
from tests.unit.cloud.raw_server import Line, RawServer

WAITING = 3


@pytest.fixture
def deaf_server() -> Iterator[str]:
    """Takes connections and reads nothing: an upload to it fills the buffers and stalls."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    taken.append(listener.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        for connection in taken:
            connection.close()


@pytest.fixture
def worker(tmp_path: Path, deaf_server: str) -> Iterator[Worker]:
    """With three jobs waiting on its own engine and one upload that has stalled."""
    with ExitStack() as stack:
        folder = Folder(tmp_path)
        stack.callback(folder.close)
        small, large = folder.add_photo(), folder.add_photo(png_bytes(1600, 1200))
        worker = Worker(tmp_path, "", SETTINGS=f'{{"engine_seconds": 600, "custom_url": "{deaf_server}/api/v1"}}')
        stack.callback(worker.make_sure_it_ended)
        worker.ready()
        worker.ask(do="run", photo=small, looks=WAITING, server="local")
        worker.ask(do="run", photo=large, looks=1, server="custom")
        folder.wait_for(small, JobState.WAITING)
        folder.wait_for(large, JobState.STARTING)
        wait_until(lambda: folder.jobs(large)[0].uploaded)
        yield worker
        assert folder.states(small) == {JobState.WAITING}
        assert folder.states(large) == {JobState.STARTING}


def check_that_a_second_process_ends_with_one_sentence(data_dir: Path) -> None:
    second = Worker(data_dir, "")
    assert second.process.wait(60) == 1  # it imports everything first, on a busy machine
    second.ended()
    assert second.log.count("\n") == 1
    assert second.log.startswith("Retouch Lab already runs with the data folder")
    assert str(data_dir) in second.log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_everything_ends_within_five_seconds(worker: Worker, tmp_path: Path, number: int) -> None:
    if number == signal.SIGTERM:
        check_that_a_second_process_ends_with_one_sentence(tmp_path)
    engine = psutil.Process(worker.ask(do="engine"))
    assert engine.is_running()
    assert worker.leave(number) < 10, worker.log  # under 5 on a machine that does nothing else
    assert worker.process.returncode == 0
    psutil.wait_procs([engine], timeout=3)
    assert not engine.is_running()
    assert "Traceback" not in worker.log


def test_a_killed_lab_takes_its_engine_along(tmp_path: Path) -> None:
    lab = ForkedWorker(tmp_path, "")
    engine = psutil.Process(wait_until(lambda: lab.ask(do="engine")))
    lab.kill()
    gone, alive = psutil.wait_procs([engine], timeout=5)
    assert gone
    assert not alive


def test_an_answer_on_its_way_when_the_program_ends_is_kept(tmp_path: Path) -> None:
    """The request is out to its last byte, so the credit is taken: without the answer the job would be unsure."""
    whole, told_to_leave = threading.Event(), threading.Event()

    def cloud(line: Line) -> None:
        line.read_request()
        if "/retoucher/start" not in line.head:
            line.answer(404, {"status": 404})
            return
        whole.set()
        assert told_to_leave.wait(30)
        time.sleep(0.35)  # it works on, and the program ends meanwhile
        line.answer(200, {"id": "late-1", "retouchQuota": 7})

    with ExitStack() as stack:
        server = stack.enter_context(RawServer([cloud]))
        folder = Folder(tmp_path)
        stack.callback(folder.close)
        photo = folder.add_photo()
        worker = Worker(tmp_path, "", SETTINGS=f'{{"engine_seconds": 600, "custom_url": "{server.base}"}}')
        stack.callback(worker.make_sure_it_ended)
        worker.ready()
        worker.ask(do="run", photo=photo, looks=1, server="custom")
        assert whole.wait(30)
        threading.Thread(target=lambda: (worker.line(), told_to_leave.set())).start()  # it says "leaving"
        assert worker.leave(signal.SIGINT) < 10, worker.log  # under 5 on a machine that does nothing else
        (job,) = folder.jobs(photo)
        assert (job.state, job.remote_id, job.quota) == (JobState.WAITING, "late-1", 7)
        assert "Traceback" not in worker.log
