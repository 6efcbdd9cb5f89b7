"""What History sums up over all of an owner's jobs comes from an index: rows are long by their payloads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from retouch_lib.store import charges, history
from retouch_lib.store.records import Reading
from retouch_lib.store.store import Store
from retouch_lib.store.uses import Verdicts, Where
from tests.unit.store.conftest import NOON, OWNER, make_run

pytestmark = pytest.mark.sqlite

QUESTIONS: dict[str, Callable[[Connection], Any]] = {
    "summary": lambda connection: history.summary(connection, OWNER, Where(), Verdicts()),
    "by day": lambda connection: _all(history.groups(connection, OWNER, Where(), Verdicts(), "day", 1)),
    "marks": lambda connection: _all(history.marks(connection, OWNER, Where(), 10)),
    "charges": lambda connection: _all(charges.charges(connection, OWNER)),
    "tokens": lambda connection: charges.tokens(connection, OWNER),
    "readings": lambda connection: _all(charges.readings_in(connection, OWNER, None, None, buckets=9)),
    "balances": lambda connection: _all(charges.readings_in(connection, OWNER, None, None, kind="balance")),
}


def _all(chunks: Iterator[Any]) -> list[Any]:
    return list(chunks)


@pytest.mark.parametrize("question", QUESTIONS)
def test_all_jobs_and_readings_are_summed_from_an_index(store: Store, question: str) -> None:
    asked: list[str] = []
    with store._database.reading() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.set_trace_callback(asked.append)
        QUESTIONS[question](connection)
        raw.set_trace_callback(None)
        plans = [raw.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall() for statement in asked]
    steps = [step[3] for plan in plans for step in plan]
    # A job that answered a later request is found by its id; there are few of them.
    whole = [
        step for step in steps if step.startswith(("SEARCH jobs", "SCAN jobs", "SEARCH readings", "SCAN readings"))
    ]
    assert [step for step in whole if "COVERING INDEX ix_" not in step and "(id=?)" not in step] == []
    assert whole


def test_a_token_is_named_from_its_first_use_on(store: Store) -> None:
    before = store.tokens_state(OWNER)
    assert store.tokens_used(OWNER) == []
    store.add_reading(Reading(OWNER, "world", "second", "balance", 5, None, NOON + timedelta(hours=2)))
    store.add_reading(Reading(OWNER, "main", "second", "quota", 5, None, NOON + timedelta(hours=1)))
    after = store.tokens_state(OWNER)
    make_run(store)  # by the token "ref", which a job names seconds after noon
    assert len({before, after, store.tokens_state(OWNER)}) == 3
    assert store.tokens_used(OWNER) == [("local", "ref"), ("retouch4me", "second")]
    store.add_reading(Reading(OWNER, "main", "third", "balance", 5, None, NOON - timedelta(hours=1)))
    assert store.tokens_used(OWNER) == [("retouch4me", "third"), ("local", "ref"), ("retouch4me", "second")]
    assert store.tokens_used("stranger") == []
