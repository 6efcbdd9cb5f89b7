"""A hot folder that finds thousands of photos at once: memory, and CPU for each, of the process that watches.

`python -m benchmarks.hot_folder 10000` takes as many. The baseline, in the same run, is FEW photos. The engine answers
at once; it runs in this process, the watch in one of its own, whose memory is asked of the system while it runs.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from retouch_lib.engine.faults import Faults
from retouch_lib.engine.server import EngineServer
from tests.engines import jpeg_bytes, quick_verify, quick_work

FEW, MANY = 100, 1000
AIM = 1.25
"""Times the memory that FEW take."""
_ASK_EVERY = 0.2


@dataclass(frozen=True)
class Watched:
    """One watch from its begin to its end."""

    mebibytes: float
    """The most that it had, resident."""
    cpu: float
    """Seconds."""


def main(many: int = MANY) -> None:
    few, lots = _watch(FEW), _watch(many)
    ratio = lots.mebibytes / few.mebibytes
    each = 1000 * (lots.cpu - few.cpu) / (many - FEW)
    print(f"{FEW:>7,} photos at once   {few.mebibytes:5.0f} MiB (baseline)   {few.cpu:6.1f} s CPU")
    print(
        f"{many:>7,} photos at once   {lots.mebibytes:5.0f} MiB = {ratio:.2f} × (aim ≤ {AIM})   {lots.cpu:6.1f} s CPU"
    )
    print(f"each photo more          {each:5.0f} ms of CPU")


def _watch(count: int) -> Watched:
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch:
        folder = Path(scratch)
        (folder / "in").mkdir()
        for number in range(count):
            data = jpeg_bytes()
            note = b"%08d" % number
            (folder / "in" / f"{number}.jpg").write_bytes(data[:2] + b"\xff\xfe\0\x0a" + note + data[2:])
        engine = EngineServer(
            data_dir=folder / "engine", faults=Faults(), credits=10**6, work=quick_work, verify=quick_verify
        )
        with engine:
            return _measured(folder, engine.url)


def _measured(folder: Path, engine_url: str) -> Watched:
    arguments = [
        "watch",
        str(folder / "in"),
        "--preset",
        "slight",
        "-o",
        str(folder / "out"),
        "--once",
        "--quiet",
        "0.1",
    ]
    environment = {**os.environ, "RETOUCH_DATA_DIR": str(folder / "data"), "RETOUCH_ENGINE_URL": engine_url}
    with subprocess.Popen(
        [sys.executable, "-m", "retouch_lib", *arguments], env=environment, stdout=subprocess.DEVNULL
    ) as process:
        seen, most, cpu = psutil.Process(process.pid), 0, 0.0
        while process.poll() is None:
            try:
                most = max(most, seen.memory_info().rss)
                cpu = sum(seen.cpu_times()[:2])
            except psutil.NoSuchProcess:
                break
            time.sleep(_ASK_EVERY)
    assert process.returncode == 0, process.returncode
    return Watched(most / 2**20, cpu)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
