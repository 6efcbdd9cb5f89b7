"""A folder that a newer version wrote: one sentence, and nothing is touched."""

from __future__ import annotations

import hashlib
import pickle
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from retouch_lib.engine.ledger import Ledger
from retouch_lib.errors import NewerFolder
from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.store.store import Store
from retouch_lib.store.versions import look
from tests.fixtures.old_folder import OldFolder

NEWER = {
    "lab.sqlite": "UPDATE alembic_version SET version_num = '9999'",
    "jobs.sqlite": "UPDATE dbos_migrations SET version = version + 1000",
    "engine/engine.sqlite": "PRAGMA user_version = 1000",
}


def newer(folder: Path, database: str, *, killed: bool) -> Path:
    """A copy of the folder in which a newer version changed that database; killed, it left the change in the log."""
    there = folder.with_name("newer")
    with closing(sqlite3.connect(folder / database, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute(NEWER[database])
        if killed:
            shutil.copytree(folder, there)
    if not killed:
        shutil.copytree(folder, there)
    assert there.joinpath(f"{database}-wal").exists() == killed
    return there


def contents(folder: Path) -> dict[str, str]:
    """SHA-256 by name; SQLite's index of a log is made anew by whoever looks into the log, and says nothing."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    }


@pytest.mark.parametrize("killed", [True, False], ids=["killed", "closed"])
@pytest.mark.parametrize("database", NEWER)
def test_a_newer_folder_is_not_touched(tmp_path: Path, database: str, *, killed: bool) -> None:
    folder = newer(OldFolder.unpack(tmp_path / "old").data, database, killed=killed)
    before = contents(folder)
    with pytest.raises(NewerFolder, match=r"newer Retouch Lab wrote this data folder.*Nothing was changed") as caught:
        Lab.open(Settings(folder))
    assert str(folder / database) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert contents(folder) == before
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_nor_by_who_opens_the_tables_alone(tmp_path: Path) -> None:
    folder = newer(OldFolder.unpack(tmp_path / "old").data, "lab.sqlite", killed=True)
    before = contents(folder)
    with pytest.raises(NewerFolder):
        Store.open(folder / "lab.sqlite")
    assert contents(folder) == before


@pytest.mark.parametrize("killed", [True, False], ids=["killed", "closed"])
def test_nor_by_an_engine_that_is_started_alone(tmp_path: Path, *, killed: bool) -> None:
    folder = newer(OldFolder.unpack(tmp_path / "old").data, "engine/engine.sqlite", killed=killed)
    before = contents(folder)
    with pytest.raises(NewerFolder):
        Ledger(folder / "engine" / "engine.sqlite")
    assert contents(folder) == before


def test_an_older_folder_is_none_that_is_newer(tmp_path: Path) -> None:
    folder = OldFolder.unpack(tmp_path / "old").data
    before = contents(folder)
    assert look(folder / "lab.sqlite", "SELECT version_num FROM alembic_version") == "0005"
    assert contents(folder) == before
    Lab.open(Settings(folder)).close()


def test_the_engine_marks_its_file(tmp_path: Path) -> None:
    Ledger(tmp_path / "engine.sqlite").close()
    assert look(tmp_path / "engine.sqlite", "PRAGMA user_version") == 1


@pytest.mark.parametrize("data", [b"", b"no database", b"SQLite format 3\0" + bytes(4000)])
def test_what_cannot_be_read_is_left_to_who_opens_it(tmp_path: Path, data: bytes) -> None:
    assert look(tmp_path / "none.sqlite", "SELECT version_num FROM alembic_version") is None
    (tmp_path / "x.sqlite").write_bytes(data)
    assert look(tmp_path / "x.sqlite", "SELECT version_num FROM alembic_version") is None
