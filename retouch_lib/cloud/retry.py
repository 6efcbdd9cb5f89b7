"""What may be sent again, and after how long.

A GET costs nothing, so the client repeats it by itself. A start costs a credit: it is never repeated by the client,
and by a job only under the rules of `may_resend_start`.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from retouch_lib.errors import CallError, Delivery

GET_ATTEMPTS = 4
"""Tries of one GET, the first included."""
FIRST_PAUSE = 0.5
"""Seconds before the second try; each further one doubles, up to LONGEST_PAUSE."""
LONGEST_PAUSE = 8.0
LONGEST_RETRY_AFTER = 60.0
"""A server's Retry-After is honoured up to this many seconds."""
IN_VAIN_RATE = 512 * 1024
"""Bytes of a broken upload per second of pause: a large one is not sent whole again and again over a bad line."""
LONGEST_IN_VAIN = 300.0


def may_resend_start(error: CallError, *, trusts_key: bool) -> bool:
    """Whether a start that ended in `error` can be sent again, with the same key, and not be paid twice.

    Yes, when the same request may succeed later and either the server certainly did not act on the first one, or it
    is known to charge one key only once (`trusts_key`).
    """
    return error.retryable and (error.delivery is Delivery.NO or trusts_key)


def pause(attempt: int, retry_after: float | None = None, *, in_vain: int = 0) -> float:
    """Seconds to wait after try number `attempt` (from 0): doubling with jitter, and at least what the server asked.

    `in_vain`: bytes of a body that were sent and did not arrive; the more, the longer, up to LONGEST_IN_VAIN.
    The jitter is "equal": between half and all of the doubled pause, so that jobs that failed together don't return
    together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
    """
    doubled = 2.0 ** min(attempt, 16)
    longest = max(
        min(FIRST_PAUSE * doubled, LONGEST_PAUSE),
        min(in_vain / IN_VAIN_RATE * doubled, LONGEST_IN_VAIN),
    )
    seconds = longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, protects nothing
    return max(seconds, min(retry_after or 0.0, LONGEST_RETRY_AFTER))


def retry_after_seconds(header: str | None, now: datetime | None = None) -> float | None:
    """A Retry-After header's seconds (RFC 9110, 10.2.3: a number, or a date); None for none or nonsense."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - (now or datetime.now(UTC))).total_seconds(), 0.0)
