"""The real app as its users start it: `streamlit run app.py` in a process of its own, on a data folder of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from pathlib import Path
from typing import Self

import psutil

ROOT = Path(__file__).resolve().parents[2]
STREAMLIT = Path(sys.executable).with_name("streamlit")
START_SECONDS = 60.0
STOP_SECONDS = 20.0


class AppServer:
    """One app process. `env` holds further settings, e.g. {"RETOUCH_ENGINE_SECONDS": "3"}."""

    folder = ROOT
    """Where it is started."""

    def __init__(self, data_dir: Path, env: dict[str, str] | None = None, script: Path = ROOT / "app.py") -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes]
        self._script = script
        self._env = env or {}
        self._log = data_dir.with_name(f"{data_dir.name}.log")
        self._started: list[psutil.Process] = []

    def start(self) -> Self:
        """Start it and wait until it answers. Raises AssertionError with its log when it does not."""
        command = [*self._command(), "--server.port", str(self.port)]
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("RETOUCH_", "STREAMLIT_"))}
        env = {**clean, "RETOUCH_DATA_DIR": str(self.data_dir), "PYTHONUNBUFFERED": "1", **self._env}
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=self.folder,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_until_healthy()
        return self

    def _command(self) -> list[str]:
        return [str(STREAMLIT), "run", str(self._script)]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> float:
        """Signal the process and wait for its end; returns the seconds that took."""
        self._remember_children()
        begin = time.monotonic()
        self.process.send_signal(how)
        self.process.wait(STOP_SECONDS)
        return time.monotonic() - begin

    def restart(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop (or, with SIGKILL, kill) the app and start it again on the same data folder and port."""
        self.stop(how)
        self.start()

    def close(self) -> None:
        """End everything this started, whatever state it is in."""
        self._remember_children()
        for send in (self.process.terminate, self.process.kill):
            if self.process.poll() is None:
                send()
                with suppress(subprocess.TimeoutExpired):
                    self.process.wait(STOP_SECONDS)
        _, alive = psutil.wait_procs(self._started, timeout=STOP_SECONDS)
        for child in alive:
            with suppress(psutil.NoSuchProcess):
                child.kill()

    def hold(self, data: Path) -> None:
        """Make what a closed data folder holds this app's own, while it runs: its database for ours, and its files.

        What was made of them (previews, faces) comes too.

        Nothing may be under way: pages are settled, jobs done. Files are named by their content, and none is in the
        way of another; what DBOS and the engine keep of jobs that are gone is never asked for.
        """
        for file in (file for name in ("files", "previews") for file in (data / name).rglob("*") if file.is_file()):
            target = self.data_dir / file.relative_to(data)
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
        with (
            closing(sqlite3.connect(data / "lab.sqlite")) as source,
            closing(sqlite3.connect(self.data_dir / "lab.sqlite")) as target,
        ):
            source.backup(target)

    def children(self) -> list[psutil.Process]:
        """The app's processes below the first one: the local engine and its workers."""
        return psutil.Process(self.process.pid).children(recursive=True)

    @property
    def log(self) -> str:
        """All it has written so far, over restarts."""
        return self._log.read_text(errors="replace")

    def _remember_children(self) -> None:
        with suppress(psutil.NoSuchProcess):
            self._started += self.children()

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, f"the app ended at once:\n{self.log}"
            with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2).close()
                return
            time.sleep(0.05)
        raise AssertionError(f"the app did not answer within {START_SECONDS:.0f} s:\n{self.log}")


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
