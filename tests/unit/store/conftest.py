"""A fresh store with one photo, and records to put into it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retouch_lib.store.records import Photo, Run, Wanted
from retouch_lib.store.store import Store
from tests.launches import as_opened_before
from tests.postgres_server import PostgresServer

OWNER = "local"
SHA = "a" * 64
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

_CAME_WITH = {
    "0015": ("TABLE picks",),
    "0016": ("TABLE measures",),
    "0017": ("TABLE client_answers", "TABLE client_page_items", "TABLE client_pages"),
    "0018": ("COLUMN photos.folder",),
    "0019": ("COLUMN preset_versions.made_from",),
    "0020": ("TABLE mixes",),
    "0021": ("INDEX ix_measures_owner_limits_beyond", "COLUMN measures.limits", "COLUMN measures.beyond"),
    "0022": ("COLUMN client_answers.comments",),
    "0023": ("COLUMN mixes.kind",),
    "0024": ("COLUMN runs.looks",),
    "0025": ("TABLE confirmations",),
    "0026": ("COLUMN jobs.background", "COLUMN runs.background"),
    "0027": ("INDEX ix_runs_batch", "COLUMN runs.batch", "TABLE batch_items", "TABLE batches"),
    "0028": ("TABLE hot_files", "TABLE hot_folders"),
    "0029": ("TABLE audit", "TABLE filings", "TABLE grants", "TABLE people"),
    "0030": ("COLUMN jobs.sender", "TABLE leases", "TABLE replicas"),
}
"""Revision → the tables and columns that came with it."""


class Ticking:
    """A clock that goes on by a second each time it is read."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def photo(sha256: str = SHA, owner: str = OWNER, name: str = "DSC_1.jpg", added_at: datetime = NOON) -> Photo:
    return Photo(sha256, owner, name, 1000, "jpeg", 600, 800, "sRGB", None, added_at)


def wanted(variant: str = "balanced", fingerprint: str = "f" * 64, nonce: str = "", job: str | None = None) -> Wanted:
    return Wanted(SHA, variant, '{"mode":"professional","tasks":[{"Plugin":"Heal"}]}', fingerprint, nonce, job)


def make_run(store: Store, *items: Wanted, owner: str = OWNER) -> Run:
    return store.make_run(owner, "local", items or (wanted(),), engine_version="1", token_ref="ref")


def as_of_revision(path: Path, revision: str) -> None:
    """Take from a closed store the tables and columns of all later revisions, from 0015 on."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for later, things in reversed(_CAME_WITH.items()):
            for thing in things if later > revision else ():
                connection.execute(_dropping(*thing.split()))
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))


def _dropping(kind: str, name: str) -> str:
    if kind in ("TABLE", "INDEX"):
        return f"DROP {kind} {name}"
    table, column = name.split(".")
    return f"ALTER TABLE {table} DROP COLUMN {column}"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is asked of a store is asked of both databases, but for tests marked "sqlite"."""
    if "store" in metafunc.fixturenames:
        of_its_file = metafunc.definition.get_closest_marker("sqlite") is not None
        metafunc.parametrize("store", ["SQLite"] if of_its_file else ["SQLite", "PostgreSQL"], indirect=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if getattr(request, "param", "SQLite") == "SQLite":  # of files elsewhere that borrow this fixture, too
        folder: Path = request.getfixturevalue("tmp_path")
        store = Store.open(as_opened_before(folder / "lab.sqlite"), Ticking())
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        store = Store.connect(server.empty_database(), Ticking())
    store.add_photo(photo())
    yield store
    store.close()
