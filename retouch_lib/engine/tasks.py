"""A task's life: waiting → active → completed or failed, and gone after 24 hours.

Progress lives in memory; everything that a restart needs is in the ledger. A task that a kill found at work is tried
again, three times in all; one that a proper stop interrupted, or whose result was made already, does not lose an
attempt. No task fails by the engine's own end, nor by a full disk: it waits.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from retouch_lib.engine import trouble, wire, worker_pools
from retouch_lib.engine.callbacks import Callbacks
from retouch_lib.engine.folder import Folder, new_task_id
from retouch_lib.engine.ledger import (
    LIFETIME,
    MAX_ATTEMPTS,
    UNFINISHED,
    Ledger,
    OutOfCredits,
    TaskRow,
    TaskState,
    unusable,
)
from retouch_lib.engine.progress import Live, Status, status_of
from retouch_lib.errors import RetouchError

log = logging.getLogger(__name__)

T = TypeVar("T")

_SWEEP_EVERY = 60.0
_PACE_STEP = 0.05
"""Seconds between looks at the clock, which tests may set forward."""
_GRACE = 1.0
"""Seconds that work in progress gets to leave at a stop."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
"""Seconds between tries while the computer is in trouble."""
PHOTO_GONE = "The photo of this task is no longer in the local engine's folder."


@dataclass(frozen=True, slots=True)
class Application:
    """What a start asks for, already checked."""

    upload: Path
    """The photo, in the folder's uploads."""
    tasks: Sequence[Mapping[str, Any]]
    account: str
    key: str | None = None
    """The Idempotency-Key. It is remembered as long as its task; how long the API does is not documented."""
    injected_failure: Callable[[], str] = str
    """For faults: the reason with which a new task is to fail, or nothing."""
    ignore_key: Callable[[], bool] = bool
    """For faults: whether a key that is known counts for nothing."""
    hook: str | None = None
    """The address to call at the end, as it came."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What is known of a result that stands in the folder."""

    format: str
    reason: str


def steady_clock() -> Callable[[], float]:
    """Seconds as time.time gives them now, counted on without a look at the computer's clock, which may be set."""
    began = time.time() - time.monotonic()
    return lambda: began + time.monotonic()


class _Over(Exception):
    """The task was failed or deleted while it ran."""


class Tasks:
    """All tasks of one data folder."""

    def __init__(
        self,
        root: Path,
        *,
        seconds: float = 0.0,
        allowance: int = 1000,
        clock: Callable[[], float] | None = None,
        work: worker_pools.Work = worker_pools.retouch,
        verify: worker_pools.Verify = worker_pools.verify,
        callbacks: Callbacks | None = None,
    ) -> None:
        """`seconds`: the least time from start to completed; `allowance`: the credits each token begins with; `clock`:
        a steady one where none is given; `callbacks`: how whoever asked is told of an end.

        Raises FolderInUse, FolderUnusable.
        """
        try:
            self.folder = Folder(root)
        except OSError as error:
            raise unusable(root, error) from None
        self._ledger = Ledger(self.folder.database)
        self._seconds = seconds
        self._allowance = allowance
        self._clock = clock or steady_clock()
        self._work = work
        self._verify = verify
        self._callbacks = callbacks or Callbacks()
        self._runs = False
        self._pools = worker_pools.WorkerPools(worker_pools.cores())
        self._live: dict[str, Live] = {}
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

    @property
    def note(self) -> str:
        """What happened to the ledger's file at the start, as a sentence; empty when nothing did."""
        return self._ledger.note

    def account(self, token: str) -> str:
        """The name of this token's account; reveals no token."""
        return self._ledger.account(token)

    def left(self, account: str) -> int:
        """Credits left."""
        return max(0, self._allowance - self._ledger.taken(account))

    def take_up(self) -> None:
        """Put in order what an earlier process left: once, before `running`. Raises OSError, sqlite3.Error."""
        self.folder.sweep(self._ledger.ids())
        self.sweep()
        for row in self._ledger.unfinished():
            worked = row.state is TaskState.ACTIVE and not self._is_made(row)
            if row.attempt + worked > MAX_ATTEMPTS:
                self.fail(row.id, f"The local engine was killed {MAX_ATTEMPTS} times during this task.")
            elif worked:
                self._ledger.move(row.id, TaskState.WAITING, attempt=row.attempt + 1)

    def close(self) -> None:
        """Release the folder; for tasks that never ran. Those that did are closed by the end of `running`."""
        self._ledger.close()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Go on with every unfinished task until the end of the block."""
        self._runs = True
        for row in self._ledger.unfinished():
            self._begin(row)
        for row in self._ledger.to_be_called():
            self._tell(row.id)
        sweeper = asyncio.create_task(self._sweep_forever())
        try:
            yield
        finally:
            await self._close(sweeper)

    async def start(self, wanted: Application) -> str:
        """The id of a new task, or of the one that this account's key names already; racing keys wait for each other.

        Raises InvalidPhoto, OutOfCredits.
        """
        if not wanted.key:
            return await self._accept(wanted, None)
        gate = self._gates.setdefault((wanted.account, wanted.key), asyncio.Lock())
        async with gate:
            known = self._ledger.by_key(wanted.account, wanted.key)
            if known is None or not self._alive(known):
                return await self._accept(wanted, wanted.key)
            if wanted.ignore_key():
                return await self._accept(wanted, None)
            self._ledger.join(wanted.account)
            return known.id

    def status(self, task_id: str) -> Status | None:
        """None for an unknown id, or one older than 24 hours."""
        row = self._row(task_id)
        if row is None:
            return None
        return status_of(row, self._live.get(row.id) or Live(), seconds=self._seconds, now=self._clock())

    def result(self, task_id: str) -> tuple[Path, str] | None:
        """The finished file and its format; None when the task is unknown or not completed."""
        row = self._row(task_id)
        if row is None or row.state is not TaskState.COMPLETED:
            return None
        return self.folder.result(row.id), row.format

    def fail(self, task_id: str, reason: str) -> None:
        """Let a task fail now."""
        self._ledger.move(task_id, TaskState.FAILED, reason=reason)
        self._tell(task_id)

    def forget(self, task_id: str) -> None:
        """Delete a task and its files."""
        if self._ledger.delete(task_id):
            self.folder.remove(task_id)

    def sweep(self) -> None:
        """Delete what is older than 24 hours, and the rows of finished tasks whose files were taken away."""
        for row in self._ledger.older_than(self._clock() - LIFETIME):
            self.forget(row.id)
        for task_id in self._ledger.finished():
            if not self.folder.has(task_id):
                self._ledger.delete(task_id)

    async def _accept(self, wanted: Application, key: str | None) -> str:
        await self._pools.run_intake(partial(self._verify, wanted.upload))
        task_id = new_task_id()
        row = TaskRow(
            task_id,
            wanted.account,
            key,
            json.dumps(wanted.tasks),
            created=self._clock(),
            injected_failure=wanted.injected_failure(),
        )
        try:
            self.folder.take_in(task_id, wanted.upload)
            self._ledger.accept(row, self._allowance, self._callbacks.address(wanted.hook))
        except (OutOfCredits, OSError, sqlite3.Error):
            self.folder.remove(task_id)
            raise
        self._begin(row)
        return task_id

    def _begin(self, row: TaskRow) -> None:
        life = asyncio.create_task(self._life(row))
        self._lives.add(life)
        life.add_done_callback(self._lives.discard)

    async def _life(self, row: TaskRow) -> None:
        live = self._live[row.id] = Live()
        try:
            await self._patiently(lambda: self._retouch(row, live))
        except (_Over, worker_pools.EngineStopping):
            pass  # deleted, or the engine stops: no failure of the task, the next engine goes on with it
        except RetouchError as error:
            await self._fail(row, str(error))
        except Exception:
            # Nobody awaits this coroutine: what escaped it would leave the task active for ever.
            log.exception("Task %s broke down", row.id)
            await self._fail(row, "The local engine broke down on this task.")
        finally:
            self._live.pop(row.id, None)

    async def _retouch(self, row: TaskRow, live: Live) -> None:
        """From wherever the task is to its result; nothing is done again that is done."""
        row = self._ledger.task(row.id) or row
        made = _Made(row.format, row.reason) if self._is_made(row) else await self._make(row, live)
        live.fraction, live.step = 1.0, "uploading"
        await self._pace(row)
        self._ledger.move(
            row.id, TaskState.COMPLETED, reason=made.reason, form=made.format, only_from=(TaskState.ACTIVE,)
        )
        self._tell(row.id)

    async def _make(self, row: TaskRow, live: Live) -> _Made:
        """Make the result and save it for good."""
        part = self.folder.new_part(row.id)
        try:
            outcome = await self._attempts(row, live, part)
            live.step = "uploading"
            if self._ledger.task(row.id) is None:
                raise _Over
            await self._pools.run_intake(partial(self.folder.save, row.id, part))
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        made = _Made(outcome.format, outcome.reason)
        self._ledger.move(row.id, TaskState.ACTIVE, reason=made.reason, form=made.format, only_from=(TaskState.ACTIVE,))
        return made

    async def _fail(self, row: TaskRow, reason: str) -> None:
        await self._pace(row)

        async def write() -> None:
            self._ledger.move(row.id, TaskState.FAILED, reason=reason, only_from=UNFINISHED)

        await self._patiently(write)
        self._tell(row.id)

    def _tell(self, task_id: str) -> None:
        """Call whoever asked to be told of this task's end. Before the tasks run, nobody is called yet."""
        address = self._ledger.hook(task_id) if self._runs else ""
        status = self.status(task_id) if address else None
        if status is not None:
            self._callbacks.tell(address, wire.callback(task_id, status), lambda: self._ledger.called(task_id))

    async def _patiently(self, step: Callable[[], Awaitable[None]]) -> None:
        """Do it, again and again while the computer is in trouble (a full disk): the task can't help that."""
        pause = _FIRST_PAUSE
        while True:
            try:
                await step()
                return
            except Exception as error:
                if not (why := trouble.passing(error)):
                    raise
                log.error("The local engine's folder: %s. What stands still is tried again by itself.", why)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    async def _attempts(self, row: TaskRow, live: Live, part: Path) -> worker_pools.WorkOutcome:
        """Work until an attempt succeeds. Raises RetouchError when repeating can't help, or did not."""
        for attempt in range(row.attempt, MAX_ATTEMPTS + 1):
            try:
                return await self._pools.run_work(partial(self._attempt, row, attempt, live, part))
            except (_Over, RetouchError):
                raise
            except Exception as error:
                if trouble.passing(error):
                    raise
                log.exception("Task %s, attempt %d of %d", row.id, attempt, MAX_ATTEMPTS)
        raise RetouchError(f"The local engine failed on this photo {MAX_ATTEMPTS} times.")

    def _attempt(self, row: TaskRow, attempt: int, live: Live, part: Path) -> worker_pools.WorkOutcome:
        """One attempt, in a thread of the pool."""
        self._pools.raise_if_stopping()
        if not self._ledger.move(row.id, TaskState.ACTIVE, attempt=attempt, only_from=UNFINISHED):
            raise _Over
        if row.injected_failure:
            raise RetouchError(row.injected_failure)
        if not self.folder.has_photo(row.id):
            raise RetouchError(PHOTO_GONE)

        def progress(plugin: str, fraction: float) -> None:
            self._pools.raise_if_stopping()
            live.plugin, live.fraction, live.step = plugin, fraction, "processing"

        outcome = self._work(self.folder.photo(row.id), json.loads(row.payload), part, progress)
        live.fraction = 1.0
        return outcome

    async def _pace(self, row: TaskRow) -> None:
        """Wait until the task has taken its least time; no thread is held meanwhile.

        Never for longer than that time, whatever the clock says: it may have been set back by hours.
        """
        last = time.monotonic() + self._seconds
        while (left := row.created + self._seconds - self._clock()) > 0 and time.monotonic() < last:
            await asyncio.sleep(min(left, _PACE_STEP))

    def _row(self, task_id: str) -> TaskRow | None:
        row = self._ledger.task(task_id)
        return row if row is not None and self._alive(row) else None

    def _alive(self, row: TaskRow) -> bool:
        """Whether it is younger than 24 hours and has what it promises; otherwise it is deleted on the spot."""
        lost = row.state is TaskState.COMPLETED and not self.folder.has_result(row.id)
        if self._clock() < row.expires and not lost:
            return True
        self.forget(row.id)
        return False

    def _is_made(self, row: TaskRow) -> bool:
        """Whether its result stands in the folder, whole, and only the end of its least time is waited for."""
        return bool(row.format) and self.folder.has_result(row.id)

    async def _sweep_forever(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP_EVERY)
            try:
                self.sweep()
            except (OSError, sqlite3.Error) as error:
                log.error("What is older than 24 hours can't be deleted now: %s.", trouble.words(error))

    async def _close(self, sweeper: asyncio.Task[None]) -> None:
        self._runs = False
        await self._callbacks.close()
        running = [sweeper, *self._lives]
        for task in running:
            task.cancel()
        self.idle = await asyncio.to_thread(self._pools.close, _GRACE)
        await asyncio.gather(*running, return_exceptions=True)
        try:
            self._ledger.put_back()
        except sqlite3.Error as error:
            log.error("Interrupted tasks can't be put back: %s.", trouble.words(error))
        finally:
            self._ledger.close()
