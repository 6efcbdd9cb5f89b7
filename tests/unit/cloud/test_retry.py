"""The rules of what may be sent again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retouch_lib.cloud import retry
from retouch_lib.errors import (
    BadRequest,
    CallError,
    ConnectionLost,
    Delivery,
    LimitReached,
    NotFound,
    ServerError,
    TaskRejected,
    TimedOut,
    TokenRejected,
    TooManyRequests,
    UnexpectedReply,
)


@pytest.mark.parametrize("kind", [ConnectionLost, TimedOut, ServerError, UnexpectedReply, TooManyRequests])
def test_a_start_in_doubt_is_resent_only_where_keys_are_kept(kind: type[CallError]) -> None:
    surely_not = kind("x", delivery=Delivery.NO)
    perhaps = kind("x", delivery=Delivery.UNKNOWN)
    assert retry.may_resend_start(surely_not, trusts_key=False)
    assert retry.may_resend_start(surely_not, trusts_key=True)
    assert not retry.may_resend_start(perhaps, trusts_key=False)
    assert retry.may_resend_start(perhaps, trusts_key=True)


@pytest.mark.parametrize("kind", [BadRequest, TokenRejected, LimitReached, TaskRejected, NotFound])
def test_a_no_is_never_resent(kind: type[CallError]) -> None:
    assert not retry.may_resend_start(kind("x"), trusts_key=True)


def test_pauses_double_with_jitter_up_to_the_longest() -> None:
    for attempt in range(12):
        longest = min(0.5 * 2**attempt, retry.LONGEST_PAUSE)
        pauses = [retry.pause(attempt) for _ in range(50)]
        assert all(longest / 2 <= seconds <= longest for seconds in pauses)
        assert len(set(pauses)) > 10
    assert retry.pause(10**6) <= retry.LONGEST_PAUSE


def test_a_server_gets_the_time_it_asks_for_and_never_less_than_the_back_off() -> None:
    assert retry.pause(0, 17.0) == 17.0
    assert retry.pause(0, 1e9) == retry.LONGEST_RETRY_AFTER
    for asked in (0.0, 0.1, -3.0):  # "0", and a date that has passed
        assert retry.pause(5, asked) >= retry.LONGEST_PAUSE / 2
    assert 8.0 <= retry.pause(9, 8.0) <= retry.LONGEST_PAUSE


def test_a_large_upload_that_breaks_is_not_repeated_at_once() -> None:
    mebibyte = 1 << 20
    seconds, tries = 0.0, 0
    while seconds < 40:
        seconds += retry.pause(tries, in_vain=9 * mebibyte)
        tries += 1
    assert tries <= 3, "uploads of 9 MB begun within 40 s, were they sent in no time"
    assert all(retry.pause(tries, in_vain=100 * mebibyte) <= retry.LONGEST_IN_VAIN for tries in range(20))
    assert retry.pause(3, in_vain=20_000) <= retry.FIRST_PAUSE * 8, "a small one costs the line nothing"


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("Fri, 01 Jan 2027 00:00:30 GMT", 30.0),
        ("Thu, 31 Dec 2026 23:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("²", None),
        ("9" * 5000, 999999999.0),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_in_both_forms(header: str | None, seconds: float | None) -> None:
    assert retry.retry_after_seconds(header, datetime(2027, 1, 1, tzinfo=UTC)) == seconds
