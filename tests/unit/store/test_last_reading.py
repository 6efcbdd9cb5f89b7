"""Which figure counts as the last one of an account: by server's account and token, and nobody else's hides it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from retouch_lib.store.records import Reading
from retouch_lib.store.store import Store
from retouch_lib.work.history import History
from tests.unit.store.conftest import NOON, OWNER


def read(
    store: Store, value: int, minutes: float, *, server: str = "main", token: str = "ref", kind: str = "balance"
) -> Reading:
    return store.add_reading(Reading(OWNER, server, token, kind, value, None, _at(minutes)))


def _at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def known(store: Store) -> Reading:
    """A balance read on World, and since then 300 of other tokens, kinds, accounts and owners."""
    mine = read(store, 41, 0, server="world")
    for place in range(60):
        read(store, 7, place + 1, token="other")
        read(store, 8, place + 1, kind="quota")
        read(store, 9, place + 1, server="custom")
        read(store, 1000, place + 1, server="local")
        store.add_reading(Reading("stranger", "main", "ref", "balance", 6, None, _at(place + 1)))
    return mine


@pytest.mark.parametrize("server", ["main", "world", "east", "east2"])
def test_the_last_of_an_account_whichever_server_said_it_and_whatever_others_said_since(
    store: Store, known: Reading, server: str
) -> None:
    assert store.last_reading(OWNER, "balance", server, "ref") == known
    assert store.standing(OWNER, server, "ref", NOON).balance == known


def test_every_account_token_and_kind_has_its_own(store: Store, known: Reading) -> None:
    def value(kind: str, server: str, token: str) -> int | None:
        found = store.last_reading(OWNER, kind, server, token)
        return found.value if found else None

    assert value("balance", "main", "other") == 7
    assert value("quota", "world", "ref") == 8
    assert value("balance", "custom", "ref") == 9
    assert value("balance", "local", "ref") == 1000
    assert value("balance", "main", "never used") is None
    assert value("quota", "custom", "ref") is None


def test_one_before_a_time(store: Store) -> None:
    for value, minutes in ((41, 0), (40, 10), (39, 20)):
        read(store, value, minutes)
    before = [store.last_reading(OWNER, "balance", "east", "ref", before=_at(minutes)) for minutes in (-1, 0, 15, 99)]
    assert [reading.value if reading else None for reading in before] == [None, 41, 40, 39]


def test_the_one_written_last_counts_where_the_clock_was_set_back(store: Store) -> None:
    read(store, 41, 0)
    read(store, 38, -180)
    found = store.last_reading(OWNER, "balance", "main", "ref")
    assert found is not None
    assert found.value == 38
    assert [forecast.balance for forecast in History(store, OWNER).forecasts()] == [38]


def test_history_tells_the_same_balance_of_each_account(store: Store, known: Reading) -> None:
    told = {(forecast.account, forecast.token): forecast.balance for forecast in History(store, OWNER).forecasts()}
    assert told == {("retouch4me", "token 1"): 41, ("retouch4me", "token 2"): 7, ("custom", "token 1"): 9}
