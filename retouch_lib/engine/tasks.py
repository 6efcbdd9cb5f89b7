"""A task's life: waiting → active → completed or failed, and gone after 24 hours.

Progress lives in memory; everything that a restart needs is in the ledger. A task found active after a kill is tried
again, three times in all; one that a proper stop interrupted does not lose an attempt.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from retouch_lib.engine import workshop
from retouch_lib.engine.ledger import Ledger, OutOfCredits, TaskRow, TaskState
from retouch_lib.errors import RetouchError

log = logging.getLogger(__name__)

LIFETIME = 24 * 3600.0
"""Seconds from the start until a task and its files are deleted."""
MAX_ATTEMPTS = 3
FIRST_PROGRESS = 5
"""What an active task shows before the first plugin is through, as in the vendor's example."""
_SWEEP_EVERY = 60.0
_PACE_STEP = 0.05
"""Seconds between looks at the clock, which tests may set forward."""
_GRACE = 1.0
"""Seconds that work in progress gets to leave at a stop."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the status call tells of a task."""

    state: TaskState
    progress: int
    """0–100."""
    reason: str
    attempt: int
    step: str
    """downloading, processing, uploading; empty while waiting. Keeps its last value, as the API's does."""
    plugin: str
    expires: float
    """Seconds, as time.time gives them."""


@dataclass(slots=True)
class _Live:
    """A running task's progress, written by the work's thread."""

    plugin: str = ""
    fraction: float = 0.0
    step: str = "downloading"


class Tasks:
    """All tasks of one data folder."""

    def __init__(
        self,
        folder: Path,
        *,
        seconds: float = 0.0,
        allowance: int = 1000,
        clock: Callable[[], float] = time.time,
        work: workshop.Work = workshop.retouch,
        verify: workshop.Verify = workshop.verify,
        workers: int | None = None,
    ) -> None:
        """`seconds`: the least time from start to completed; `allowance`: the credits each token begins with.

        Raises FolderInUse.
        """
        self.parts = folder / "parts"
        self._folders = folder / "tasks"
        for path in (self.parts, self._folders):
            path.mkdir(parents=True, exist_ok=True)
        self._ledger = Ledger(folder / "engine.sqlite")
        self._seconds = seconds
        self._allowance = allowance
        self._clock = clock
        self._work = work
        self._verify = verify
        self._shop = workshop.Workshop(workers or workshop.cores())
        self._live: dict[str, _Live] = {}
        self._lives: set[asyncio.Task[None]] = set()
        self._gates: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self.idle = True
        """After `running` has ended: whether no thread is still at work."""

    @property
    def charges(self) -> int:
        """Credits taken since the folder was new, of all tokens."""
        return self._ledger.charges

    @property
    def starts(self) -> int:
        """Start requests that were accepted, or joined a task by their key."""
        return self._ledger.starts

    def account(self, token: str) -> str:
        return self._ledger.account(token)

    def left(self, account: str) -> int:
        """Credits left."""
        return max(0, self._allowance - self._ledger.taken(account))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Take up what an earlier process left, then run until the end of the block."""
        self._sweep_strays()
        self._resume()
        sweeper = asyncio.create_task(self._sweep_forever())
        try:
            yield
        finally:
            await self._close(sweeper)

    async def start(
        self,
        part: Path,
        tasks: Sequence[Mapping[str, Any]],
        *,
        account: str,
        key: str | None = None,
        doom: Callable[[], str] = str,
        ignore_key: Callable[[], bool] = bool,
    ) -> str:
        """The id of a new task for the photo in `part`, or of the one that this account's `key` names.

        Two requests with one key wait for each other. Key memory: as long as the task (the API's is not documented).
        `doom` gives the reason with which a new task is to fail, `ignore_key` says whether a known key counts for
        nothing; both are for faults. Raises InvalidPhoto, OutOfCredits.
        """
        if not key:
            return await self._accept(part, tasks, account, None, doom)
        gate = self._gates.setdefault((account, key), asyncio.Lock())
        async with gate:
            known = self._ledger.by_key(account, key)
            if known is not None and self._alive(known):
                if not ignore_key():
                    self._ledger.join(account)
                    return known.id
                key = None
            return await self._accept(part, tasks, account, key, doom)

    def status(self, task_id: str) -> Status | None:
        """None for an unknown id, or one older than 24 hours."""
        row = self._row(task_id)
        if row is None:
            return None
        live = self._live.get(row.id) or _Live()
        plugin, progress, step = "", 0, ""
        if row.state is TaskState.COMPLETED:
            progress, step = 100, "uploading"
        elif row.state is TaskState.FAILED:
            step = "processing"
        elif row.state is TaskState.ACTIVE:
            plugin, progress, step = self._shown(row, live)
        return Status(row.state, progress, row.reason, row.attempt, step, plugin, row.created + LIFETIME)

    def result(self, task_id: str) -> tuple[Path, str] | None:
        """The finished file and its format; None when the task is unknown or not completed."""
        row = self._row(task_id)
        if row is None or row.state is not TaskState.COMPLETED:
            return None
        return self._folders / row.id / "result", row.format

    def fail(self, task_id: str, reason: str) -> None:
        """Let a task fail now."""
        if self._ledger.task(task_id) is not None:
            self._ledger.move(task_id, TaskState.FAILED, reason=reason)

    def forget(self, task_id: str) -> None:
        """Delete a task and its files."""
        if self._ledger.task(task_id) is not None:
            self._ledger.delete(task_id)
            shutil.rmtree(self._folders / task_id, ignore_errors=True)

    def sweep(self) -> None:
        """Delete what is older than 24 hours."""
        for row in self._ledger.older_than(self._clock() - LIFETIME):
            self.forget(row.id)

    async def _accept(
        self,
        part: Path,
        tasks: Sequence[Mapping[str, Any]],
        account: str,
        key: str | None,
        doom: Callable[[], str],
    ) -> str:
        await self._shop.look_at(self._verify, part)
        task_id = secrets.token_hex(16)
        payload = json.dumps(tasks)
        row = TaskRow(task_id, account, key, payload, TaskState.WAITING, "", 1, self._clock(), "", doom())
        folder = self._folders / task_id
        folder.mkdir()
        part.replace(folder / "photo")
        try:
            self._ledger.accept(row, self._allowance)
        except OutOfCredits:
            shutil.rmtree(folder)
            raise
        self._begin(row)
        return task_id

    def _begin(self, row: TaskRow) -> None:
        life = asyncio.create_task(self._life(row))
        self._lives.add(life)
        life.add_done_callback(self._lives.discard)

    async def _life(self, row: TaskRow) -> None:
        live = self._live[row.id] = _Live()
        try:
            await self._try(row, live)
        except Exception:
            # Nobody awaits this coroutine: what escapes it would leave the task active for ever.
            log.exception("Task %s broke down", row.id)
            self.fail(row.id, "The local engine broke down on this task.")
        finally:
            self._live.pop(row.id, None)

    async def _try(self, row: TaskRow, live: _Live) -> None:
        part = self._folders / row.id / f"{secrets.token_hex(8)}.part"
        for attempt in range(row.attempt, MAX_ATTEMPTS + 1):
            try:
                outcome = await self._shop.work(lambda attempt=attempt: self._do(row, attempt, live, part))  # type: ignore[misc]
            except RetouchError as error:
                await self._pace(row)
                self.fail(row.id, str(error))
                return
            except Exception:
                log.exception("Task %s, attempt %d of %d", row.id, attempt, MAX_ATTEMPTS)
                continue
            await self._pace(row)
            live.step = "uploading"
            await self._deliver(row, part, outcome)
            return
        self.fail(row.id, f"The local engine failed on this photo {MAX_ATTEMPTS} times.")

    def _do(self, row: TaskRow, attempt: int, live: _Live, part: Path) -> workshop.Outcome:
        """One attempt, in a thread of the pool."""
        self._shop.go_on()
        self._ledger.move(row.id, TaskState.ACTIVE, attempt=attempt)
        if row.doom:
            raise RetouchError(row.doom)

        def progress(plugin: str, fraction: float) -> None:
            self._shop.go_on()
            live.plugin, live.fraction, live.step = plugin, fraction, "processing"

        outcome = self._work(self._folders / row.id / "photo", json.loads(row.payload), part, progress)
        live.fraction = 1.0
        return outcome

    async def _pace(self, row: TaskRow) -> None:
        """Wait until the task has taken its least time; no thread is held meanwhile."""
        while (left := row.created + self._seconds - self._clock()) > 0:
            await asyncio.sleep(min(left, _PACE_STEP))

    async def _deliver(self, row: TaskRow, part: Path, outcome: workshop.Outcome) -> None:
        """Save the result for good, and only then call the task completed."""
        current = self._ledger.task(row.id)
        if current is None or current.state is TaskState.FAILED:  # expired or failed by a fault meanwhile
            return
        await asyncio.to_thread(_save, part, self._folders / row.id / "result")
        self._ledger.move(row.id, TaskState.COMPLETED, reason=outcome.reason, form=outcome.format)

    def _shown(self, row: TaskRow, live: _Live) -> tuple[str, int, str]:
        """Plugin, progress and step: the work's own, held back to the pace when a least time is set."""
        if not self._seconds or live.step == "downloading":
            fraction, plugin = live.fraction, live.plugin
        else:
            fraction = min(live.fraction, max(0.0, self._clock() - row.created) / self._seconds)
            names = [task["Plugin"] for task in json.loads(row.payload)]
            plugin = names[min(int(fraction * len(names)), len(names) - 1)]
        return plugin, FIRST_PROGRESS + int((100 - FIRST_PROGRESS) * min(fraction, 0.99)), live.step

    def _row(self, task_id: str) -> TaskRow | None:
        row = self._ledger.task(task_id)
        return row if row is not None and self._alive(row) else None

    def _alive(self, row: TaskRow) -> bool:
        """Whether it is younger than 24 hours; an older one is deleted on the spot."""
        if self._clock() < row.created + LIFETIME:
            return True
        self.forget(row.id)
        return False

    def _resume(self) -> None:
        self.sweep()
        for row in self._ledger.unfinished():
            attempt = row.attempt + (row.state is TaskState.ACTIVE)
            if attempt > MAX_ATTEMPTS:
                self.fail(row.id, f"The local engine was killed {MAX_ATTEMPTS} times during this task.")
                continue
            self._ledger.move(row.id, TaskState.WAITING, attempt=attempt)
            resumed = self._ledger.task(row.id)
            assert resumed is not None
            self._begin(resumed)

    def _sweep_strays(self) -> None:
        """Remove what a killed process left half done: uploads, folders without a task, unfinished results."""
        known = self._ledger.ids()
        for part in self.parts.iterdir():
            part.unlink()
        for folder in self._folders.iterdir():
            if folder.name not in known:
                shutil.rmtree(folder)
                continue
            for part in folder.glob("*.part"):
                part.unlink()

    async def _sweep_forever(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_EVERY)
            self.sweep()

    async def _close(self, sweeper: asyncio.Task[None]) -> None:
        running = [sweeper, *self._lives]
        for task in running:
            task.cancel()
        self.idle = await asyncio.to_thread(self._shop.close, _GRACE)
        await asyncio.gather(*running, return_exceptions=True)
        for row in self._ledger.unfinished():
            self._ledger.move(row.id, TaskState.WAITING)
        self._ledger.close()


def _save(part: Path, target: Path) -> None:
    """Give a written file its name once its bytes are on disk."""
    with suppress(FileNotFoundError), part.open("rb+") as file:
        os.fsync(file.fileno())
        part.replace(target)
