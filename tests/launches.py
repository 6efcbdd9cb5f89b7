"""What a launch in a fresh data folder waits for, done once for all tests of this process.

DBOS looks for new queues every second, so the first job ever of a data folder starts up to a second late; where the
queue is known from a launch before, it starts at once.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from retouch_lib.lab import Lab
from retouch_lib.settings import Settings

JOBS = "jobs.sqlite"


def as_launched_before(data_dir: Path) -> None:
    """Give a data folder that has none the jobs' database of a lab that was launched and closed. No lab may be open."""
    database = data_dir / JOBS
    if not database.exists():
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        database.write_bytes(_known_queue())


@cache
def _known_queue() -> bytes:
    """A database with DBOS's tables and the queue, and no job."""
    with tempfile.TemporaryDirectory() as folder:
        lab = Lab.open(Settings(data_dir=Path(folder), engine_url="http://127.0.0.1:1"))
        try:
            lab.launch()
        finally:
            lab.close()
        assert not Path(folder, f"{JOBS}-wal").exists(), "the last one to close writes everything into one file"
        return Path(folder, JOBS).read_bytes()
