"""What a credit costs the owner, and on which day their billing month begins: two of their choices."""

from __future__ import annotations

from retouch_lib.settings import LIMITS
from retouch_lib.ui import session

DEAREST = float(LIMITS["price"][1])
LAST_DAY = int(LIMITS["billing_day"][1])


def price_per_credit() -> float:
    """USD; 0 where none is set."""
    return session.lab().choices(session.owner()).price


def set_price_per_credit(value: float) -> None:
    session.lab().choose(session.owner(), "price", value)


def billing_day() -> int:
    return session.lab().choices(session.owner()).billing_day


def set_billing_day(value: int) -> None:
    session.lab().choose(session.owner(), "billing_day", value)
