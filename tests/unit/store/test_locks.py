"""Waiting for a program that holds the database: it goes on once that lets go, and ends when the lab does."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retouch_lib.errors import StoreTrouble
from retouch_lib.store import database, locks
from retouch_lib.store.locks import Locks
from retouch_lib.store.records import Job
from retouch_lib.store.store import Store
from tests.engines import wait_until
from tests.unit.store.conftest import make_run

pytestmark = pytest.mark.sqlite


@pytest.fixture
def job(store: Store) -> Job:
    return make_run(store).items[0].job


@pytest.fixture
def holder(store: Store, job: Job, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another program that writes and does not come to an end."""
    with closing(sqlite3.connect(tmp_path / "lab.sqlite", isolation_level=None, check_same_thread=False)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


def writing(store: Store, job: Job, number: int) -> tuple[list[threading.Thread], list[str]]:
    """Threads that want to write, and what became of each."""
    outcomes: list[str] = []

    def write() -> None:
        try:
            store.set_job(job.id, note="written")
            outcomes.append("written")
        except StoreTrouble as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=write, daemon=True) for _ in range(number)]
    for thread in threads:
        thread.start()
    return threads, outcomes


def test_writers_wait_until_the_other_lets_go(
    store: Store, job: Job, holder: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    monkeypatch.setattr(time, "monotonic", lambda clock=time.monotonic: looks.append(1) or clock())
    threads, outcomes = writing(store, job, 5)
    wait_until(lambda: len(looks) > 4)
    assert outcomes == []
    holder.execute("ROLLBACK")
    for thread in threads:
        thread.join(20)
    assert outcomes == ["written"] * 5


def test_after_the_longest_wait_it_is_told(
    store: Store, job: Job, holder: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_MS", 1)
    threads, outcomes = writing(store, job, 1)
    threads[0].join(20)
    assert outcomes == ["Another program holds the lab's database. Nothing was changed."]


def test_all_leave_when_the_lab_does(
    store: Store, job: Job, holder: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "_LEAVE_WITHIN", 0.05)
    threads, outcomes = writing(store, job, 30)
    begun = time.monotonic()
    store.leave()
    for thread in threads:
        thread.join(20)
    assert len(outcomes) == 30
    assert "written" not in outcomes
    assert time.monotonic() - begun < 10, "30 s and more, were each to wait its turn"


def test_what_has_to_be_written_at_the_end_still_is(store: Store, job: Job) -> None:
    store.leave()
    threads, outcomes = writing(store, job, 5)
    for thread in threads:
        thread.join(20)
    assert outcomes == ["written"] * 5


def test_dbos_does_not_come_again_for_what_was_given_up(
    holder: sqlite3.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It repeats what failed with these words, and sleeps up to a minute in between."""
    monkeypatch.setattr(locks, "_LEAVE_WITHIN", -1.0)
    waits = Locks(lambda: 60)
    connection = sqlite3.connect(tmp_path / "lab.sqlite", factory=waits.connect, isolation_level="IMMEDIATE")
    with closing(connection):
        connection.execute("PRAGMA busy_timeout=30000")
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (100,), "SQLite's own waiting can't be ended"
        waits.leave()
        with pytest.raises(sqlite3.OperationalError) as caught:
            connection.execute("UPDATE jobs SET note = ''")
    assert "database is locked" not in str(caught.value)
