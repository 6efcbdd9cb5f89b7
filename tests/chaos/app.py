"""The lab that is killed: a process forked from one that has imported everything, told over a pipe what to do."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from retouch_lib import engine_child
from retouch_lib.cloud import retry, servers
from retouch_lib.jobs import balances, dispatcher
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.settings import Settings
from retouch_lib.store import database
from retouch_lib.store.records import utc_now
from retouch_lib.tokens.secret import Token
from tests.engines import jpeg_bytes

OWNER = "local"
TOKEN_TEXT = "reto_chaos_q8W3nB5xTz7Kd2Ls"
_ANSWER_WITHIN = 60.0
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.chaos.app"])


class Gone(Exception):
    """The process ended before it answered."""


class App:
    """One life of the lab, seen from outside."""

    def __init__(self, folder: Path, cloud: str, log: Path) -> None:
        self._pipe, theirs = _FORKS.Pipe()
        self._process = _FORKS.Process(target=_live, args=(theirs, str(folder), cloud, str(log)), daemon=False)
        self._process.start()
        theirs.close()

    @property
    def is_alive(self) -> bool:
        return self._process.is_alive()

    @property
    def code(self) -> int | None:
        """Its exit code, once it has ended."""
        return self._process.exitcode

    def ready(self) -> bool:
        """Whether its lab was launched; False where it ended instead."""
        try:
            return bool(self._answer() == "ready")
        except Gone:
            return False

    def ask(self, **order: Any) -> Any:
        """Raises Gone when it ends meanwhile. What failed inside is answered as {"failed": the kind}."""
        try:
            self._pipe.send(order)
        except OSError:
            raise Gone from None
        return self._answer()

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self._end()

    def leave(self) -> float:
        """SIGTERM; the seconds until it was gone."""
        begun = time.monotonic()
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGTERM)
        self._process.join(60)
        seconds = time.monotonic() - begun
        self.kill()
        return seconds

    def _end(self) -> None:
        self._process.join(60)
        self._pipe.close()

    def _answer(self) -> Any:
        try:
            if not self._pipe.poll(_ANSWER_WITHIN):
                raise Gone
            return self._pipe.recv()
        except (EOFError, OSError):
            raise Gone from None


class Skewed:
    """This computer's clock, set wrong by so many seconds."""

    def __init__(self) -> None:
        self.by = 0.0

    def __call__(self) -> datetime:
        return utc_now() + timedelta(seconds=self.by)


def _live(pipe: Connection, folder: str, cloud: str, log: str) -> None:
    with Path(log).open("ab") as file:
        os.dup2(file.fileno(), 2)
    logging.basicConfig(level=logging.INFO, force=True)
    _hurry()
    clock = Skewed()
    settings = Settings(data_dir=Path(folder), token=Token(TOKEN_TEXT), custom_url=cloud)
    try:
        lab = Lab.open(settings, clock=clock)
        lab.launch()
    except Exception as error:
        logging.exception("the lab did not open")
        sys.exit(f"{type(error).__name__}: {error}")
    _leave_on_sigterm(lab)
    pipe.send("ready")
    while True:
        # Looking up again and again: a signal that comes just before a read that waits is handled only after the read.
        if pipe.poll(0.1):
            pipe.send(_obeyed(lab, clock, pipe.recv()))


def _hurry() -> None:
    """Waits shorter than a real server would like, so that an hour of trouble passes in a minute."""
    original = servers.servers
    servers.servers = lambda settings: tuple(
        replace(server, first_poll=0.05, every=0.05) for server in original(settings)
    )
    for module, name, value in (
        (retry, "FIRST_PAUSE", 0.05),
        (retry, "LONGEST_PAUSE", 1.0),
        (balances, "WITHIN", 0.5),
        (dispatcher, "_TEND_EVERY", 2.0),
        (database, "_BUSY_MS", 500),
    ):
        assert hasattr(module, name), f"{module.__name__} has no {name} any more"
        setattr(module, name, value)
    engine_child.MODULE = "tests.quick_engine"


def _leave_on_sigterm(lab: Lab) -> None:
    def leave() -> None:
        lab.close()
        os._exit(0)

    # A thread, for the handler may interrupt this one in the middle of a transaction.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=leave).start())


def _obeyed(lab: Lab, clock: Skewed, order: dict[str, Any]) -> Any:
    try:
        return _obey(lab, clock, order)
    except Exception as error:  # a press may fail in a storm; its kind is counted
        logging.warning("%s failed: %s", order["do"], type(error).__name__, exc_info=True)
        return {"failed": type(error).__name__}


def _obey(lab: Lab, clock: Skewed, order: dict[str, Any]) -> Any:
    match order["do"]:
        case "press":
            part = lab.files.new_part()
            try:
                part.write_bytes(jpeg_bytes(seed=order["seed"]))
            except OSError:
                part.unlink()  # as the upload's route does
                raise
            photo = lab.add_photo(OWNER, part, "DSC_1.jpg")
            looks, side = LOOKS[: order["looks"]], order["longest_side"]
            plan = lab.plan(OWNER, [photo.sha256], looks, order["server"], longest_side=side)
            return len(lab.run(plan, confirmed=plan.credits).items)
        case "engine":
            return lab.engine.pid
        case "skew":
            clock.by = order["seconds"]
            return True
    raise ValueError(order["do"])
