"""Worker processes as tests see them: told what to do, killed, and their data folder read from outside."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from retouch_lib.imaging.files.photo import verify
from retouch_lib.media.files import Files
from retouch_lib.store.records import Job, JobState, Photo, utc_now
from retouch_lib.store.store import Store
from tests.engines import jpeg_bytes, wait_until
from tests.jobs import worker
from tests.jobs.labs import OWNER, TOKEN_TEXT, check_whole, seeds
from tests.launches import as_opened_before

ROOT = Path(__file__).parents[2]


class Folder:
    """A data folder, seen from outside the process that works on it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = Store.open(as_opened_before(path / "lab.sqlite"))
        self.files = Files(path / "files")

    def add_photo(self, data: bytes | None = None) -> str:
        """Returns its SHA-256; without `data`, one that no test used before."""
        part = self.files.new_part()
        part.write_bytes(data or jpeg_bytes(seed=next(seeds)))
        info = verify(part)
        sha256 = self.files.adopt(part)
        self.store.add_photo(
            Photo(sha256, OWNER, "DSC_1.jpg", info.bytes, info.format, info.width, info.height, None, None, utc_now())
        )
        return sha256

    def jobs(self, photo: str) -> list[Job]:
        return [job for job in self.store.jobs(OWNER) if job.photo == photo]

    def states(self, photo: str) -> set[JobState]:
        return {job.state for job in self.jobs(photo)}

    def wait_for(self, photo: str, state: JobState, seconds: float = 30) -> list[Job]:
        """Wait until every job of the photo is in that state."""
        try:
            wait_until(lambda: self.states(photo) == {state}, seconds=seconds)
        except AssertionError:
            raise AssertionError([(job.state, job.note, job.error) for job in self.jobs(photo)]) from None
        return self.jobs(photo)

    def check_results(self, photo: str) -> None:
        """Every result is whole, and nothing half-done lies about."""
        for job in self.jobs(photo):
            check_whole(self.files.path(job.result or ""), job)
        assert list((self.path / "files" / "parts").iterdir()) == []

    def close(self) -> None:
        self.store.close()


class Worker:
    """`tests.jobs.worker` on that folder."""

    def __init__(self, folder: Path, engine_url: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.jobs.worker", str(folder), engine_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "TOKEN": TOKEN_TEXT, **environment},
        )
        assert self.process.stderr is not None
        self._said: list[str] = []
        self._reader = threading.Thread(target=lambda: self._said.extend(self.process.stderr or ()), daemon=True)
        self._reader.start()

    @property
    def log(self) -> str:
        """What it wrote to standard error; whole once it has ended."""
        return "".join(self._said)

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ready(self) -> Worker:
        line = self.line()
        assert line == "ready", (line, self.log)
        return self

    def tell(self, **order: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def ask(self, **order: Any) -> Any:
        self.tell(**order)
        return json.loads(self.line())

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.ended()

    def leave(self, number: int = signal.SIGTERM) -> float:
        """Send a signal; the seconds until the process is gone."""
        begun = time.monotonic()
        self.process.send_signal(number)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGUSR1)
            wait_until(lambda: "most recent call first" in self.log)
            self.kill()
            raise AssertionError(f"it does not leave:\n{self.log[-20_000:]}") from None
        seconds = time.monotonic() - begun
        self.ended()
        return seconds

    def ended(self) -> None:
        self.process.wait(60)
        self._reader.join(20)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue

    def make_sure_it_ended(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.ended()


_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["pytest", "tests.jobs.worker"])


class ForkedWorker:
    """The same lab in a process forked from one that has imported everything: it is there in a moment."""

    def __init__(self, folder: Path, engine_url: str) -> None:
        self._pipe, theirs = _FORKS.Pipe()
        self._process = _FORKS.Process(target=worker.forked, args=(theirs, str(folder), engine_url))
        self._process.start()
        theirs.close()
        assert self._pipe.recv() == "ready"

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    def tell(self, **order: Any) -> None:
        self._pipe.send(order)

    def ask(self, **order: Any) -> Any:
        self.tell(**order)
        return self._pipe.recv()

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self.died()

    def died(self) -> None:
        """Wait until it is dead by SIGKILL, ours or its own."""
        self._process.join(20)
        assert self._process.exitcode == -signal.SIGKILL
        self._pipe.close()
