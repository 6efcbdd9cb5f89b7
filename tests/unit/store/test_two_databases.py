"""The same rows in SQLite and in PostgreSQL give the same answers, in the same order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert, select

from retouch_lib.store.database import Database
from retouch_lib.store.postgres import PostgresDatabase
from retouch_lib.store.store import Store
from retouch_lib.store.tables import metadata
from retouch_lib.store.uses import ORDERS, Verdicts, Where
from tests.many_jobs import fill
from tests.postgres_server import PostgresServer
from tests.unit.store.conftest import NOON, OWNER

ZONE = "Europe/Berlin"
LASTING = ("waiting_s", "processing_s", "downloading_s")
EXACT = tuple(order for order in ORDERS if order not in LASTING)
"""SQLite's durations are a few microseconds off: which of two equal ones comes first is chance."""


def _uses(
    store: Store,
    where: Where = Where(),  # noqa: B008 - it can't be changed
    order: str = "asked_at",
    limit: int | None = 40,
    *,
    descending: bool = True,
) -> Any:
    return store.uses(OWNER, where, Verdicts(), order, descending=descending, limit=limit, offset=0)


def _verdicts(store: Store) -> Verdicts:
    jobs = [job for chunk in _uses(store, limit=None) for job in chunk["job"]]
    return Verdicts(frozenset(jobs[::2]), frozenset(jobs[1::2]))


QUESTIONS: dict[str, Callable[[Store], Any]] = {
    **{f"uses by {order}": partial(_uses, order=order, limit=40) for order in EXACT},
    **{f"the first by {order}": partial(_uses, order=order, limit=9, descending=False) for order in EXACT},
    **{
        f"by {by}": lambda store, by=by: store.uses_by(OWNER, Where(), Verdicts(), by, 15)
        for by in ("day", "month", "preset", "photo", "project", "server")
    },
    "every use": partial(_uses, limit=None),
    "found by words": partial(_uses, where=Where(states=("done",), search="hill balanced")),
    "of a project": partial(_uses, where=Where(projects=("MEYER wedding",))),
    "of a week": partial(_uses, where=Where(since=NOON - timedelta(days=30), until=NOON - timedelta(days=23))),
    "summary": lambda store: store.uses_summary(OWNER, Where(), Verdicts()),
    "by run": lambda store: store.uses_by_run(OWNER, Where(), Verdicts()),
    "marks": lambda store: store.marks(OWNER, Where(), 10),
    "names": lambda store: store.names_used(OWNER, 50),
    "readings": lambda store: store.reading_columns(OWNER, None, None, buckets=9),
    "every reading": lambda store: store.reading_columns(OWNER, None, None),
    "charges": lambda store: store.charges(OWNER),
    "balances": lambda store: store.balances(OWNER),
    "tokens": lambda store: store.tokens_used(OWNER),
    "kept results": lambda store: store.kept_results(OWNER),
    "holding": lambda store: store.holding(OWNER, NOON),
    "deletion": lambda store: store.count_deletion(OWNER, store.runs_of(OWNER, "hill SCHOOL")),
    "doubtful": lambda store: store.uses_summary(OWNER, Where(), _verdicts(store)),
}


@pytest.fixture(scope="module")
def both(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    """400 jobs of a year, which are the same in both; days are counted in one time zone."""
    file = tmp_path_factory.mktemp("both") / "lab.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", ZONE)
        time.tzset()
        fill(file, 400, until=NOON)
        url = postgres.new_database()
        with closing(Store.open(file)) as here, closing(Store.connect(url, time_zone=ZONE)) as there:
            _copy(Database(file), PostgresDatabase(url))
            yield here, there
    time.tzset()


def _copy(source: Database, target: PostgresDatabase) -> None:
    with closing(source), closing(target), source.reading() as old, target.writing() as new:
        for table in metadata.sorted_tables:
            if rows := [dict(row) for row in old.execute(select(table)).mappings()]:
                new.execute(insert(table), rows)


@pytest.mark.parametrize("question", QUESTIONS)
def test_they_agree(both: tuple[Store, Store], question: str) -> None:
    here, there = (_answer(QUESTIONS[question](store)) for store in both)
    assert here == there
    assert here


@pytest.mark.parametrize("order", LASTING)
def test_they_sort_by_durations(both: tuple[Store, Store], order: str) -> None:
    here, there = ([value for chunk in _uses(store, order=order) for value in chunk[order]] for store in both)
    assert here == pytest.approx(there, abs=1e-3)
    assert here == sorted(here, reverse=True)


def _answer(found: Any) -> Any:
    if isinstance(found, Iterator):
        return [_answer(one) for one in found]
    if isinstance(found, Mapping):
        return {name: _answer(value) for name, value in found.items()}
    if isinstance(found, list | tuple) and not hasattr(found, "_fields"):
        return [_answer(one) for one in found]
    return pytest.approx(float(found), abs=1e-3) if isinstance(found, float | Decimal) else found
