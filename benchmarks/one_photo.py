"""Reruns of Compare and Tune where one photo has 1,000 and 10,000 results: the whole script, as AppTest runs it.

A process of its own for each size; the jobs are written, their files are not there. "first" is the page as it is opened
(imports, the first looks at the photo), "rerun" the median of the next five, without anything changed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.ui import preferences
from retouch_lib.ui.server import lifespan
from tests.many_jobs import OWNER, fill

SIZES = (1_000, 10_000)
AIM_RERUN = 0.5
RERUNS = 5
ENTRY = Path(__file__).resolve().parents[1] / "retouch_lib" / "ui" / "main.py"
TIMEOUT = 300


def measure(count: int) -> None:
    """Print one line for that many jobs."""
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch:
        lab = Lab.open(Settings(data_dir=Path(scratch)))
        photo = lab.add_sample(OWNER, "portrait")
        fill(Path(scratch) / "lab.sqlite", count, until=datetime.now(UTC), photo=photo.sha256)
        lab.store.set_preference(OWNER, preferences.GREETED, True)
        lab.store.set_preference(OWNER, preferences.PHOTOS, [photo.sha256])
        lifespan.use(lab)
        pages = {name: seconds(name) for name in ("compare", "tune")}
        lifespan.use(None)
        line = "".join(
            f"{name}: first {first:5.2f} s, rerun {rerun:5.2f} s   " for name, (first, rerun) in pages.items()
        )
        print(f"  {count:7,} results   {line}", flush=True)
        lab.close()


def seconds(page: str) -> tuple[float, float]:
    """Of the page's first run, and of one more."""
    test = AppTest.from_file(str(ENTRY), default_timeout=TIMEOUT)
    test.run()
    begin = time.perf_counter()
    if page != "tune":
        test.switch_page(f"../../pages/{page}.py")
    test.run()
    first = time.perf_counter() - begin
    assert not test.exception, [error.value for error in test.exception]
    reruns = []
    for _ in range(RERUNS):
        begin = time.perf_counter()
        test.run()
        reruns.append(time.perf_counter() - begin)
    return first, statistics.median(reruns)


def main() -> None:
    print(f"one photo: aim {AIM_RERUN:.1f} s for a rerun of Compare with 10,000 results", flush=True)
    for count in SIZES:
        subprocess.run([sys.executable, "-m", "benchmarks.one_photo", str(count)], check=True)


if __name__ == "__main__":
    measure(int(sys.argv[1])) if len(sys.argv) > 1 else main()
