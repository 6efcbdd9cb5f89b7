"""Who lives, by the database's clock; and what one replica at a time may hold."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from retouch_lib.errors import IllegalTransition
from retouch_lib.store import replicas as rows
from retouch_lib.store.records import JobState
from retouch_lib.store.replicas import Replica
from retouch_lib.store.store import Store
from tests.unit.store.conftest import make_run

A, B, C = (Replica(name, "1.0", "http://engine:8700", "s3://bucket", "a secret's name") for name in ("a", "b", "c"))
SLOTS = ["upload/1", "upload/2"]


@pytest.fixture
def do(store: Store) -> Callable[..., Any]:
    return store._write


@pytest.fixture(autouse=True)
def three_live(do: Callable[..., Any]) -> None:
    for one in (A, B, C):
        do(rows.beat, one)


def silent(do: Callable[..., Any], *replicas: Replica) -> None:
    """As if they had not been heard of for long."""
    for one in replicas:
        do(rows.leave, one.id)


def test_the_living_and_the_dead(store: Store, do: Callable[..., Any]) -> None:
    living = store.living_replicas()
    assert [one.id for one in living] == ["a", "b", "c"]
    assert living[0].started <= living[0].beat
    assert (living[0].version, living[0].engine, living[0].files) == ("1.0", "http://engine:8700", "s3://bucket")
    silent(do, B)
    assert [one.id for one in store.living_replicas()] == ["a", "c"]
    assert do(rows.dead) == ("b",)
    assert store.replicas_unheard_of(["a", "b", "z"]) == ("z",)
    do(rows.beat, B)
    assert do(rows.dead) == (), "it was paused only"
    assert [one.id for one in store.living_replicas()] == ["a", "b", "c"], "and is as old as it was"


def test_only_the_dead_are_forgotten(store: Store, do: Callable[..., Any]) -> None:
    silent(do, A, B)
    do(rows.beat, A)
    do(rows.forget, ["a", "b"])
    assert [one.id for one in store.living_replicas()] == ["a", "c"]
    assert do(rows.dead) == ()


def test_a_name_is_held_by_one(store: Store, do: Callable[..., Any]) -> None:
    assert store.take_lease(SLOTS, "a") == "upload/1"
    assert store.take_lease(SLOTS, "a") == "upload/2"
    assert store.take_lease(SLOTS, "b") is None
    assert store.lease_holder("upload/1") == "a"
    store.give_lease_back("upload/1", "b")
    assert store.take_lease(SLOTS, "b") is None, "it was not b's to give back"
    store.give_lease_back("upload/1", "a")
    assert store.take_lease(SLOTS, "b") == "upload/1"


def test_what_the_dead_held_is_free(store: Store, do: Callable[..., Any]) -> None:
    store.take_lease(["batches"], "a")
    silent(do, A)
    assert store.lease_holder("batches") != "a"
    assert store.take_lease(["batches"], "b") == "batches"
    do(rows.beat, A)  # it was paused, and gives back what it took
    store.give_lease_back("batches", "a")
    assert store.lease_holder("batches") == "b"


def test_leases_go_with_whoever_is_forgotten(store: Store, do: Callable[..., Any]) -> None:
    store.take_lease(["batches"], "a")
    silent(do, A)
    do(rows.forget, ["a"])
    do(rows.beat, A)
    assert store.lease_holder("batches") != "a"


def test_a_job_that_another_replica_sends_is_not_written_by_who_read_it_before(store: Store) -> None:
    read = make_run(store).items[0].job
    by_a = store.set_job(read.id, state=JobState.STARTING, seen=read, attempts=1, sender="a")
    store.set_job(read.id, state=JobState.QUEUED, seen=by_a, attempts=0)
    again = store.job(read.owner, read.id)
    assert again is not None
    store.set_job(read.id, state=JobState.STARTING, seen=again, attempts=1, sender="b")
    with pytest.raises(IllegalTransition):
        store.set_job(read.id, state=JobState.QUEUED, seen=by_a, attempts=0)
