"""A backup of a team's lab is opened by one person, and one person's by a team: the same rows, both ways."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from retouch_lib.backup import __main__ as command
from retouch_lib.backup.manifest import NoBackup
from retouch_lib.backup.restoring import restore
from retouch_lib.backup.saving import save
from retouch_lib.media.file_stores import files_of
from retouch_lib.settings import Settings
from retouch_lib.store.postgres import PostgresDatabase
from retouch_lib.store.postgres_tables import NUMBERED
from retouch_lib.store.records import JobState, Reading
from retouch_lib.store.snapshot import QUEUED_THEN
from retouch_lib.store.store import Store
from retouch_lib.store.tables import metadata
from retouch_lib.store.uses import Verdicts, Where
from retouch_lib.tokens.database_url import DatabaseUrl
from tests.many_jobs import fill
from tests.postgres_server import PostgresServer
from tests.unit.store.conftest import NOON, OWNER, Ticking, make_run, photo, wanted


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of one person's lab: 60 jobs, all ended."""
    folder = tmp_path_factory.mktemp("one")
    fill(folder / "lab" / "lab.sqlite", 60, until=NOON)
    save(folder / "lab", folder / "lab.zip")
    return folder / "lab.zip"


@pytest.fixture
def url(postgres: PostgresServer) -> DatabaseUrl:
    return DatabaseUrl(postgres.empty_database())


def rows_of(file: Path) -> dict[str, list[Any]]:
    """Of every table; in the order in which they were written, where that counts."""
    with closing(sqlite3.connect(file)) as connection:
        found = {
            name: connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall() for name in metadata.tables
        }
    return {name: rows if name in NUMBERED else sorted(rows, key=str) for name, rows in found.items()}


def uses_of(store: Store) -> list[dict[str, list[Any]]]:
    everything = store.uses(OWNER, Where(), Verdicts(), "asked_at", descending=True, limit=None, offset=0)
    return [{name: column for name, column in chunk.items() if not name.endswith("_s")} for chunk in everything]


def test_it_goes_to_a_team_and_back_without_a_change(url: DatabaseUrl, archive: Path, tmp_path: Path) -> None:
    restore(archive, tmp_path / "one")
    restore(archive, tmp_path / "team", database_url=url)
    assert not (tmp_path / "team" / "lab.sqlite").exists()
    with closing(Store.open(tmp_path / "one" / "lab.sqlite")) as here, closing(Store.connect(url)) as there:
        assert uses_of(here) == uses_of(there) != []
    save(tmp_path / "team", tmp_path / "team.zip", database_url=url)
    restore(tmp_path / "team.zip", tmp_path / "back")
    assert rows_of(tmp_path / "back" / "lab.sqlite") == rows_of(tmp_path / "one" / "lab.sqlite")
    assert not list(tmp_path.rglob("*.part*"))


def test_a_restored_database_counts_on(url: DatabaseUrl, archive: Path, tmp_path: Path) -> None:
    restore(archive, tmp_path / "team", database_url=url)
    with closing(Store.connect(url)) as store:
        reading = Reading(OWNER, "main", "r", "balance", 7, None, NOON)
        store.add_reading(reading)
        assert store.last_reading(OWNER, "balance", "main", "r") == reading


def test_which_replicas_work_on_a_database_is_not_told_of_another(url: DatabaseUrl, tmp_path: Path) -> None:
    with closing(PostgresDatabase(url)) as database, database.writing() as connection:
        row = {"id": "a", "version": "1", "engine": "", "files": "", "secret": "", "started": 1.0, "beat": 1.0}
        connection.execute(insert(metadata.tables["replicas"]), row)
    save(tmp_path / "team", tmp_path / "team.zip", database_url=url)
    restore(tmp_path / "team.zip", tmp_path / "one")
    assert rows_of(tmp_path / "one" / "lab.sqlite")["replicas"] == []


def test_a_teams_job_that_was_not_sent_yet_waits_for_a_word(url: DatabaseUrl, tmp_path: Path) -> None:
    with closing(Store.connect(url, Ticking())) as store:
        store.add_photo(photo())
        run = store.make_run(OWNER, "main", [wanted()], engine_version="", token_ref="ref")
        save(tmp_path / "team", tmp_path / "team.zip", database_url=url)
        assert store.any_job(run.items[0].job.id) == run.items[0].job
    restore(tmp_path / "team.zip", tmp_path / "one")
    with closing(Store.open(tmp_path / "one" / "lab.sqlite")) as alone:
        (job,) = alone.jobs(OWNER)
        assert (job.state, job.note) == (JobState.UNSURE, QUEUED_THEN)


def test_a_database_with_a_lab_in_it_stays_as_it_is(url: DatabaseUrl, archive: Path, tmp_path: Path) -> None:
    with closing(Store.connect(url, Ticking())) as store:
        store.add_photo(photo())
        make_run(store)
        with pytest.raises(NoBackup, match="holds a lab already"):
            restore(archive, tmp_path / "team", database_url=url)
        assert len(store.jobs(OWNER)) == 1
    assert list(tmp_path.glob("team*")) == []


def test_rows_that_postgresql_cant_take_are_told_by_their_table(
    url: DatabaseUrl, archive: Path, tmp_path: Path
) -> None:
    restore(archive, tmp_path / "one")
    with closing(sqlite3.connect(tmp_path / "one" / "lab.sqlite")) as connection, connection:
        connection.execute("UPDATE readings SET value = 'many' WHERE id = 3")
    save(tmp_path / "one", tmp_path / "odd.zip")
    with pytest.raises(NoBackup, match=r"table “readings” can't be read\. Nothing was changed"):
        restore(tmp_path / "odd.zip", tmp_path / "team", database_url=url)
    assert not (tmp_path / "team").exists()
    with closing(Store.connect(url)) as store:
        assert store.photos(OWNER) == ()


def test_a_database_that_is_not_there_is_told_without_its_password(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RETOUCH_DATABASE_URL", "postgresql://lab:secret@127.0.0.1:1/lab")
    monkeypatch.setenv("RETOUCH_DATA_DIR", str(tmp_path / "data"))
    for verb in (["save", str(tmp_path / "team.zip")], ["restore", str(archive), str(tmp_path / "team")]):
        assert command.main(verb) == 1
        assert "can't be reached. Nothing was changed." in (said := capsys.readouterr().err)
        assert "secret" not in said
    assert list(tmp_path.glob("team*")) == []


def test_files_are_taken_from_where_the_lab_has_them(url: DatabaseUrl, tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    files = files_of(Settings(tmp_path / "team", files_url=f"file://{tmp_path}/share"))[0]
    (part := files.new_part()).write_bytes(b"a photo")
    sha256 = files.adopt(part)
    with closing(Store.connect(url, Ticking())) as store:
        store.add_photo(photo(sha256))
    files.drop([sha256])
    manifest = save(tmp_path / "team", tmp_path / "team.zip", database_url=url, files=files)
    assert (manifest.files, manifest.missing) == (1, ())
    restore(tmp_path / "team.zip", tmp_path / "one")
    assert (tmp_path / "one" / "files" / sha256[:2] / sha256).read_bytes() == b"a photo"
