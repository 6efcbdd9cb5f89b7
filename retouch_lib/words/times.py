"""Days, times of day, ages and durations. Moments are given with their time zone and told by this computer's clock.

Only here are they made into words: a day without its zero has no code of its own in `strftime` on Windows.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_SPACE = "\N{NO-BREAK SPACE}"
"""Keeps a number and its unit on one line of a narrow card."""


def day(at: datetime) -> str:
    """ "1 Mar 2026" """
    there = at.astimezone()
    return f"{there.day} {there:%b %Y}"


def day_and_time(at: datetime) -> str:
    """ "1 Mar 2026, 09:05" """
    return f"{day(at)}, {at.astimezone():%H:%M}"


def day_of_year_and_time(at: datetime, *, seconds: bool = False) -> str:
    """ "1 Mar 09:05", "1 Mar 09:05:59": among others of the same months."""
    there = at.astimezone()
    return f"{there.day} {there:%b %H:%M:%S}" if seconds else f"{there.day} {there:%b %H:%M}"


def clock_time(at: datetime, now: datetime | None = None) -> str:
    """ "21:58"; with the day ("Tue 21:58") when that is not today."""
    there = at.astimezone()
    today = (now or datetime.now(UTC)).astimezone().date()
    return f"{there:%H:%M}" if there.date() == today else f"{there:%a %H:%M}"


def ago(age: timedelta) -> str:
    """ "just now", "5 min ago", "3 h ago", "2 days ago" """
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 120:
        return f"{minutes} min ago"
    hours = minutes // 60
    return f"{hours} h ago" if hours < 48 else f"{hours // 24} days ago"


def duration(seconds: float) -> str:
    """ "12 s", "3 min", "3 h 5 min", with spaces that don't break."""
    whole = round(seconds)
    if whole < 120:
        return f"{whole}{_SPACE}s"
    minutes = whole // 60
    return f"{minutes}{_SPACE}min" if minutes < 120 else f"{minutes // 60}{_SPACE}h {minutes % 60}{_SPACE}min"
