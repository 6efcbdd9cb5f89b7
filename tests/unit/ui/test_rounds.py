"""A round of judging: places that stay as they are, what counts in it, and how it is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from retouch_lib.store.records import Pick, Verdict
from retouch_lib.ui.rounds import MOST_KEPT, Round, all_readable, from_json, to_json

NOW = datetime(2026, 3, 18, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
WANTED = [[1, 2, 0, 3], [0, 2, 3, 1], [0, 3, 1, 2]]
PHOTOS = [f"{number:064x}" for number in range(200)]


def pick(when: datetime) -> Pick:
    return Pick(PHOTOS[0], "job", Verdict.PICKED, 0, "", when)


def test_the_same_seed_gives_the_same_places_for_ever() -> None:
    assert [Round(seed="07f3").order(photo, 4) for photo in PHOTOS[:3]] == WANTED


def test_each_look_stands_everywhere_about_as_often() -> None:
    one = Round(seed="seed")
    for look in range(4):
        places = [one.order(photo, 4).index(look) for photo in PHOTOS]
        assert all(25 < places.count(place) < 80 for place in range(4))


def test_names_hidden_again_stand_at_the_same_places_until_they_were_shown() -> None:
    first = Round().hide(NOW)
    assert first.blind
    assert first.hide(LATER) == first
    shown = first.show(LATER)
    assert (shown.blind, shown.ended, shown.seed) == (False, LATER, first.seed)
    again = shown.hide(LATER)
    assert again.seed != first.seed
    assert (again.begun, again.ended) == (LATER, None)


def test_while_names_are_hidden_only_what_is_picked_since_counts() -> None:
    one = Round().hide(NOW)
    assert [one.counts(pick(when)) for when in (NOW - timedelta(seconds=1), NOW, LATER)] == [False, True, True]
    assert one.show(LATER).counts(pick(NOW - timedelta(days=1)))


def test_what_was_picked_blind() -> None:
    one = Round().hide(NOW).show(LATER)
    moments = [NOW - timedelta(seconds=1), NOW, LATER, LATER + timedelta(seconds=1)]
    assert [one.was_blind(pick(when)) for when in moments] == [False, True, True, False]
    assert not Round().was_blind(pick(NOW)), "never hidden"


def test_rounds_are_kept_as_they_are() -> None:
    rounds = {"run": Round().hide(NOW), "everything": Round(ties=frozenset({PHOTOS[1]})).show(LATER)}
    assert from_json(to_json(rounds)) == rounds
    assert all_readable(to_json(rounds))


def test_the_latest_rounds_are_kept() -> None:
    rounds = {str(number): Round() for number in range(MOST_KEPT + 5)}
    assert list(to_json(rounds)) == [str(number) for number in range(5, MOST_KEPT + 5)]


GOOD = to_json({"run": Round().hide(NOW)})["run"]


@pytest.mark.parametrize(
    "row",
    [None, 1, [], {}, *({**GOOD, name: value} for name in GOOD for value in (3.5, {"a": 1}, "never"))],
)
def test_what_cant_be_read_is_left_out(row: Any) -> None:
    left = {"bad", "good"} if row == {**GOOD, "seed": "never"} else {"good"}
    assert from_json({"bad": row, "good": GOOD}).keys() == left
    assert all_readable({"bad": row}) is (len(left) == 2)
