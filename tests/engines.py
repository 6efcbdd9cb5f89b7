"""Local engines for tests: in this process with work done by hand, or as a process of their own.

Fixtures: `engine` (fresh, quick work, no least time), `make_engine` (any setting, several per test) and
`make_engine_process` (a real process, for kills). Engines end with the test.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import os
import queue
import signal
import struct
import subprocess
import sys
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn.server
from PIL import Image

from retouch_lib.engine.faults import Faults
from retouch_lib.engine.server import EngineServer
from retouch_lib.engine.worker_pools import Progress
from retouch_lib.errors import InvalidPhoto
from tests.unit.imaging.pictures import chunk

TOKEN = "reto_test_x7K2mQ9Lp4Nz8Vb1"
HEAL = '{"mode":"professional","tasks":[{"Plugin":"Heal","Scale":0,"Alpha1":1.0}]}'
ROOT = Path(__file__).parents[1]
MakeEngine = Callable[..., EngineServer]
MakeEngineProcess = Callable[..., "EngineProcess"]


@dataclass(frozen=True)
class QuickOutcome:
    """What `quick_work` says of its result."""

    format: str
    reason: str = ""
    faces: int = 1


def quick_work(
    source: Path, tasks: Sequence[Mapping[str, Any]], target: Path, progress: Progress, reason: str = ""
) -> QuickOutcome:
    """A result in no time: the photo's own picture with a comment that names photo and payload.

    It is a whole JPEG or PNG, and differs for each payload, as a real result does.
    """
    data = source.read_bytes()
    for index, task in enumerate(tasks):
        progress(task["Plugin"], index / len(tasks))
    note = hashlib.sha256(json.dumps(tasks, sort_keys=True).encode()).hexdigest().encode()
    if data.startswith(b"\x89PNG"):
        end_of_header = 8 + 25
        target.write_bytes(data[:end_of_header] + chunk(b"tEXt", b"Comment\0" + note) + data[end_of_header:])
        return QuickOutcome("png", reason)
    target.write_bytes(data[:2] + b"\xff\xfe" + struct.pack(">H", len(note) + 2) + note + data[2:])
    return QuickOutcome("jpeg", reason)


def quick_verify(path: Path) -> None:
    """Raises InvalidPhoto for what Pillow can't decode as JPEG or PNG."""
    try:
        with Image.open(path, formats=("JPEG", "PNG")) as image:
            image.load()
    except OSError as error:
        raise InvalidPhoto(f"The file is no whole JPEG or PNG: {error}") from None


class HandWork:
    """Work that goes on when the test says so: wait for `begun`, tell it to `advance`, let it `finish` or `fail`.

    An order goes to the call that began first of those that were not yet told how to end: never to a later attempt.
    """

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.running = 0
        self.most = 0
        self._calls: deque[queue.SimpleQueue[tuple[str, Any]]] = deque()
        self._seen: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._changed = threading.Condition()

    def __call__(
        self, source: Path, tasks: Sequence[Mapping[str, Any]], target: Path, progress: Progress
    ) -> QuickOutcome:
        orders: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        with self._changed:
            self.running += 1
            self.most = max(self.most, self.running)
            self._calls.append(orders)
            self._changed.notify_all()
        self.begun.release()
        try:
            return self._obey(orders, source, tasks, target, progress)
        finally:
            with self._changed:
                self.running -= 1
                if orders in self._calls:  # it left because the engine stops
                    self._calls.remove(orders)

    def _obey(
        self,
        orders: queue.SimpleQueue[tuple[str, Any]],
        source: Path,
        tasks: Sequence[Mapping[str, Any]],
        target: Path,
        progress: Progress,
    ) -> QuickOutcome:
        told = (str(tasks[0]["Plugin"]), 0.0)
        while True:
            try:
                order, value = orders.get(timeout=0.01)
            except queue.Empty:
                progress(*told)  # where work notices that the engine stops
                continue
            if order == "advance":
                told = value
                progress(*told)
                self._seen.put(None)
            elif order == "fail":
                raise value
            else:
                return quick_work(source, tasks, target, lambda plugin, fraction: None, value)

    def wait_begun(self) -> None:
        assert self.begun.acquire(timeout=30), "no work began"

    def advance(self, plugin: str, fraction: float) -> None:
        """Report progress; returns once it is reported."""
        self._first().put(("advance", (plugin, fraction)))
        self._seen.get(timeout=30)

    def finish(self, reason: str = "") -> None:
        self._first(last_order=True).put(("finish", reason))

    def fail(self, error: Exception) -> None:
        self._first(last_order=True).put(("fail", error))

    def _first(self, *, last_order: bool = False) -> queue.SimpleQueue[tuple[str, Any]]:
        with self._changed:
            assert self._changed.wait_for(lambda: self._calls, timeout=30), "no work began"
            return self._calls.popleft() if last_order else self._calls[0]


def jpeg_bytes(width: int = 64, height: int = 48, *, seed: int = 1) -> bytes:
    """A small JPEG; another `seed`, another picture."""
    return _encoded(width, height, seed, "JPEG")


def png_bytes(width: int = 64, height: int = 48, *, seed: int = 1) -> bytes:
    return _encoded(width, height, seed, "PNG")


def _encoded(width: int, height: int, seed: int, form: str) -> bytes:
    image = Image.effect_noise((width, height), 40 + seed).convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, form)
    return buffer.getvalue()


def wait_until(true: Callable[[], Any], *, seconds: float = 30.0) -> Any:
    """Wait for another thread's or process's doing; fails when it doesn't come."""
    end = time.monotonic() + seconds
    while not (value := true()):
        assert time.monotonic() < end, f"not so within {seconds:g} s"
        time.sleep(0.01)
    return value


class _BriefNaps:
    """asyncio with sleeps of a hundredth of a second at most."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    def sleep(self, seconds: float) -> Any:
        return asyncio.sleep(min(seconds, 0.01))


@pytest.fixture(scope="session", autouse=True)
def servers_end_at_once() -> Iterator[None]:
    """Uvicorn sleeps 0.1 s at every stop, whatever is open: with an engine per test, a tenth of the suite's time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uvicorn.server, "asyncio", _BriefNaps())
        yield


@pytest.fixture
def make_engine(tmp_path: Path) -> Iterator[MakeEngine]:
    """Starts engines: `make_engine(seconds=…, credits=…, data_dir=…, clock=…, work=…)`. All are stopped at the end."""
    engines: list[EngineServer] = []

    def make(**settings: Any) -> EngineServer:
        defaults = {
            "data_dir": tmp_path / f"engine{len(engines)}",
            "faults": Faults(),
            "control": True,
            "work": quick_work,
            "verify": quick_verify,
        }
        engine = EngineServer(**{**defaults, **settings}).start()
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        engine.stop()


@pytest.fixture
def engine(make_engine: MakeEngine) -> EngineServer:
    """A fresh engine: 1,000 credits, quick work, no least time, faults by `engine.faults` and over HTTP."""
    return make_engine()


@contextmanager
def _broken_pipe() -> Iterator[int]:
    """The end of a pipe that nobody reads."""
    read, write = os.pipe()
    os.close(read)
    try:
        yield write
    finally:
        os.close(write)


class EngineProcess:
    """`python -m retouch_lib.engine` as a process of its own.

    `quick`: with quick_work in place of the real work; `stuck`: with work that never ends. `orphan`: whoever started
    it is gone before it begins, so that its standard input and output are closed.
    """

    def __init__(
        self,
        data_dir: Path,
        *arguments: str,
        port: int = 0,
        quick: bool = False,
        stuck: bool = False,
        orphan: bool = False,
    ) -> None:
        module = ["tests.quick_engine", *(["stuck"] if stuck else [])] if quick or stuck else ["retouch_lib.engine"]
        command = [sys.executable, "-W", "error", "-m", *module, "--port", str(port)]
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        # A file, not a pipe: nobody reads while the engine runs, and a full pipe would stop it.
        self._errors = data_dir.parent / f"{data_dir.name}-{uuid.uuid4().hex[:8]}.stderr"
        with self._errors.open("wb") as errors, _broken_pipe() as broken:
            self.process = subprocess.Popen(
                [*command, "--data-dir", str(data_dir), *arguments],
                stdin=subprocess.DEVNULL if orphan else subprocess.PIPE,
                stdout=broken if orphan else subprocess.PIPE,
                stderr=errors,
                text=True,
                cwd=ROOT,
            )
        self.url = self.process.stdout.readline().strip() if self.process.stdout is not None else ""
        """Empty when it ended without one."""

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.end()

    def terminate(self, number: int = signal.SIGTERM) -> float:
        """Send a signal; the seconds it took to end."""
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=20)
        return time.monotonic() - begun

    def end(self) -> tuple[str, str]:
        """Wait for its end; what else it wrote to standard output, and to standard error."""
        out, _ = self.process.communicate(timeout=20)
        return out or "", self._errors.read_text()


@pytest.fixture
def make_engine_process(tmp_path: Path) -> Iterator[MakeEngineProcess]:
    """Starts engine processes: `make_engine_process("--seconds", "30", quick=True)`; one data folder per test."""
    started: list[EngineProcess] = []

    def make(*arguments: str, data_dir: Path | None = None, **options: Any) -> EngineProcess:
        process = EngineProcess(data_dir or tmp_path / "engine", *arguments, **options)
        started.append(process)
        return process

    yield make
    for engine in started:
        if engine.process.poll() is None:
            engine.process.kill()
        if engine.process.stdout is not None and not engine.process.stdout.closed:
            engine.process.communicate(timeout=20)
