"""The storm: presses go on while one disaster follows another; then calm, until every job has come to its end."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.app import App, Gone
from tests.chaos.cloud import Cloud
from tests.chaos.disk import Disk

_MOST_UNDER_WAY = 90
_PRESS_EVERY = 0.08
_UNDER_WAY = ("queued", "starting", "waiting", "downloading")


@dataclass
class Wanted:
    """When the storm has done enough: the time is over, or both numbers are reached."""

    jobs: int
    kills: int
    seconds: float


@dataclass
class Log:
    """What happened."""

    presses: int = 0
    kills: int = 0
    engine_kills: int = 0
    disasters: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    """Kinds of errors that presses met; nothing was made then."""
    leaving: list[float] = field(default_factory=list)
    """Seconds that each stop by a signal took."""
    unasked: list[str] = field(default_factory=list)
    """Ends and refusals to start that nobody caused."""


class Storm:
    """One data folder, one paid server, and whatever app is alive on the folder."""

    def __init__(self, disk: Disk, cloud: Cloud, url: str, lot: random.Random, app_log: Path) -> None:
        self.folder = disk.path / "data"
        self.log = Log()
        self._disk = disk
        self._cloud = cloud
        self._url = url
        self._lot = lot
        self._app_log = app_log
        self._app: App | None = None
        self._seeds = iter(range(1, 1_000_000))
        self._again = 1
        self._disasters: list[tuple[int, Callable[[], None]]] = [
            (9, self._kill),
            (4, self._kill_at_once),
            (4, self._kill_engine),
            (2, self._leave),
            (2, self._locked),
            (2, self._jobs_locked),
            (2, self._wrong_clock),
            *([(2, self._disk_full), (1, self._disk_full_and_killed)] if disk.can_fill else []),
        ]

    def rage(self, wanted: Wanted) -> None:
        """Until enough was done."""
        end = time.monotonic() + wanted.seconds
        while time.monotonic() < end and (self.log.kills < wanted.kills or sum(self.states().values()) < wanted.jobs):
            self._press_for(self._lot.uniform(0.05, 1.2))
            weights = [weight for weight, _ in self._disasters]
            (disaster,) = self._lot.choices([do for _, do in self._disasters], weights)
            self.log.disasters[disaster.__name__.strip("_").replace("_", " ")] += 1
            disaster()

    def calm(self, seconds: float) -> None:
        """No more trouble, until every job has come to its end or that time is over."""
        self._cloud.moods.calm = True
        end = time.monotonic() + seconds
        while self._left() and time.monotonic() < end:
            self._alive()
            time.sleep(0.1)

    def end(self) -> None:
        """The last app leaves as told."""
        if self._app is not None and self._app.is_alive:
            self._leave()

    def states(self) -> Counter[str]:
        """How many jobs are in which state."""
        path = self.folder / "lab.sqlite"
        if not path.exists():
            return Counter()
        try:
            with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=10)) as database:
                return Counter(dict(database.execute("SELECT state, count(*) FROM jobs GROUP BY state").fetchall()))
        except sqlite3.OperationalError:  # its first start was killed before there were tables
            return Counter()

    def _left(self) -> int:
        states = self.states()
        return sum(states[state] for state in _UNDER_WAY)

    # The app

    def _alive(self) -> App:
        """The app that lives; a new one where none does."""
        for _ in range(5):
            if self._app is not None and self._app.is_alive:
                return self._app
            if self._app is not None and self._app.code not in (None, 0, -9):
                self.log.unasked.append(f"it ended by itself with code {self._app.code}")
            self._app = App(self.folder, self._url, self._app_log)
            if not self._app.ready():
                self.log.unasked.append(f"it did not start (code {self._app.code})")
        raise AssertionError("the app does not start any more; its log says why")

    def _press(self) -> None:
        if self._left() > _MOST_UNDER_WAY:
            return
        if self._lot.random() > 0.15:  # else the same photo is pressed once more
            self._again = next(self._seeds)
        server = "custom" if self._lot.random() < 0.7 else "local"
        looks, side = self._lot.randint(1, 3), self._lot.choice([0, 0, 32])
        try:
            answer = self._alive().ask(do="press", seed=self._again, looks=looks, server=server, longest_side=side)
        except Gone:
            self.log.unasked.append("it ended during a press")
            return
        self.log.presses += 1
        if isinstance(answer, dict):
            self.log.refused[answer["failed"]] += 1

    def _press_for(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._press()
            time.sleep(_PRESS_EVERY)

    def _press_until(self, trouble: ExitStack, seconds: float) -> None:
        """Press while the trouble lasts. It ends by a clock of its own: a press may wait for its end."""
        timer = threading.Timer(seconds, trouble.pop_all().close)
        timer.start()
        self._press_for(seconds)
        timer.join()

    # Disasters

    def _kill(self) -> None:
        self._alive().kill()
        self.log.kills += 1

    def _kill_at_once(self) -> None:
        """While it, and its engine, still start."""
        self._kill()
        self._app = App(self.folder, self._url, self._app_log)
        if self._lot.random() < 0.5:
            self._app.ready()
        time.sleep(self._lot.uniform(0, 1.0))
        self._app.kill()
        self.log.kills += 1

    def _kill_engine(self) -> None:
        pid = self._alive().ask(do="engine")
        if isinstance(pid, int):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.log.engine_kills += 1

    def _leave(self) -> None:
        self.log.leaving.append(self._alive().leave())

    def _locked(self) -> None:
        self._lock("lab.sqlite")

    def _jobs_locked(self) -> None:
        self._lock("jobs.sqlite")

    def _lock(self, name: str) -> None:
        self._alive()
        database = sqlite3.connect(self.folder / name, timeout=10, isolation_level=None, check_same_thread=False)
        with closing(database), ExitStack() as stack:
            database.execute("BEGIN IMMEDIATE")
            stack.callback(database.execute, "ROLLBACK")
            self._press_until(stack, self._lot.uniform(0.5, 3))

    def _disk_full(self) -> None:
        self._alive()
        with ExitStack() as stack:
            stack.enter_context(self._disk.full())
            self._press_until(stack, self._lot.uniform(0.5, 4))

    def _disk_full_and_killed(self) -> None:
        self._alive()
        with self._disk.full():
            self._press_for(self._lot.uniform(0.2, 1.5))
            self._kill()

    def _wrong_clock(self) -> None:
        hours = self._lot.choice((-3, 3, 25, 24 * 30, -24))
        self._alive().ask(do="skew", seconds=hours * 3600.0)
        self._press_for(self._lot.uniform(0.5, 2))
        if self._lot.random() < 0.7:  # else it stays wrong until the next life
            self._alive().ask(do="skew", seconds=0.0)
