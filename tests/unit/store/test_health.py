"""Databases that can't be used: one sentence that names the file, what is lost, and the way on."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import create_engine, text

from retouch_lib.errors import DataUnusable, RetouchError
from retouch_lib.machine.disk import unusable
from retouch_lib.store import health
from retouch_lib.store.health import explained, look_through, look_through_or_set_aside
from retouch_lib.store.store import Store
from tests.rights import without_write

WAY_ON = "It holds the test's rows; put a copy in its place."


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """One of some fifty pages."""
    path = tmp_path / "lab.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT UNIQUE)")
        connection.executemany("INSERT INTO rows (text) VALUES (?)", [(f"{number:0400}",) for number in range(200)])
        connection.commit()
    return path


def noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 100)


def overwritten(path: Path) -> None:
    """As by a bad sector, far from the header."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xa5" * 8192)


DAMAGES = (noise, cut, overwritten)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_one_is_told_and_left_as_it_is(database: Path, damage: Callable[[Path], None]) -> None:
    damage(database)
    before = database.read_bytes()
    with pytest.raises(DataUnusable) as caught, explained(database, WAY_ON):
        look_through(database)
    assert str(caught.value) == f"{database} is damaged: it is no whole database. {WAY_ON}"
    assert caught.value.__cause__ is None
    assert database.read_bytes() == before


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_store_says_what_is_lost_and_what_to_do(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    path = tmp_path / "lab.sqlite"
    Store.open(path).close()
    damage(path)
    with pytest.raises(
        DataUnusable, match=r"lab\.sqlite is damaged.*photos and results .* are whole.*Put a copy of it"
    ):
        Store.open(path)


def test_an_empty_file_is_a_new_one_only_in_a_new_folder(tmp_path: Path) -> None:
    """A kill at the first start leaves one; later it means that everything in it is gone."""
    path = tmp_path / "lab.sqlite"
    path.touch()
    with pytest.raises(DataUnusable, match="is damaged"):
        Store.open(path, used=True)
    Store.open(path).close()
    Store.open(path, used=True).close()


def test_a_whole_one_is_not_changed(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 7")
    look_through(database)
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (7,)
        assert connection.execute("SELECT count(*) FROM rows").fetchone() == (200,)


def test_one_that_may_only_be_read(database: Path) -> None:
    """It could be read, and every press would fail."""
    with without_write(database), pytest.raises(DataUnusable) as caught, explained(database, WAY_ON):
        look_through(database)
    assert "can be read, but not written" in str(caught.value)
    assert "Nothing is lost." in str(caught.value)


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "lab.sqlite"
    path.mkdir()
    with pytest.raises(DataUnusable, match="can't be opened"):
        Store.open(path)


def test_one_that_another_program_holds(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_BUSY_SECONDS", 0.01)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DataUnusable, match="Another program holds"), explained(database, WAY_ON):
            look_through(database)


def test_one_of_another_program(database: Path) -> None:
    """A database all right, with tables of the lab's names that are not the lab's."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE jobs (thing TEXT)")
    with pytest.raises(DataUnusable, match="is no database of this version"):
        Store.open(database)


@contextmanager
def full(path: Path) -> Iterator[None]:
    """SQLite's own word for a full disk, through SQLAlchemy as in a migration."""
    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            connection.execute(text("PRAGMA max_page_count = 1"))
            connection.execute(text("CREATE TABLE more AS SELECT * FROM rows"))
        yield
    finally:
        engine.dispose()


def test_a_full_disk_is_told_before_anything_is_opened(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = database.read_bytes()
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=4096))
    with pytest.raises(DataUnusable, match=r"The disk with .*lab\.sqlite is full\. Nothing is lost\. Make room"):
        Store.open(database)
    assert [path.read_bytes() for path in database.parent.iterdir()] == [before]


def test_a_disk_that_gets_full(database: Path) -> None:
    told = pytest.raises(DataUnusable, match=r"The disk with .* is full\. Nothing is lost\. Make room")
    with told, explained(database, WAY_ON), full(database):
        pass


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "The disk with /lab/files is full. Nothing is lost. Make room"),
        (errno.EDQUOT, "The disk with /lab/files is full"),
        (errno.EACCES, "/lab/files can't be used: Permission denied. Nothing is lost. Give yourself the right"),
        (errno.EROFS, "/lab/files can't be used: Read-only file system. Nothing is lost"),
        (errno.EIO, "/lab/files can't be used: Input/output error. Nothing was changed."),
    ],
)
def test_what_the_system_says(number: int, said: str) -> None:
    error = OSError(number, os.strerror(number), "/lab/files")
    assert str(unusable(Path("/lab"), error)).startswith(said)
    assert (
        str(unusable(Path("/lab"), OSError(number, os.strerror(number)))).replace("/lab", "/lab/files").startswith(said)
    )


class TestSetAside:
    @pytest.mark.parametrize("damage", DAMAGES)
    def test_what_can_be_made_anew_is_kept_under_another_name(
        self, database: Path, damage: Callable[[Path], None]
    ) -> None:
        damage(database)
        before = database.read_bytes()
        said = look_through_or_set_aside(database, WAY_ON)
        (aside,) = database.parent.glob("lab.sqlite.damaged-*[0-9]")
        assert said == f"{database} was damaged and is set aside as {aside.name}. {WAY_ON}"
        assert aside.read_bytes() == before
        look_through(database)

    def test_a_whole_one_stays(self, database: Path) -> None:
        before = sorted(database.parent.iterdir())
        assert look_through_or_set_aside(database, WAY_ON) == ""
        assert sorted(database.parent.iterdir()) == before

    def test_one_that_may_only_be_read_is_not_taken_for_a_damaged_one(self, database: Path) -> None:
        with without_write(database), pytest.raises(RetouchError, match="not written"), explained(database, WAY_ON):
            look_through_or_set_aside(database, WAY_ON)
        assert list(database.parent.iterdir()) == [database]
