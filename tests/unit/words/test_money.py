"""What credits cost, in whole cents."""

from __future__ import annotations

from retouch_lib.words.money import in_money


def test_money() -> None:
    assert in_money(100, 0.042) == "4.20 USD"
    assert in_money(1, 0.06) == "0.06 USD"
    assert in_money(0, 0.06) == "0.00 USD"
    assert in_money(30_000, 0.15) == "4,500.00 USD"


def test_without_a_price_there_is_nothing_to_say() -> None:
    assert in_money(100, 0.0) == ""
