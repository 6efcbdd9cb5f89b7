"""How soon a result is there once the server has it: by asking alone, and where the server calls.

Two labs in one run, on a server that is asked as a cloud's is (after 2 s, then every 3 s): jobs of 4 to 9 s, which tell
their progress as they go. What is measured is the time from the server's last word to the row that says done.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from retouch_lib.engine import worker_pools
from retouch_lib.engine.ledger import Ledger, TaskState
from retouch_lib.engine.server import EngineServer
from retouch_lib.engine.worker_pools import Progress
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import SLIGHT
from retouch_lib.settings import Settings
from retouch_lib.store.records import Job, JobState
from retouch_lib.tokens.secret import Token
from retouch_lib.ui.server import lifespan
from tests.contract.hosts import Host
from tests.engines import QuickOutcome, jpeg_bytes, quick_verify, quick_work
from tests.many_jobs import OWNER

JOBS = 24
SHORTEST, LONGEST = 4.0, 9.0
WITHIN = 90.0
AIM = 0.4
"""Seconds, median; the page looks every 0.6 s and draws, and both together stay below 0.7 s."""
TOKEN = Token("reto-bench-token-000000")
Figures = tuple[list[float], float]


def main() -> None:
    worker_pools.cores = lambda: JOBS
    with tempfile.TemporaryDirectory() as scratch:
        (asked, polls), (told, fewer) = (_run(Path(scratch) / str(hooks), hooks=hooks) for hooks in (False, True))
    print(f"{JOBS} jobs of {SHORTEST:g} to {LONGEST:g} s; from ready on the server to stored:")
    for name, late, calls in (("asking alone (baseline)", asked, polls), ("the server calls", told, fewer)):
        print(
            f"  {name:24} median {statistics.median(late):5.2f} s, longest {max(late):5.2f} s, {calls:4.1f} calls a job"
        )
    ratio = statistics.median(told) / statistics.median(asked)
    print(f"  ratio of the medians     {ratio:5.2f}   (aim: a median below {AIM:g} s)")


def _run(folder: Path, *, hooks: bool) -> Figures:
    """Seconds from ready to stored of each job, and status calls a job."""
    ready: dict[str, float] = {}
    work = _Work()
    engine = EngineServer(data_dir=folder / "engine", work=work, verify=quick_verify)
    with engine, _Watched(ready):
        url = f"{engine.url}/api/v1"
        settings = Settings(
            folder / "data", TOKEN, custom_url=url, engine_url=engine.url, public_url="http://127.0.0.1", hooks=hooks
        )
        lab = Lab.open(settings)
        lifespan.use(lab)
        host = Host(lab)
        lab.hooks.base = f"http://127.0.0.1:{host.port}" if hooks else ""
        lab.launch()
        try:
            jobs = _jobs(lab)
        finally:
            host.close()
            lifespan.use(None)
            lab.close()
    late = [job.ended_at.timestamp() - ready[str(job.remote_id)] for job in jobs if job.ended_at]
    return late, sum(job.polls for job in jobs) / len(jobs)


def _jobs(lab: Lab) -> Sequence[Job]:
    photos = []
    for number in range(JOBS):
        part = lab.files.new_part()
        part.write_bytes(jpeg_bytes(seed=number))
        photos.append(lab.add_photo(OWNER, part, f"{number}.jpg").sha256)
    run = lab.run(lab.plan(OWNER, photos, [SLIGHT], "custom"), confirmed=JOBS)
    end = time.monotonic() + WITHIN
    while len(done := lab.store.jobs(OWNER, [JobState.DONE])) < len(run.items):
        assert time.monotonic() < end, "not all of the jobs came to their end"
        time.sleep(0.2)
    return done


class _Work:
    """Takes its time, a known one, and tells how far it is."""

    def __init__(self) -> None:
        self._random = random.Random(7)

    def __call__(
        self, source: Path, tasks: Sequence[Mapping[str, Any]], target: Path, progress: Progress
    ) -> QuickOutcome:
        seconds = self._random.uniform(SHORTEST, LONGEST)
        for part in range(50):
            progress(str(tasks[0]["Plugin"]), part / 50)
            time.sleep(seconds / 50)
        return quick_work(source, tasks, target, progress)


class _Watched:
    """Notes when the server's own row says that a task is completed."""

    def __init__(self, ready: dict[str, float]) -> None:
        self._ready = ready
        self._move = Ledger.move

    def __enter__(self) -> None:
        ready, move = self._ready, self._move

        def watched(ledger: Ledger, task_id: str, state: TaskState, **options: Any) -> bool:
            moved = move(ledger, task_id, state, **options)
            if state is TaskState.COMPLETED:
                ready[task_id] = time.time()
            return moved

        Ledger.move = watched  # type: ignore[method-assign, assignment]

    def __exit__(self, *_: object) -> None:
        Ledger.move = self._move  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
