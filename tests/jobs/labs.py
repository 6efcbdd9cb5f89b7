"""Labs on real engines, in this process; their servers are asked more often than a real one would like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.cloud import retry, servers
from retouch_lib.cloud.servers import Server
from retouch_lib.lab import Lab
from retouch_lib.media.files import digest_of
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.settings import Settings
from retouch_lib.store.records import Job, JobState, Photo, Run
from retouch_lib.tokens.secret import Token
from tests.engines import jpeg_bytes, wait_until
from tests.launches import as_launched_before

OWNER = "local"
TOKEN_TEXT = "reto_test_x7K2mQ9Lp4Nz8Vb1"
OTHER_TOKEN_TEXT = "reto_other_Zq81LmN0pXc4Rt6"
seeds = iter(range(1, 100_000))
"""For pictures that no test of this process used before."""


def quick(original: Callable[[Settings], tuple[Server, ...]] = servers.servers) -> Callable[[Settings], Any]:
    """`servers.servers` with polls every 50 ms."""

    def table(settings: Settings) -> tuple[Server, ...]:
        return tuple(replace(server, first_poll=0.05, every=0.05) for server in original(settings))

    return table


def settings(data_dir: Path, engine_url: str, token: str = TOKEN_TEXT, **others: Any) -> Settings:
    """ "local" is the engine as one that knows keys, "custom" the same engine as one that may not."""
    values: dict[str, Any] = {
        "token": Token(token),
        "custom_url": f"{engine_url}/api/v1",
        "engine_url": engine_url,
        **others,
    }
    return Settings(data_dir, **values)


@contextmanager
def launched(data_dir: Path, engine_url: str, **others: Any) -> Iterator[Lab]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(servers, "servers", quick())
        patch.setattr(retry, "FIRST_PAUSE", 0.05)
        if "database_url" not in others:
            as_launched_before(data_dir)
        lab = Lab.open(settings(data_dir, engine_url, **others))
        try:
            lab.launch()
            yield lab
        finally:
            lab.close()


def new_photo(lab: Lab, owner: str = OWNER, data: bytes | None = None) -> Photo:
    """A photo that no test used before."""
    part = lab.files.new_part()
    part.write_bytes(data or jpeg_bytes(seed=next(seeds)))
    return lab.add_photo(owner, part, "DSC_1.jpg")


def press(lab: Lab, photo: Photo, server: str = "local", presets: Sequence[Preset] = LOOKS, **options: Any) -> Run:
    """What the Run button does."""
    return lab.run(lab.plan(OWNER, [photo.sha256], presets, server, **options))


def now(lab: Lab, run: Run) -> list[Job]:
    """The run's jobs as they are by now."""
    found = lab.store.run(OWNER, run.id)
    assert found is not None
    return [item.job for item in found.items]


def states(lab: Lab, run: Run) -> list[JobState]:
    return [job.state for job in now(lab, run)]


def wait_for(lab: Lab, run: Run, *wanted: JobState, seconds: float = 20) -> list[Job]:
    """Wait until every job of the run is in one of these states."""
    try:
        wait_until(lambda: set(states(lab, run)) <= set(wanted), seconds=seconds)
    except AssertionError:
        raise AssertionError([(job.state, job.note, job.error) for job in now(lab, run)]) from None
    return now(lab, run)


def finish(lab: Lab, run: Run, seconds: float = 20) -> list[Job]:
    """Wait until all are done, and check each file."""
    jobs = wait_for(lab, run, JobState.DONE, seconds=seconds)
    for job in jobs:
        check_whole(lab.files.path(job.result or ""), job)
    return jobs


def check_whole(path: Path, job: Job) -> None:
    assert job.result is not None
    assert digest_of(path) == job.result
    assert path.stat().st_size == job.result_bytes
