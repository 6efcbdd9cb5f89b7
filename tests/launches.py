"""What opening and launching in a fresh data folder takes, done once for all tests of this process.

Making the lab's tables takes 20 ms. DBOS looks for new queues every second, so the first job ever of a data folder
starts up to a second late; where the queue is known from a launch before, it starts at once.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.store.store import Store

JOBS, STORE = "jobs.sqlite", "lab.sqlite"


def as_launched_before(data_dir: Path) -> None:
    """Give a data folder the databases it lacks, as of a lab that was launched and closed. No lab may be open."""
    as_opened_before(data_dir / STORE)
    if not (data_dir / JOBS).exists():
        (data_dir / JOBS).write_bytes(_known_queue())


def as_opened_before(database: Path) -> Path:
    """Make the lab's database where there is none, as one that was opened and closed; returns its path."""
    if not database.exists():
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        database.write_bytes(_tables())
    return database


@cache
def _tables() -> bytes:
    """The lab's newest tables, with nothing in them."""
    with tempfile.TemporaryDirectory() as folder:
        Store.open(Path(folder, STORE)).close()
        return _closed(Path(folder, STORE))


@cache
def _known_queue() -> bytes:
    """A database with DBOS's tables and the queue, and no job."""
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab.open(Settings(data_dir=Path(folder), engine_url="http://127.0.0.1:1"))
        try:
            lab.launch()
        finally:
            lab.close()
        return _closed(Path(folder, JOBS))


def _closed(database: Path) -> bytes:
    assert not database.with_name(f"{database.name}-wal").exists(), "the last one to close puts all into one file"
    return database.read_bytes()
