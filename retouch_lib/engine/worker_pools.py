"""The pools of threads that work on pictures: one worker for each core, and two for intake.

Threads, because OpenCV, NumPy and the codecs release the interpreter's lock while they work. Uploads are checked,
and results saved, by the two intake threads, so that a start is answered while every core retouches. OpenCV keeps
its own threads: it lets one caller at a time use them and works inline for the others, and that was faster than one
thread each, alone (0.35 against 0.9 s on two cores) and with every worker busy (1.2 against 2.0 s).
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

Progress = Callable[[str, float], None]
"""Told the plugin at work and the fraction (0–1) of the whole task that is done."""


class WorkOutcome(Protocol):
    """What `Work` tells of the result it wrote."""

    @property
    def format(self) -> str:
        """ "jpeg", "png" or "zip"."""

    @property
    def reason(self) -> str:
        """A remark for the status call, or an empty text."""


Work = Callable[[Path, Sequence[Mapping[str, Any]], Path, Progress], WorkOutcome]
"""Retouches the photo (first path) by the tasks into the second path."""

Verify = Callable[[Path], object]
"""Raises InvalidPhoto for a file that is no whole JPEG or PNG."""


class EngineStopping(BaseException):
    """The engine stops; raised inside the work, out of its progress call. Not an error of the task."""


def retouch(source: Path, tasks: Sequence[Mapping[str, Any]], target: Path, progress: Progress) -> WorkOutcome:
    """The engine's own work. Imported when first needed: OpenCV takes a while, and the ready line need not wait."""
    from retouch_lib.engine.retouch import retouch as work

    return work(source, tasks, target, progress)


def verify(path: Path) -> object:
    """The engine's own check of an upload. Raises InvalidPhoto."""
    from retouch_lib.imaging.files.photo import verify as check

    return check(path)


def cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class WorkerPools:
    """Two pools, and a way to leave them in time."""

    def __init__(self, workers: int) -> None:
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="retouch")
        self._intake = ThreadPoolExecutor(2, thread_name_prefix="intake")
        self._under_way: set[Future[Any]] = set()

    async def run_intake(self, job: Callable[[], T]) -> T:
        """Run `job` apart from the work: the check of an upload, the saving of a result."""
        return await self._run(self._intake, job)

    async def run_work(self, job: Callable[[], T]) -> T:
        """Run `job` when a core is free."""
        return await self._run(self._pool, job)

    def raise_if_stopping(self) -> None:
        """Called by work in progress: raises EngineStopping when the engine stops."""
        if self._stopping.is_set():
            raise EngineStopping

    def close(self, grace: float) -> bool:
        """Drop what has not begun, ask the rest to leave; whether all of it did within `grace` seconds."""
        self._stopping.set()
        for pool in (self._pool, self._intake):
            pool.shutdown(wait=False, cancel_futures=True)
        return not wait(list(self._under_way), timeout=grace).not_done

    async def _run(self, pool: ThreadPoolExecutor, job: Callable[[], T]) -> T:
        try:
            future = pool.submit(job)
        except RuntimeError:  # it takes no more: the engine, or the whole interpreter, is about to end
            raise EngineStopping from None
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)
        return await asyncio.wrap_future(future)
