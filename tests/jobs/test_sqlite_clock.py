"""Jobs run with the SQL that DBOS writes on Python 3.12 and later, on a SQLite that doesn't know it."""

from __future__ import annotations

import importlib.util
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import dbos._migration
import dbos._sys_db
import dbos._sys_db_sqlite
import pytest

from retouch_lib.engine.server import EngineServer
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.store.sqlite_clock import ClockConnection
from tests import launches
from tests.jobs.labs import finish, launched, new_photo, press

LATER = (3, 12, 0, "final", 0)


def migrations_of(version: tuple[object, ...]) -> list[str]:
    """The statements that DBOS makes its tables with on that Python."""
    spec = importlib.util.find_spec("dbos._migration")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "version_info", version)
        spec.loader.exec_module(module)
    statements: list[str] = module.sqlite_migrations
    return statements


@pytest.fixture(autouse=True)
def tables_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not those that another test of this process has made with DBOS's own statements."""
    monkeypatch.setattr(launches, "_known_queue", launches._known_queue.__wrapped__)


@pytest.fixture
def python_3_12(monkeypatch: pytest.MonkeyPatch) -> None:
    """DBOS takes its other branch, in the tables' defaults and in its queries."""
    statements = migrations_of(LATER)
    assert any("unixepoch('subsec')" in statement for statement in statements)
    monkeypatch.setattr(dbos._sys_db_sqlite, "sqlite_migrations", statements)
    monkeypatch.setattr(dbos._sys_db, "sys", SimpleNamespace(**{**vars(sys), "version_info": LATER}))


def defaults(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        ((sql,),) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'workflow_status'").fetchall()
        return str(sql)


def test_jobs_run(tmp_path: Path, engine: EngineServer, python_3_12: None) -> None:
    with launched(tmp_path, engine.url) as lab:
        finish(lab, press(lab, new_photo(lab), presets=(BALANCED,)))
    assert "unixepoch('subsec')" in defaults(tmp_path / "jobs.sqlite")


def test_jobs_run_on_a_file_that_a_later_python_made(tmp_path: Path, engine: EngineServer) -> None:
    """And the other way round: the form stays in the file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dbos._sys_db_sqlite, "sqlite_migrations", migrations_of(LATER))
        with launched(tmp_path, engine.url):
            pass
    with launched(tmp_path, engine.url) as lab:
        finish(lab, press(lab, new_photo(lab), presets=(BALANCED,)))
    assert "unixepoch('subsec')" in defaults(tmp_path / "jobs.sqlite")


def test_the_time_is_the_same_as_this_computers() -> None:
    with closing(sqlite3.connect(":memory:", factory=ClockConnection)) as connection:
        before = time.time()
        ((milliseconds,),) = connection.execute("SELECT CAST(unixepoch('subsec') * 1000 AS BIGINT)").fetchall()
        assert int(before * 1000) - 1 <= milliseconds <= time.time() * 1000 + 1


@pytest.mark.skipif(sqlite3.sqlite_version_info >= (3, 42), reason="this SQLite has the function")
def test_another_form_is_not_answered_wrongly() -> None:
    with closing(sqlite3.connect(":memory:", factory=ClockConnection)) as connection:
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("SELECT unixepoch('now')").fetchall()
        ((own,),) = connection.execute("SELECT unixepoch('2026-11-26', 'utc')").fetchall()
        assert own
