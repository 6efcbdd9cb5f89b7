"""What a credit costs the owner, and on which day their billing month begins: two preferences."""

from __future__ import annotations

from retouch_lib.ui import session

PREFERENCE_PRICE = "price_per_credit"
PREFERENCE_MONTH = "billing_day"
DEAREST = 10.0
LAST_DAY = 28
"""The last day every month has."""


def price_per_credit() -> float:
    """USD; 0 where the owner has set none."""
    value = session.lab().store.preference(session.OWNER, PREFERENCE_PRICE)
    return float(value) if isinstance(value, int | float) and 0 <= value <= DEAREST else 0.0


def set_price_per_credit(value: float) -> None:
    session.lab().store.set_preference(session.OWNER, PREFERENCE_PRICE, round(value, 4))


def billing_day() -> int:
    value = session.lab().store.preference(session.OWNER, PREFERENCE_MONTH)
    return value if isinstance(value, int) and 1 <= value <= LAST_DAY else 1


def set_billing_day(value: int) -> None:
    session.lab().store.set_preference(session.OWNER, PREFERENCE_MONTH, value)
