"""Days, times of day, ages and durations, by this computer's clock and with codes that every system knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies

from retouch_lib.words.times import ago, clock_time, day, day_and_time, day_of_year_and_time, duration

EARLY = datetime(2026, 3, 1, 9, 5, 59).astimezone()


def test_a_day_has_no_zero_before_it() -> None:
    assert day(EARLY) == "1 Mar 2026"
    assert day(EARLY + timedelta(days=22)) == "23 Mar 2026"
    assert day_and_time(EARLY) == "1 Mar 2026, 09:05"
    assert day_of_year_and_time(EARLY) == "1 Mar 09:05"
    assert day_of_year_and_time(EARLY, seconds=True) == "1 Mar 09:05:59"


@given(strategies.datetimes(datetime(1971, 1, 1), datetime(2037, 12, 30)))
def test_a_moment_reads_the_same_from_any_zone(at: datetime) -> None:
    there = at.astimezone()
    assert day_and_time(there.astimezone(UTC)) == day_and_time(there)
    assert datetime.strptime(day_and_time(there), "%d %b %Y, %H:%M") == there.replace(
        second=0, microsecond=0, tzinfo=None
    )


def test_another_day_is_named_beside_the_time() -> None:
    assert clock_time(EARLY, now=EARLY.replace(hour=23, minute=59)) == "09:05"
    assert clock_time(EARLY.astimezone(UTC), now=EARLY) == "09:05"
    assert clock_time(EARLY, now=EARLY - timedelta(days=1)) == "Sun 09:05"
    assert clock_time(datetime.now(UTC) + timedelta(days=3)).count(" ") == 1


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=-9), "just now"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(minutes=119, seconds=59), "119 min ago"),
        (timedelta(hours=2), "2 h ago"),
        (timedelta(hours=47, minutes=59), "47 h ago"),
        (timedelta(hours=48), "2 days ago"),
    ],
)
def test_ages(age: timedelta, words: str) -> None:
    assert ago(age) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "0_s"),
        (119.4, "119_s"),
        (119.6, "2_min"),
        (7_199, "119_min"),
        (7_200, "2_h 0_min"),
        (11_100, "3_h 5_min"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words.replace("_", "\N{NO-BREAK SPACE}")
