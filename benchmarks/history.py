"""The History page on 1,000, 10,000 and 100,000 made-up jobs of a year: first view, filter change, memory.

A process of its own for each size. "First view" is what the page asks for when it is opened: choices, sums and the
newest rows of the last 30 days, after the store was opened; "all" is the period set to everything; "search" two words
over everything; then the other two views over everything, and the whole history as one frame. "Held" is every result
held against new limits of triage once, "needing" the filter for those that need a look after that. Milliseconds are
CPU time: on a busy machine, too, two versions can be compared.
"""

from __future__ import annotations

import math
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from benchmarks.processor_time import processor_seconds
from retouch_lib.imaging.measures.change import PartChange, StrayChange
from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.imaging.measures.parts import Part
from retouch_lib.imaging.measures.places import PhotoPlace
from retouch_lib.imaging.measures.version import VERSION
from retouch_lib.store.store import Store
from retouch_lib.work.history import History, Where
from retouch_lib.work.triaging import Triages
from tests.many_jobs import OWNER, fill

SIZES = (1_000, 10_000, 100_000)
AIM_FIRST_VIEW, AIM_ALL, AIM_QUOTA = 1.0, 0.5, 0.7
PAGE = 100


def measure(count: int) -> None:
    """Print one line for that many jobs."""
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch:
        path = Path(scratch) / "lab.sqlite"
        now = datetime.now(UTC)
        fill(path, count, until=now)
        store = Store.open(path)
        history = History(store, OWNER)
        month, everything = Where(since=now - timedelta(days=30)), Where()
        before = psutil.Process().memory_info().rss
        views: dict[str, Callable[[], object]] = {
            "first view": lambda: (history.filter_options(), *_jobs_view(history, month)),
            "all": lambda: _jobs_view(history, everything),
            "search": lambda: _jobs_view(history, Where(search="meyer 0001")),
            "credits": lambda: (history.spend("day"), history.spend("project")),
            "quota": lambda: (history.forecasts(), history.unexplained(), history.quota(points=600), history.marks()),
        }
        times = {name: processor_seconds(view) for name, view in views.items()}
        _measured(path)
        triages = Triages(store, lambda _: None)
        times["held"] = processor_seconds(lambda: triages.hold_all(OWNER, math.inf))
        needing = Where(needing=triages.hold_all(OWNER, 0).limits)
        times["needing"] = processor_seconds(lambda: (triages.hold_all(OWNER, 1), _jobs_view(history, needing)))
        pages = psutil.Process().memory_info().rss - before
        times["whole frame"] = processor_seconds(history.jobs)
        line = "".join(f"{name} {seconds * 1000:6.0f} ms   " for name, seconds in times.items())
        print(f"  {count:7,} jobs   {line}pages' memory {pages / 1e6:4.0f} MB", flush=True)
        store.close()


def _measured(path: Path) -> None:
    """Figures for every finished job, one in twenty beyond a limit."""
    stray = StrayChange(1.0, 0.5, 0.0, Part.BACKGROUND, PhotoPlace(0.5, 0.5, 0.1, 0.1))
    parts = tuple(
        PartChange(part, 0.1, 1.0, 2.0, 3.0, stray.place, (0.1, 0.1, 0.1), (0.1, 0.1), stray.place) for part in Part
    )
    fine = Measured((3000, 2000), parts=parts, stray=stray)
    beyond = replace(fine, stray=replace(stray, share=0.5))
    row = "INSERT INTO measures (job, owner, version, state, tries, figures, trouble)"
    row += " VALUES (?, ?, ?, 'measured', 1, ?, '')"
    with closing(sqlite3.connect(path)) as connection, connection:
        done = connection.execute("SELECT id FROM jobs WHERE state = 'done'").fetchall()
        texts = [each.to_json() for each in (beyond, *[fine] * 19)]
        connection.executemany(row, ((job, OWNER, VERSION, texts[at % 20]) for at, (job,) in enumerate(done)))


def _jobs_view(history: History, where: Where) -> tuple[object, object]:
    return history.summary(where), history.jobs(where, limit=PAGE)


def main() -> None:
    aims = f"first view {AIM_FIRST_VIEW:.0f} s, all {AIM_ALL} s, quota {AIM_QUOTA} s"
    print(f"history: aims for 100,000 jobs: {aims}; the first line is the baseline", flush=True)
    for count in SIZES:
        subprocess.run([sys.executable, "-m", "benchmarks.history", str(count)], check=True)


if __name__ == "__main__":
    measure(int(sys.argv[1])) if len(sys.argv) > 1 else main()
