"""What is chosen on the Settings page, over what the environment gives."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retouch_lib.errors import BadSetting
from retouch_lib.settings import LIMITS, Settings
from retouch_lib.store.store import Store
from retouch_lib.work.choices import NAMES, ChoiceBook
from tests.launches import as_opened_before

OWNER = "local"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(as_opened_before(tmp_path / "lab.sqlite"))
    yield store
    store.close()


@pytest.fixture
def book(store: Store) -> ChoiceBook:
    return ChoiceBook(store, Settings.read({"RETOUCH_PRICE": "0.06"}))


def test_at_first_what_the_settings_give(book: ChoiceBook) -> None:
    assert (book.read(OWNER).price, book.source(OWNER, "price")) == (0.06, "RETOUCH_PRICE in the environment")
    assert (book.read(OWNER).budget_run, book.source(OWNER, "budget_run")) == (25, "default")


def test_a_choice_holds_for_its_owner_until_it_is_set_back(book: ChoiceBook, store: Store) -> None:
    assert book.choose(OWNER, "price", 0.2).price == 0.2
    assert book.source(OWNER, "price") == "chosen here"
    assert book.read("another").price == 0.06
    assert ChoiceBook(store, Settings.read({})).read(OWNER).price == 0.2, "after a restart, too"
    assert book.choose(OWNER, "price", None).price == 0.06
    assert book.source(OWNER, "price") == "RETOUCH_PRICE in the environment"


def test_nought_is_a_choice(book: ChoiceBook) -> None:
    assert book.choose(OWNER, "budget_run", 0).budget_run == 0
    assert book.source(OWNER, "budget_run") == "chosen here"


def test_a_whole_number_stays_one(book: ChoiceBook) -> None:
    assert repr(book.choose(OWNER, "keep_days", 30.0).keep_days) == "30"


@pytest.mark.parametrize("name", NAMES)
def test_both_ends_of_each_are_taken_and_nothing_beyond(book: ChoiceBook, name: str) -> None:
    before = book.read(OWNER)
    for value in (LIMITS[name][0] - 1, LIMITS[name][1] + 1, float("nan"), float("inf")):
        with pytest.raises(BadSetting, match="can't be used"):
            book.choose(OWNER, name, value)
    assert book.read(OWNER) == before
    for value in LIMITS[name]:
        assert getattr(book.choose(OWNER, name, value), name) == value


def test_half_a_credit_and_a_name_that_is_none(book: ChoiceBook) -> None:
    with pytest.raises(BadSetting, match="a whole number from 0 to 100000 is needed"):
        book.choose(OWNER, "budget_day", 2.5)
    with pytest.raises(BadSetting, match='"token" can\'t be chosen'):
        book.choose(OWNER, "token", 1)


def test_a_row_that_cannot_be_used_counts_as_none(book: ChoiceBook, store: Store) -> None:
    for odd in ("dear", -5, True, [1], 1e12):
        store.set_preference(OWNER, "price_per_credit", odd)
        assert book.read(OWNER).price == 0.06
