"""A data folder that commit 57e16ff left when it was killed: opened, nothing lost, its jobs finished, paid once.

How it was made: `tests/fixtures/build_folder.py`. What becomes of a job is in its photo's name.
"""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from retouch_lib.store.database import Database
from retouch_lib.store.records import ENDED, JobState
from retouch_lib.store.store import Store
from retouch_lib.store.tables import metadata
from retouch_lib.store.versions import look
from retouch_lib.tokens.secret import Token
from retouch_lib.work.history import History, Where
from tests.engines import wait_until
from tests.fixtures import telling
from tests.fixtures.old_folder import ARCHIVE, OldFolder
from tests.fixtures.scripted_cloud import result
from tests.jobs.labs import OTHER_TOKEN_TEXT, OWNER, check_whole
from tests.jobs.old_labs import ALL, OldLab, at_work
from tests.jobs.test_secrets import assert_free_of_secret


@pytest.fixture
def old(tmp_path: Path) -> OldFolder:
    return OldFolder.unpack(tmp_path / "old")


class TestOpened:
    """Opened by this version, with nothing running."""

    @pytest.fixture
    def store(self, old: OldFolder) -> Iterator[Store]:
        store = Store.open(old.data / "lab.sqlite")
        yield store
        store.close()

    def test_its_tables_are_those_of_a_new_folder(self, old: OldFolder, store: Store) -> None:
        database = Database(old.data / "lab.sqlite")
        with database.reading() as connection:
            assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        database.close()
        with closing(sqlite3.connect(old.data / "lab.sqlite")) as plain:
            assert plain.execute("pragma integrity_check").fetchall() == [("ok",)]
            assert plain.execute("pragma foreign_key_check").fetchall() == []

    def test_no_row_and_no_file_is_lost(self, old: OldFolder, store: Store) -> None:
        assert old.told["rows"]["jobs"] == 32, "the fixture holds what its script says"
        assert old.told["rows"].items() <= telling.rows(old.data / "lab.sqlite").items()
        assert telling.files(old.data) == old.told["files"]

    def test_every_value_is_as_it_was(self, old: OldFolder, store: Store) -> None:
        rows = {
            "jobs": store.jobs(OWNER, limit=ALL),
            "photos": store.photos(OWNER),
            "presets": store.preset_versions(OWNER),
            "removed_presets": store.removed_presets(OWNER),
            "readings": store.readings(OWNER, limit=ALL),
        }
        for kind, found in rows.items():
            told = [{key: value for key, value in row.items() if key != "photo_name"} for row in old.told[kind]]
            assert_alike(told, telling.plain([dataclasses.asdict(row) for row in found]), kind)
        runs = [
            [run.id, run.project, [(item.variant, item.share, item.job.id) for item in run.items]]
            for run in store.runs(OWNER, limit=ALL)
        ]
        assert telling.plain(runs) == old.told["runs"]
        assert telling.preferences(old.data / "lab.sqlite", OWNER) == old.told["preferences"]

    def test_the_history_tells_the_same(self, old: OldFolder, store: Store) -> None:
        history = History(store, OWNER)
        frames = {
            "jobs": history.jobs(Where()),
            "runs": history.runs(Where()),
            "quota": history.quota(),
            **{by: history.spend(by, Where()) for by in ("preset", "photo", "project", "server")},
        }
        for name, frame in frames.items():
            assert_alike(old.told["frames"][name], telling.plain(frame.to_dict("records")), name)

    def test_opened_again_nothing_is_written(self, old: OldFolder) -> None:
        for _ in range(2):
            Store.open(old.data / "lab.sqlite").close()
            before = (old.data / "lab.sqlite").read_bytes()
        Store.open(old.data / "lab.sqlite").close()
        assert (old.data / "lab.sqlite").read_bytes() == before

    def test_an_upgrade_that_breaks_off_leaves_the_old_folder(
        self, old: OldFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        upgrade = command.upgrade

        def upgrade_and_fail(config: Config, revision: str) -> None:
            upgrade(config, revision)
            raise RuntimeError("the power went")

        with monkeypatch.context() as patch:
            patch.setattr(command, "upgrade", upgrade_and_fail)
            with pytest.raises(RuntimeError):
                Store.open(old.data / "lab.sqlite")
        assert look(old.data / "lab.sqlite", "SELECT version_num FROM alembic_version") == "0005"
        assert telling.rows(old.data / "lab.sqlite") == old.told["rows"]
        with closing(Store.open(old.data / "lab.sqlite")) as store:
            self.test_every_value_is_as_it_was(old, store)


def assert_alike(before: list[dict[str, Any]], now: list[dict[str, Any]], what: str) -> None:
    """Every value that the old version knew is the same; what it did not know may be known by now."""
    assert len(now) == len(before), what
    for old, new in zip(before, now, strict=True):
        assert {key: new[key] for key, value in old.items() if value is not None} == {
            key: value for key, value in old.items() if value is not None
        }, what


@dataclass(frozen=True)
class Finished:
    """What the old code told of the folder, and the lab that went on with it."""

    old: OldFolder
    there: OldLab

    def __getattr__(self, name: str) -> Any:
        return getattr(self.there, name)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finished]:
    """Launched, released, and come to rest: what could be finished is, the rest waits for the user."""
    old = OldFolder.unpack(tmp_path_factory.mktemp("upgrade") / "old")
    with old.cloud() as cloud, at_work(old.data, cloud) as lab:
        lab.lab.launch()
        cloud.release()
        wait_until(lab.is_at_rest, seconds=60)
        yield Finished(old, lab)


class TestFinished:
    """Its jobs, after this version was launched on it."""

    @pytest.mark.parametrize(
        "name", ["waits.jpg", "waits on custom.jpg", "ready.jpg", "queued, no workflow.jpg"], ids=lambda name: name[:-4]
    )
    def test_what_could_be_finished_is_and_was_paid_once(self, finished: Finished, name: str) -> None:
        for job in finished.wait_for(name, JobState.DONE):
            path = finished.lab.files.path(job.result or "")
            check_whole(path, job)
            assert path.read_bytes() == result(job.remote_id or "", job.payload)
            assert finished.cloud.charged(job.id) == 1
            assert finished.cloud.posts.count(job.id) == name.startswith("queued")

    @pytest.mark.parametrize(
        "name", ["starts.jpg", "unheard.jpg", "unanswered.jpg"], ids=lambda name: name.removesuffix(".jpg")
    )
    def test_a_start_without_an_answer_is_unsure_and_not_sent_again(self, finished: Finished, name: str) -> None:
        (job,) = finished.wait_for(name, JobState.UNSURE)
        assert job.id not in finished.cloud.posts
        assert "may have been paid" in job.note

    def test_a_job_whose_token_is_gone_waits_for_it(self, finished: Finished) -> None:
        (job,) = finished.jobs("queued, its token gone.jpg")
        if job.state is JobState.QUEUED:
            assert job.error == "TokenMissing"
            finished.lab.vault.keep(OWNER, Token(OTHER_TOKEN_TEXT))
            finished.lab.jobs.token_changed(OWNER)
        finished.wait_for("queued, its token gone.jpg", JobState.DONE)
        assert finished.cloud.posts.count(job.id) == finished.cloud.charged(job.id) == 1

    @pytest.mark.parametrize(
        "name",
        ["local waits.jpg", "local ready.jpg", "local starts.jpg", "local queued.jpg"],
        ids=lambda name: name[6:-4],
    )
    def test_a_local_job_is_finished_by_the_task_it_had(self, finished: Finished, name: str) -> None:
        (job,) = finished.wait_for(name, JobState.DONE)
        check_whole(finished.lab.files.path(job.result or ""), job)
        assert finished.old.job(name)["remote_id"] in (job.remote_id, None)
        assert finished.engine.tasks.charges == finished.local_before + 1, "only the queued one is a new task"

    def test_what_had_ended_is_as_it_was(self, finished: Finished) -> None:
        now = {job.id: telling.plain(dataclasses.asdict(job)) for job in finished.lab.store.jobs(OWNER, limit=ALL)}
        ended = [job for job in finished.old.told["jobs"] if job["state"] in ENDED]
        told = [{key: value for key, value in job.items() if key != "photo_name"} for job in ended]
        assert_alike(told, [now[job["id"]] for job in ended], "ended jobs")

    def test_no_file_goes_but_those_a_deletion_had_left(self, finished: Finished) -> None:
        told = finished.old.told
        named = {job[kind] for job in told["jobs"] for kind in ("photo", "result")}
        left_over = {path for path in told["files"] if Path(path).name not in named}
        assert len(left_over) == 2, "a photo and its result, of the run that was being deleted"
        wait_until(lambda: not any(finished.lab.store.to_remove().values()))
        there = telling.files(finished.old.data)
        assert {path: there.get(path) for path in told["files"]} == {
            path: None if path in left_over else sha256 for path, sha256 in told["files"].items()
        }


def test_the_fixture_holds_every_state_and_no_token_or_place_of_a_machine(old: OldFolder) -> None:
    assert {job["state"] for job in old.told["jobs"]} == set(JobState)
    assert ARCHIVE.stat().st_size < 300_000
    for path in old.data.parent.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert_free_of_secret(data, path.name)
            for place in (b"/tmp/", b"/home/", b"/root", b"/work"):
                assert place not in data, path
