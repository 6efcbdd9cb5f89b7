"""The history's sentences: singular and plural, what is not known, and no more than the figures carry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from retouch_lib.store.records import JobState
from retouch_lib.ui.history.sentences import (
    STATES,
    averages_in_words,
    drop_in_words,
    forecast_in_words,
    summary_in_words,
    unknown_in_words,
)
from retouch_lib.work.history import Drop, Forecast, Summary

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def summary(
    uses: int = 0, reused: int = 0, bought: int = 0, credits_: int = 0, unknown: int = 0, seconds: float | None = None
) -> Summary:
    times = (seconds, seconds, seconds)
    return Summary(uses, uses - reused, reused, 0 if seconds is None else 1, bought, credits_, unknown, *times)


def forecast(*paces: float, credits_: int = 50, days: int = 10, spent: int = 0) -> Forecast:
    ends = tuple(NOON + timedelta(days=60 / pace) for pace in paces)
    return Forecast("retouch4me", "token 1", 60, NOON, spent, credits_, days, 30.0, paces, ends)


def test_every_state_has_a_word() -> None:
    assert set(STATES) == set(JobState)


def test_sums() -> None:
    assert summary_in_words(summary(), 0.0) == "**0** pictures asked for · **0** credits"
    assert summary_in_words(summary(1, 0, 1, 1), 0.06) == (
        "**1** picture asked for · **1** credit, 1.00 per result · **0.06 USD**"
    )
    assert summary_in_words(summary(1200, 200, 720, 900, 3), 0.0) == (
        "**1,200** pictures asked for, 200 of them reused · **900** credits, 3 unknown, 1.25 per result"
    )


def test_averages_and_the_unknown() -> None:
    assert averages_in_words(summary()) == ""
    assert averages_in_words(summary(1, seconds=2.0)) == (
        "Per finished job 6.0 s on average: 2.0 s until the server had it, 2.0 s there with its queue,"
        " 2.0 s to fetch it."
    )
    assert unknown_in_words(0) == ""
    assert unknown_in_words(1).startswith("Of 1 job nobody knows whether a credit was taken")


def test_forecasts() -> None:
    both = forecast_in_words(forecast(2.0, 6.0, spent=3))
    assert both.startswith("60 credits left on 1 Mar 2026, ")
    assert "3 used since. They last at the pace of the last 30 days (2.0 a day) until about 31 Mar 2026;" in both
    assert both.endswith("at the pace of the last 7 (6.0 a day) until about 11 Mar 2026.")
    assert "more than two years from now" in forecast_in_words(forecast(0.01))
    few = forecast_in_words(forecast(credits_=2, days=1))
    assert few.endswith("Too few data to say how long they last: 2 credits on 1 day so far.")
    assert "nothing can be said" in forecast_in_words(forecast(credits_=0, days=0))


def test_what_somebody_else_used() -> None:
    drop = Drop("retouch4me", "token 1", NOON, NOON + timedelta(hours=1), 41, 36, 1)
    assert "the balance fell from 41 to 36. Jobs of this lab took 1 at most: 4 credits or more went" in drop_in_words(
        drop
    )
