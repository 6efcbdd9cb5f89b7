"""What credits cost."""

from __future__ import annotations

CURRENCY = "USD"


def in_money(count: int, price: float) -> str:
    """Credits at a price per credit; empty without a price.

    >>> in_money(367, 0.06)
    '22.02 USD'
    """
    return f"{count * price:,.2f} {CURRENCY}" if price else ""
