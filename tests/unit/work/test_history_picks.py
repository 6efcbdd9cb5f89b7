"""What was said of results in the history: columns, filters, and that a damaged row takes nothing down."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from retouch_lib.presets.vendor import BALANCED, HEAVY, SLIGHT
from retouch_lib.store.records import JobState
from retouch_lib.store.store import Store
from retouch_lib.work.history import History, Where
from retouch_lib.work.picks import Judgement
from tests.unit.work.test_history import OWNER, B, Clock, finish, press, want
from tests.unit.work.test_history import at as at  # the fixtures
from tests.unit.work.test_history import history as history
from tests.unit.work.test_history import store as store


@pytest.fixture
def judged(store: Store, at: Clock) -> list[str]:
    """slight won with 4 stars, balanced is rejected with a note, heavy has a result, and slight of B has none."""
    run = press(store, want(SLIGHT), want(BALANCED), want(HEAVY), want(SLIGHT, photo=B))
    ids = [item.job.id for item in run.items]
    for item in run.items[:3]:
        finish(store, at, item.job)
    store.set_job(ids[3], state=JobState.CANCELLED)
    store.judge(OWNER, ids[:1], Judgement("pick"))
    store.judge(OWNER, ids[:1], Judgement("stars", stars=4))
    store.judge(OWNER, ids[1:2], Judgement("reject"))
    store.judge(OWNER, ids[1:2], Judgement("note", note="lips"))
    press(store, want(SLIGHT, job=ids[0]))  # reused: the same result
    return ids


def test_what_was_said_stands_beside_each_use(history: History, judged: list[str]) -> None:
    frame = history.jobs(order="asked_at", descending=False)
    rows = {
        (row.preset, row.photo[0]): (row.verdict, row.stars, row.note)
        for row in frame.fillna({"stars": 0}).itertuples()
    }
    assert rows == {
        ("slight", "a"): ("picked", 4, ""),
        ("balanced", "a"): ("rejected", 0, "lips"),
        ("heavy", "a"): ("", 0, ""),
        ("slight", "b"): ("", 0, ""),
    }
    assert str(frame["stars"].dtype) == "Int64"


@pytest.mark.parametrize(
    ("judged_so", "left"),
    [
        (("picked",), ["slight", "slight"]),
        (("rejected",), ["balanced"]),
        (("unjudged",), ["heavy"]),
        (("4",), ["slight", "slight"]),
        (("5",), []),
        (("rejected", "3"), ["balanced", "slight", "slight"]),
    ],
)
def test_uses_are_found_by_it(history: History, judged: list[str], judged_so: tuple[str, ...], left: list[str]) -> None:
    where = Where(judged=judged_so)
    assert sorted(history.jobs(where)["preset"]) == left
    assert sorted(history.jobs(where, limit=10)["preset"]) == left
    assert history.summary(where).uses == len(left)


def test_by_stars_nothing_is_found_that_was_rejected(store: Store, history: History, judged: list[str]) -> None:
    store.judge(OWNER, judged[1:2], Judgement("stars", stars=5))
    assert sorted(history.jobs(Where(judged=("4",)))["preset"]) == ["slight", "slight"]


def test_a_deleted_job_was_not_judged(store: Store, history: History, judged: list[str]) -> None:
    store.delete_runs(OWNER, [run.id for run in store.runs(OWNER)])
    assert set(history.jobs()["verdict"]) == {""}
    assert history.jobs()["stars"].isna().all()
    assert history.summary(Where(judged=("unjudged",))).uses == 0


def test_a_row_that_cant_be_read_says_nothing(history: History, judged: list[str], tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "lab.sqlite")) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE picks SET stars = 'many' WHERE job = ?", (judged[0],))
        connection.execute("UPDATE picks SET verdict = 'maybe' WHERE job = ?", (judged[1],))
    frame = history.jobs()
    assert set(frame["verdict"]) == {""}
    assert frame["stars"].isna().all()
