"""One of several labs on a database: forked from a process that has imported everything, to be killed and paused."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from retouch_lib.tokens.database_url import DatabaseUrl
from tests.jobs.labs import TOKEN_TEXT
from tests.jobs.worker import obey, opened

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["pytest", "tests.teams.replica"])
_ANSWER_WITHIN = 60.0


class Gone(Exception):
    """The process ended before it answered, or was just being started: a press there may have been written or not."""


class Replica:
    """Seen from outside."""

    def __init__(self, folder: Path, shared: Path, engine_url: str, database: str) -> None:
        """`shared`: the folder with the files of all."""
        self.folder = folder
        folder.mkdir()
        secret = shared.parent / "secret"
        secret.write_text("5" * 64)
        self._arguments = (str(folder), engine_url, database, shared.as_uri(), str(secret))
        self._lock = threading.Lock()
        self.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def ask(self, **order: Any) -> Any:
        """Raises Gone."""
        with self._lock:
            try:
                self._pipe.send(order)
                if not self._pipe.poll(_ANSWER_WITHIN):
                    raise Gone
                answer = self._pipe.recv()
            except (EOFError, OSError):
                raise Gone from None
        if isinstance(answer, dict) and "failed" in answer:
            raise Gone(answer["failed"])
        return answer

    def send(self, number: int) -> None:
        os.kill(self.pid, number)

    def end(self, number: int = signal.SIGKILL) -> None:
        self.send(number)
        self._process.join(20)
        assert not self._process.is_alive(), self.log[-3000:]
        with self._lock:
            self._pipe.close()

    def start(self) -> None:
        pipe, theirs = _FORKS.Pipe()
        process = _FORKS.Process(target=_live, args=(theirs, *self._arguments))
        process.start()
        theirs.close()
        assert pipe.poll(60), self.log[-3000:]
        assert pipe.recv() == "ready"
        with self._lock:
            self._pipe, self._process = pipe, process


def _live(pipe: Connection, data_dir: str, engine_url: str, database: str, files: str, secret: str) -> None:
    """Answers orders until it is ended; SIGTERM closes the lab in order."""
    with Path(data_dir, "log").open("a") as log:
        os.dup2(log.fileno(), 2)
    logging.basicConfig(level="WARNING", format="%(asctime)s %(message)s")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    shared = {"database_url": DatabaseUrl(database), "files_url": files, "secret_file": secret}
    lab = opened(data_dir, engine_url, TOKEN_TEXT, **shared, budget_run=0, budget_day=0)
    try:
        lab.launch()
        pipe.send("ready")
        while True:
            try:
                pipe.send(obey(lab, pipe.recv()))
            except Exception as error:  # noqa: BLE001 - as a page would show it: the process lives on
                pipe.send({"failed": type(error).__name__})
    except KeyboardInterrupt:
        lab.close()
