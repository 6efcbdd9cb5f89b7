"""What a batch will take, told from what was measured."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from retouch_lib.store.paces import TimedUpload
from retouch_lib.work.batch_forecast import BatchForecast, forecast_in_words, pace, seconds_needed, upload_rate

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MB = 1_000_000


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_600_photos_of_12_mb_at_the_measured_rate_take_48_minutes() -> None:
    """Three at a time on a line of 20 Mbit/s: each takes three times as long as alone."""
    uploads = [TimedUpload(12 * MB, at(4.8 * number), at(4.8 * number + 14.4)) for number in range(40)]
    rate = upload_rate(uploads)
    assert rate == pytest.approx(2.5 * MB, rel=0.06)
    seconds = seconds_needed(600, 600 * 12 * MB, rate, [20.0] * 10, 24)
    assert seconds is not None
    assert seconds / 60 == pytest.approx(48, rel=0.06)


def test_time_between_uploads_is_no_time_of_sending() -> None:
    uploads = [TimedUpload(10 * MB, at(3600 * number), at(3600 * number + 4)) for number in range(5)]
    assert upload_rate(uploads) == pytest.approx(2.5 * MB)


@pytest.mark.parametrize(
    "uploads", [[], [TimedUpload(10 * MB, at(0), at(1))] * 2, [TimedUpload(1_000, at(n), at(n + 1)) for n in range(9)]]
)
def test_too_little_tells_no_rate(uploads: list[TimedUpload]) -> None:
    assert upload_rate(uploads) is None


def test_a_server_that_works_longer_than_the_line_sends_decides() -> None:
    assert seconds_needed(240, MB, 10.0 * MB, [30.0, 30.0, 30.0], 24) == 300.0
    assert seconds_needed(240, MB, None, [30.0], 24) is None


def test_the_pace_slows_down_while_nothing_ends() -> None:
    ends = [at(-10 * number) for number in range(7)]
    assert pace(ends, at(5)) == pytest.approx(0.1)
    assert pace(ends, at(90)) == pytest.approx(0.05)
    assert pace(ends[:2], at(5)) is None


def test_in_words() -> None:
    known = BatchForecast(600, 7_200 * MB, 14_400 * MB, 90_000 * MB, 2.5 * MB, 2880.0)
    assert forecast_in_words(known).replace("\N{NO-BREAK SPACE}", " ") == (
        "7.2 GB to send, about 48 min at the 2.5 MB a second measured; 14.4 GB of disk (90.0 GB free)."
    )
    unknown = BatchForecast(3, 3 * MB, 6 * MB, MB, None, None)
    assert forecast_in_words(unknown) == (
        "3.0 MB to send; how long that takes is known after a few photos; 6.0 MB of disk (1.0 MB free, too little)."
    )
    assert not unknown.fits
    assert forecast_in_words(BatchForecast(0, 0, 0, 0, None, None)) == ""
