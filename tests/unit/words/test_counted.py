"""A number and its word."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies

from retouch_lib.words.counted import counted


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 credits"), (1, "1 credit"), (2, "2 credits"), (999, "999 credits"), (1000, "1,000 credits")],
)
def test_one_and_many(count: int, words: str) -> None:
    assert counted(count, "credit") == words


def test_a_word_with_a_plural_of_its_own() -> None:
    assert (counted(1, "copy", "copies"), counted(2, "copy", "copies")) == ("1 copy", "2 copies")


@given(strategies.integers(min_value=0, max_value=10**12))
def test_the_number_stands_there_whole(count: int) -> None:
    number, word = counted(count, "job").split(" ")
    assert int(number.replace(",", "")) == count
    assert word == ("job" if count == 1 else "jobs")
    assert all(len(group) == 3 for group in number.split(",")[1:])
