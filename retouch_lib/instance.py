"""One process per data folder: two would fetch each other's jobs."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from retouch_lib.errors import RetouchError
from retouch_lib.machine.disk import unusable


class AlreadyRunning(RetouchError):
    """Another process works on this data folder."""


def claim(data_dir: Path) -> FileLock:
    """Hold the data folder until `release()` or the process's end, however it ends.

    Within one process the folder may be claimed several times, and is free after as many releases. Raises
    AlreadyRunning, DataUnusable, each with one sentence for the terminal.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)  # photos are for their owner's eyes
        lock = FileLock(data_dir / "lab.lock", is_singleton=True, thread_local=False)
        lock.acquire(timeout=0)
    except Timeout:
        raise AlreadyRunning(
            f"Retouch Lab already runs with the data folder {data_dir}: use the window that is open, "
            "or set RETOUCH_DATA_DIR to another folder."
        ) from None
    except OSError as error:
        raise unusable(data_dir, error) from None
    return lock
