"""What a batch will take before it begins: disk, upload, and time, from what this computer and server did so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from retouch_lib.store.paces import TimedUpload
from retouch_lib.words.sizes import size_in_words
from retouch_lib.words.times import duration

_LEAST_BYTES = 200_000
"""Of uploads by which a rate is told: of less the answer takes longer than the bytes."""
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class BatchForecast:
    """Seconds and bytes, where they can be told."""

    jobs: int
    """That are to be made."""
    upload: int
    """Bytes to be sent."""
    disk: int
    """Bytes that the data folder grows by, about."""
    free: int
    """Bytes that are free there."""
    rate: float | None
    """Bytes a second, as measured; None where too little was sent."""
    seconds: float | None
    """None where neither the rate nor the server's pace is known."""

    @property
    def fits(self) -> bool:
        return self.disk <= self.free


def upload_rate(uploads: Sequence[TimedUpload]) -> float | None:
    """Bytes a second while anything was sent: uploads that ran beside each other count their time once."""
    told = sorted((one for one in uploads if one.bytes > 0), key=lambda one: one.began_at)
    total = sum(one.bytes for one in told)
    if len(told) < _FEWEST or total < _LEAST_BYTES:
        return None
    seconds, until = 0.0, told[0].began_at
    for one in told:
        seconds += max(0.0, (one.ended_at - max(until, one.began_at)).total_seconds())
        until = max(until, one.ended_at)
    return total / seconds if seconds > 0 else None


def seconds_needed(jobs: int, upload: int, rate: float | None, works: Sequence[float], at_once: int) -> float | None:
    """The longer of sending and the server's work; None where neither is known.

    `works`: seconds that the server was at work on each of some jobs; `at_once`: how many it has at a time.
    """
    sending = upload / rate if rate else None
    working = jobs * median(works) / at_once if len(works) >= _FEWEST else None
    known = [seconds for seconds in (sending, working) if seconds is not None]
    return max(known) if known else None


def pace(ends: Sequence[datetime], now: datetime) -> float | None:
    """Jobs a second, of the last that ended (the newest first); slower, the longer none has ended."""
    if len(ends) < _FEWEST:
        return None
    usual = (ends[0] - ends[-1]).total_seconds() / (len(ends) - 1)
    waited = (now - ends[0]).total_seconds()
    seconds = ((ends[0] - ends[-1]).total_seconds() + max(0.0, waited - 3 * usual)) / (len(ends) - 1)
    return 1 / seconds if seconds > 0 else None


def forecast_in_words(forecast: BatchForecast) -> str:
    """ "7.2 GB to send, about 48 min at the 2.5 MB a second measured; 14.4 GB of disk (90.0 GB free)." """
    if not forecast.jobs:
        return ""
    sending = f"{size_in_words(forecast.upload)} to send"
    if forecast.seconds is not None:
        sending += f", about {duration(forecast.seconds)}"
        sending += f" at the {size_in_words(forecast.rate)} a second measured" if forecast.rate else ""
    else:
        sending += "; how long that takes is known after a few photos"
    room = "" if forecast.fits else ", too little"
    return f"{sending}; {size_in_words(forecast.disk)} of disk ({size_in_words(forecast.free)} free{room})."
