"""The tally as a sentence."""

from __future__ import annotations

from typing import cast

import pytest

from retouch_lib.store.records import Job
from retouch_lib.ui.shared.tally_words import tally_in_words
from retouch_lib.work.picks import Tally

JOB = cast(Job, None)


def one(variant: str, won: int = 0, rejected: int = 0, stars: float | None = None, of: int = 6) -> Tally:
    return Tally(variant, won, of, rejected, stars, JOB)


@pytest.mark.parametrize(
    ("tallies", "words"),
    [
        ([], ""),
        ([one("soft"), one("heavy")], ""),
        ([one("soft", 4), one("heavy", rejected=3)], "soft won 4 of 6; heavy rejected on 3"),
        ([one("a", 1), one("b", 2), one("c", 3, of=5)], "c won 3 of 5, b 2 of 6, a 1 of 6"),
        ([one("a", 2), one("b", 2), one("c", 1)], "a tie: a and b won 2 of 6 each, c 1 of 6"),
        ([one("a", 2), one("b", 2), one("c", 2)], "a tie: a, b and c won 2 of 6 each"),
        ([one("a", stars=4.25), one("b")], "stars on average: a 4.2"),
    ],
)
def test_words(tallies: list[Tally], words: str) -> None:
    assert tally_in_words(tallies) == words
