"""A draw of Tune's stage with five results: how often the head of a picture is parsed, and the CPU time of the page.

The baseline, in the same run, is the first draw: each picture has to be looked at once. While a run is under way, the
stage is drawn every 0.6 s.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from streamlit.testing.v1 import AppTest

from benchmarks.one_photo import ENTRY, RERUNS, TIMEOUT
from retouch_lib.imaging.files import photo
from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.store.records import JobState, Wanted
from retouch_lib.ui import preferences
from retouch_lib.ui.server import lifespan
from tests.engines import jpeg_bytes
from tests.many_jobs import OWNER

RESULTS = 5
PAYLOAD = '{"mode":"professional","tasks":[{"Plugin":"Heal"}]}'


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch:
        lab = Lab.open(Settings(data_dir=Path(scratch)))
        original = _keep(lab, 0)
        lab.add_photo(OWNER, _copy(lab, original), "DSC_0001.jpg")
        _finish_a_run(lab, original)
        lab.store.set_preference(OWNER, preferences.GREETED, True)
        lab.store.set_preference(OWNER, preferences.PHOTOS, [original])
        lifespan.use(lab)
        _measure()
        lifespan.use(None)
        lab.close()


def _measure() -> None:
    test = AppTest.from_file(str(ENTRY), default_timeout=TIMEOUT)
    with _parses() as first:
        test.run()
    assert not test.exception, [error.value for error in test.exception]
    took = []
    with _parses() as later:
        for _ in range(RERUNS):
            begin = time.process_time()
            test.run()
            took.append(time.process_time() - begin)
    print(f"stage with {RESULTS} results: the first draw parses {len(first)} heads (baseline)")
    print(f"  a later draw parses {len(later) / RERUNS:.0f} (aim 0); the page takes {statistics.median(took):.3f} s")


@contextmanager
def _parses() -> Iterator[list[object]]:
    """Grows by one with each head that is parsed."""
    found: list[object] = []
    inspect = photo.inspect

    def counted(*arguments: Any, **options: Any) -> photo.PhotoInfo:
        found.append(None)
        return inspect(*arguments, **options)

    with mock.patch.object(photo, "inspect", counted):
        yield found


def _finish_a_run(lab: Lab, original: str) -> None:
    asked = [Wanted(original, f"variant {number}", PAYLOAD, f"{number:064x}", "", None) for number in range(RESULTS)]
    run = lab.store.make_run(OWNER, "local", asked, engine_version="1", token_ref="ref")
    for number, item in enumerate(run.items, 1):
        for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
            lab.store.set_job(item.job.id, state=state)
        result = _keep(lab, number)
        lab.store.set_job(item.job.id, state=JobState.DONE, result=result, result_type="jpeg", result_bytes=1000)


def _keep(lab: Lab, seed: int) -> str:
    part = lab.files.new_part()
    part.write_bytes(jpeg_bytes(600, 400, seed=seed))
    return lab.files.adopt(part)


def _copy(lab: Lab, sha256: str) -> Path:
    part = lab.files.new_part()
    part.write_bytes(lab.files.path(sha256).read_bytes())
    return part


if __name__ == "__main__":
    main()
