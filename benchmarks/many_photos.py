"""Reruns of Compare and Tune with 300 photos of 20 results each, beside one photo of 20: the whole script, by AppTest.

Seconds are CPU time of the process, the median of five reruns without anything changed. The photos are there; of
results there are rows, written in the order of the photos as people work, and no files.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, event
from streamlit.testing.v1 import AppTest

from benchmarks.one_photo import ENTRY, RERUNS, TIMEOUT
from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.ui import preferences
from retouch_lib.ui.server import lifespan
from tests.engines import jpeg_bytes
from tests.many_jobs import OWNER, fill

PHOTOS, RESULTS = 300, 20
AIM_RERUN = 0.2


def measure(count: int) -> None:
    """Print one line for that many photos."""
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch:
        lab = Lab.open(Settings(data_dir=Path(scratch)))
        photos = [_photo(lab, number) for number in range(count)]
        fill(Path(scratch) / "lab.sqlite", count * RESULTS, until=datetime.now(UTC), photos=photos)
        lab.store.set_preference(OWNER, preferences.GREETED, True)
        lab.store.set_preference(OWNER, preferences.PHOTOS, photos[:1])
        lifespan.use(lab)
        found = {name: _rerun(name) for name in ("compare", "tune")}
        lifespan.use(None)
        line = "".join(
            f"{name}: rerun {seconds:5.2f} s, {statements:3} statements   "
            for name, (seconds, statements) in found.items()
        )
        print(f"  {count:4} photos × {RESULTS} results   {line}", flush=True)
        lab.close()


def _photo(lab: Lab, number: int) -> str:
    part = lab.files.new_part()
    part.write_bytes(jpeg_bytes(seed=number))
    return lab.add_photo(OWNER, part, f"DSC_{number:04d}.jpg").sha256


def _rerun(page: str) -> tuple[float, int]:
    """CPU seconds of one more run of the page, and the statements it asks the database."""
    test = AppTest.from_file(str(ENTRY), default_timeout=TIMEOUT)
    test.run()
    if page != "tune":
        test.switch_page(f"../../pages/{page}.py")
    test.run()
    assert not test.exception, [error.value for error in test.exception]
    statements: list[str] = []

    def asked(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", asked)
    took = []
    for _ in range(RERUNS):
        statements.clear()
        begin = time.process_time()
        test.run()
        took.append(time.process_time() - begin)
    event.remove(Engine, "before_cursor_execute", asked)
    return statistics.median(took), sum(statement.startswith("SELECT") for statement in statements)


def main() -> None:
    print(f"many photos: aim {AIM_RERUN:.1f} s for a rerun of Compare with {PHOTOS}; the first line is the baseline")
    for count in (1, PHOTOS):
        subprocess.run([sys.executable, "-m", "benchmarks.many_photos", str(count)], check=True)


if __name__ == "__main__":
    measure(int(sys.argv[1])) if len(sys.argv) > 1 else main()
