"""The count after a storm can fail: each promise that is broken by hand is named, and no other."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from retouch_lib.cloud.client import Client
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.store.records import Job, JobState
from retouch_lib.store.store import Store
from retouch_lib.tokens.secret import Token
from tests.chaos.app import TOKEN_TEXT
from tests.chaos.audit import audit
from tests.chaos.cloud import Cloud
from tests.chaos.storm import Log
from tests.jobs.labs import OWNER, finish, launched, new_photo, press


class Aftermath:
    """A data folder whose three paid jobs are done, and the server that was paid."""

    def __init__(self, folder: Path, cloud: Cloud, url: str) -> None:
        self.folder, self.cloud, self.url = folder, cloud, url
        self.app_log = folder.parent / "app.log"
        self.app_log.write_text("nothing")
        self.log = Log()
        with launched(folder, url.removesuffix("/api/v1")) as lab:
            finish(lab, press(lab, new_photo(lab), "custom"))

    def broken(self) -> list[str]:
        """The promises that the audit calls broken."""
        verdicts, _ = audit(self.folder, self.cloud, self.log, self.app_log)
        return [verdict.promise for verdict in verdicts if verdict.against]

    def jobs(self) -> tuple[Job, ...]:
        with closing(Store.open(self.folder / "lab.sqlite")) as store:
            return store.jobs(OWNER)

    def move(self, job: Job, *states: JobState) -> None:
        with closing(Store.open(self.folder / "lab.sqlite")) as store:
            for state in states:
                store.set_job(job.id, state=state)


def test_each_promise_that_is_broken_is_named(tmp_path: Path) -> None:
    cloud = Cloud(tmp_path / "cloud", random.Random(1))
    cloud.moods.calm = True
    with cloud.open() as url:
        aftermath = Aftermath(tmp_path / "data", cloud, url)
        assert aftermath.broken() == []
        expected: list[str] = []
        for break_it, promises in BREAKS:
            break_it(aftermath)
            expected = [promise for promise in PROMISES if promise in {*expected, *promises}]
            assert aftermath.broken() == expected, break_it.__name__


def start_again(aftermath: Aftermath) -> None:
    photo = next(path for path in (aftermath.folder / "files").rglob("*") if path.is_file())
    key = aftermath.jobs()[0].id
    Client(aftermath.url).start(photo, LOOKS[0].to_json(), Token(TOKEN_TEXT), name="a.jpg", key=key)


def give_up_a_paid_job(aftermath: Aftermath) -> None:
    job = aftermath.jobs()[0]
    aftermath.move(job, JobState.SWEPT, JobState.DOWNLOADING, JobState.EXPIRED)


def leave_one_under_way(aftermath: Aftermath) -> None:
    job = aftermath.jobs()[1]
    aftermath.move(job, JobState.SWEPT, JobState.DOWNLOADING)


def change_a_result(aftermath: Aftermath) -> None:
    result = aftermath.jobs()[2].result
    next(path for path in (aftermath.folder / "files").rglob(f"*{result}*")).write_bytes(b"another")


def leave_half_a_file(aftermath: Aftermath) -> None:
    (aftermath.folder / "files" / "parts" / "x.part").write_bytes(b"half")


def end_late_and_unasked(aftermath: Aftermath) -> None:
    aftermath.log.unasked.append("it ended by itself")
    aftermath.log.leaving.append(7.5)


def tell_the_token(aftermath: Aftermath) -> None:
    aftermath.app_log.write_text(f"token={TOKEN_TEXT}")


TWICE = "no job is charged twice"
LOST = "every charge has its job, and nothing paid for is lost"
CHANGED = "every result kept is the server's file, whole"
STRANDED = "no job is stranded"
HALF = "no half file lies about"
LATE = "it stops within 5 s when told"
UNASKED = "it starts, and ends only when told"
TOLD = "the token is in no file"
PROMISES = (TWICE, LOST, CHANGED, STRANDED, HALF, LATE, UNASKED, TOLD)
"""In the audit's order."""
BREAKS: tuple[tuple[Callable[[Aftermath], None], tuple[str, ...]], ...] = (
    (start_again, (TWICE,)),
    (give_up_a_paid_job, (LOST,)),
    (leave_one_under_way, (LOST, STRANDED)),
    (change_a_result, (CHANGED,)),
    (leave_half_a_file, (HALF,)),
    (end_late_and_unasked, (LATE, UNASKED)),
    (tell_the_token, (TOLD,)),
)
