"""Worker processes as tests see them: told what to do, killed, and their data folder read from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from retouch_lib.imaging.photo import verify

from retouch_lib.files import Files
from retouch_lib.store.records import Job, JobState, Photo, utc_now
from retouch_lib.store.store import Store
from tests.engines import jpeg_bytes, wait_until
from tests.jobs.labs import OWNER, TOKEN_TEXT, check_whole

ROOT = Path(__file__).parents[2]


class Folder:
    """A data folder with one photo in it, before any lab was launched on it."""

    def __init__(self, path: Path, photo: bytes | None = None) -> None:
        self.path = path
        self.store = Store.open(path / "lab.sqlite")
        self.files = Files(path / "files")
        part = self.files.new_part()
        part.write_bytes(photo or jpeg_bytes())
        info = verify(part)
        sha256 = self.files.adopt(part)
        self.store.add_photo(
            Photo(sha256, OWNER, "DSC_1.jpg", info.bytes, info.format, info.width, info.height, None, None, utc_now())
        )

    def jobs(self) -> list[Job]:
        return list(self.store.jobs(OWNER))

    def states(self) -> list[JobState]:
        return [job.state for job in self.jobs()]

    def wait_for(self, *wanted: JobState, seconds: float = 30) -> list[Job]:
        """Wait until every job is in one of these states."""
        try:
            wait_until(lambda: self.jobs() and set(self.states()) <= set(wanted), seconds=seconds)
        except AssertionError:
            raise AssertionError([(job.state, job.note, job.error) for job in self.jobs()]) from None
        return self.jobs()

    def check_results(self) -> None:
        """Every result is whole, and nothing half-done lies about."""
        for job in self.jobs():
            check_whole(self.files.path(job.result or ""), job)
        assert list((self.path / "files" / "parts").iterdir()) == []

    def close(self) -> None:
        self.store.close()


class Worker:
    """`tests.jobs.worker` on that folder."""

    def __init__(self, folder: Path, engine_url: str, die_at: str = "", **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.jobs.worker", str(folder), engine_url, die_at],
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

    def died(self) -> None:
        """Wait until it has killed itself."""
        assert self.process.wait(20) == -signal.SIGKILL, self.log
        self.ended()

    def leave(self, number: int = signal.SIGTERM) -> float:
        """Send a signal; the seconds until the process is gone."""
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(20)
        seconds = time.monotonic() - begun
        self.ended()
        return seconds

    def ended(self) -> None:
        self.process.wait(20)
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
