"""A lab on the old folder, with the servers of its jobs: the cloud that remembers them, and the local engine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.cloud import retry, servers
from retouch_lib.cloud.servers import Server
from retouch_lib.engine.faults import Faults
from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.store.records import Job, JobState
from retouch_lib.tokens.secret import Token
from tests.engines import quick_verify, quick_work, wait_until
from tests.fixtures.scripted_cloud import PRESENT, ScriptedCloud
from tests.jobs.labs import OWNER, TOKEN_TEXT, quick

_LATER = timedelta(seconds=10)
"""So long after the kill the folder is opened again."""
ALL = 10_000


class OldLab:
    """The lab on such a folder, seconds after the kill."""

    def __init__(self, data: Path, cloud: ScriptedCloud, stack: ExitStack) -> None:
        self.cloud = cloud
        begun = time.monotonic()

        def clock() -> Any:
            return PRESENT + _LATER + timedelta(seconds=time.monotonic() - begun)

        engine = EngineServer(
            data_dir=data / "engine",
            faults=Faults(),
            clock=lambda: clock().timestamp(),
            work=quick_work,
            verify=quick_verify,
        )
        self.engine = stack.enter_context(engine)
        self.local_before = self.engine.tasks.charges
        settings = Settings(data, custom_url=self.cloud.url, engine_url=self.engine.url)
        self.lab = Lab.open(settings, clock=clock)
        stack.callback(self.lab.close)
        self.lab.vault.keep(OWNER, Token(TOKEN_TEXT))

    def jobs(self, photo_name: str) -> list[Job]:
        names = {photo.sha256: photo.name for photo in self.lab.store.photos(OWNER)}
        return [job for job in self.lab.store.jobs(OWNER, limit=ALL) if names.get(job.photo) == photo_name]

    def wait_for(self, photo_name: str, state: JobState) -> list[Job]:
        """Wait until every job of the photo is in that state."""
        try:
            wait_until(lambda: {job.state for job in self.jobs(photo_name)} == {state}, seconds=60)
        except AssertionError:
            raise AssertionError([(job.state, job.note, job.error) for job in self.jobs(photo_name)]) from None
        return self.jobs(photo_name)

    def is_at_rest(self) -> bool:
        """Whether what is under way goes on only by the user's doing: an unsure job, one whose token is missing."""
        return all(job.state is JobState.UNSURE or job.error == "TokenMissing" for job in self.lab.store.under_way())


@contextmanager
def at_work(data: Path, cloud: ScriptedCloud) -> Iterator[OldLab]:
    """A lab on the folder, not launched yet, whose servers main and custom are that cloud."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        table = quick()

        def scripted(settings: Settings) -> tuple[Server, ...]:
            main = {"base": settings.custom_url, "balance": ""}
            return tuple(replace(one, **main) if one.name == "main" else one for one in table(settings))

        patch.setattr(servers, "servers", scripted)
        patch.setattr(retry, "FIRST_PAUSE", 0.05)
        yield OldLab(data, cloud, stack)
