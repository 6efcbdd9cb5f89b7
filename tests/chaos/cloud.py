"""The server that is paid: never killed, so that it remembers every credit it took, and seldom in a good mood."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retouch_lib.engine.faults import Fault, Faults
from retouch_lib.engine.server import EngineServer
from retouch_lib.media.files import digest_of
from tests.engines import quick_verify, quick_work

_CREDITS = 1_000_000

Choice = tuple[int, str, dict[str, Any]]
MOODS: dict[str, tuple[Choice, ...]] = {
    "start": (
        (3, "drop_before", {}),
        (2, "drop_after", {}),
        (1, "drop_middle", {}),
        (1, "html_502", {"acted": True}),
        (2, "html_502", {}),
        (2, "error", {"status": 503}),
        (2, "too_many", {"retry_after": 0}),
        (2, "stall", {"seconds": 0.5}),
        (2, "stall", {"seconds": 0.5, "acted": True}),
    ),
    "status": (
        (4, "delayed", {}),
        (2, "html_500", {}),
        (1, "error", {"status": 404}),
        (2, "drop_before", {}),
        (1, "drop_middle", {}),
        (2, "stall", {"seconds": 0.4}),
        (2, "progress_100", {}),
        (1, "wrong_type", {}),
    ),
    "get_file": (
        (3, "truncated", {}),
        (3, "short_file", {}),
        (2, "drop_middle", {}),
        (1, "error", {"status": 404}),
        (2, "html_502", {}),
        (2, "stall", {"seconds": 0.4}),
    ),
    "balance": ((5, "html_500", {}), (5, "drop_before", {}), (3, "stall", {"seconds": 0.3})),
}
"""Per call: of a hundred requests so many meet that fault."""


class Moods(Faults):
    """Faults drawn by lot, until the storm is over. No key is honoured: a start sent twice is charged twice."""

    def __init__(self, lot: random.Random) -> None:
        super().__init__()
        self._lot = lot
        self._lots = threading.Lock()
        self.calm = False
        self.met = 0
        """Faults that requests have met."""

    def draw(self, call: str, modifier: str | None = None) -> Fault | None:
        if modifier is not None:
            return Fault(modifier, {}) if modifier == "ignore_key" else None
        with self._lots:
            if self.calm:
                return None
            left = self._lot.randrange(100)
            for weight, kind, options in MOODS.get(call, ()):
                if left < weight:
                    self.met += 1
                    return Fault(kind, options)
                left -= weight
        return None


@dataclass(frozen=True)
class Books:
    """What the server knows of the credits it took."""

    charges: int
    keys: frozenset[str]
    """Idempotency-Keys that were charged."""
    unkeyed: int
    """Tasks charged beside the first of their key: paid twice."""
    ids: frozenset[str]


class Cloud:
    """An engine in this process, in the part of a cloud server."""

    def __init__(self, folder: Path, lot: random.Random) -> None:
        self._folder = folder
        self.moods = Moods(lot)
        self._engine = EngineServer(
            data_dir=folder, faults=self.moods, credits=_CREDITS, work=quick_work, verify=quick_verify
        )

    @contextmanager
    def open(self) -> Iterator[str]:
        """Its address, as `RETOUCH_CUSTOM_URL` has it."""
        with self._engine:
            yield f"{self._engine.url}/api/v1"

    def books(self) -> Books:
        ledger = self._engine.tasks._ledger  # it has its file for itself: nobody else can read there
        tasks = {task: row.key for task in ledger.ids() if (row := ledger.task(task))}
        keys = [key for key in tasks.values() if key is not None]
        return Books(self._engine.tasks.charges, frozenset(keys), len(tasks) - len(keys), frozenset(tasks))

    def digest(self, task_id: str) -> str | None:
        """The SHA-256 of the result that this task has, or None."""
        found = self._engine.tasks.result(task_id)
        return digest_of(found[0]) if found else None
