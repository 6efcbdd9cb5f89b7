"""The file: its migrations, its settings, and that writers take turns."""

from __future__ import annotations

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from retouch_lib.store.database import Database
from retouch_lib.store.records import Reading
from retouch_lib.store.runs import Gone
from retouch_lib.store.store import Store
from retouch_lib.store.tables import metadata, photos
from tests.unit.store.conftest import NOON, OWNER, make_run, photo


def test_migrations_make_the_tables_that_the_code_names(tmp_path: Path) -> None:
    database = Database(tmp_path / "lab.sqlite")
    database.migrate()
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


@pytest.mark.parametrize("names", [["lab"] * 4, ["a", "b", "c", "d"]], ids=["one file", "four files"])
def test_threads_that_open_new_files_at_once_all_get_theirs(tmp_path: Path, names: list[str]) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda name: Store.open(tmp_path / f"{name}.sqlite"), names))
    for store in stores:
        store.set_preference(OWNER, "x", 1)
        store.close()


def test_health_an_up_to_date_file_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lab.sqlite"
    Store.open(path).close()
    before = path.read_bytes()
    begun = time.perf_counter()
    Store.open(path).close()
    assert path.read_bytes() == before
    assert time.perf_counter() - begun < 1


def test_the_file_is_in_wal_with_foreign_keys(tmp_path: Path) -> None:
    database = Database(tmp_path / "lab.sqlite")
    database.migrate()
    with database.reading() as connection:
        values = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys")]
    database.close()
    assert values == ["wal", 1]


@pytest.mark.sqlite
def test_a_transaction_that_fails_leaves_nothing(store: Store, tmp_path: Path) -> None:
    database = Database(tmp_path / "lab.sqlite")

    def write_and_fail() -> None:
        with database.writing() as connection:
            connection.execute(photos.update().values(name="changed"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    with database.reading() as connection:
        assert connection.execute(select(photos.c.name)).scalar_one() == "DSC_1.jpg"
    database.close()


@pytest.mark.sqlite
def test_a_reader_is_not_held_up_by_a_writer(store: Store, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "lab.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.perf_counter()
        assert store.photos(OWNER)
        assert time.perf_counter() - begun < 1
        other.execute("ROLLBACK")


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="time zone"):
        store.add_photo(photo(added_at=NOON.replace(tzinfo=None)))


def test_a_job_needs_a_photo_of_its_owner(store: Store) -> None:
    with pytest.raises(Gone):
        make_run(store, owner="somebody else")
    assert store.runs("somebody else") == ()


def test_a_reading_needs_a_job_that_exists(store: Store) -> None:
    with pytest.raises(IntegrityError):
        store.add_reading(Reading(OWNER, "main", "ref", "quota", 5, "no such job", NOON))
