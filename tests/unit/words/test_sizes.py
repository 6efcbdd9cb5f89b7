"""Sizes: three figures at most below a terabyte, and never more than rounding away from what is there."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies

from retouch_lib.words.sizes import size_in_words

UNITS = {"kB": 10**3, "MB": 10**6, "GB": 10**9}


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 kB"),
        (1, "1 kB"),
        (1_499, "1 kB"),
        (58_400, "58 kB"),
        (99_499, "99 kB"),
        (99_500, "0.1 MB"),
        (2_120_000, "2.1 MB"),
        (9_949_999, "9.9 MB"),
        (9_950_000, "10 MB"),
        (999_499_999, "999 MB"),
        (999_500_000, "1.0 GB"),
        (12.6e9, "12.6 GB"),
        (1.2345e12, "1,234.5 GB"),
    ],
)
def test_each_unit_and_where_it_begins(count: float, words: str) -> None:
    assert size_in_words(count) == words


@given(strategies.integers(min_value=1_000, max_value=10**13))
def test_it_is_what_is_there_but_for_rounding(count: int) -> None:
    number, unit = size_in_words(count).split(" ")
    step = UNITS[unit] / 10 if "." in number else UNITS[unit]
    assert abs(float(number.replace(",", "")) * UNITS[unit] - count) <= step / 2 + 1
    assert number.startswith("0.") or float(number.replace(",", "")) >= 1


@given(strategies.integers(min_value=0, max_value=10**12), strategies.integers(min_value=0, max_value=10**12))
def test_what_is_larger_never_reads_smaller(one: int, other: int) -> None:
    def read(count: int) -> float:
        number, unit = size_in_words(count).split(" ")
        return float(number.replace(",", "")) * UNITS[unit]

    small, large = sorted((one, other))
    assert read(small) <= read(large) * (1 + 1e-9)
