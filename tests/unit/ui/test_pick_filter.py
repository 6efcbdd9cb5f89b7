"""What a filter by picks leaves, of results and of photos."""

from __future__ import annotations

import pytest

from retouch_lib.store.records import Pick, Verdict
from retouch_lib.ui.shared.pick_filter import CHOICES, PICKED, REJECTED, fits, photos_left
from retouch_lib.work.picks import UNJUDGED
from tests.unit.store.conftest import NOON


def pick(job: str, photo: str = "a", verdict: Verdict = Verdict.NONE, stars: int = 0) -> Pick:
    return Pick(photo, job, verdict, stars, "", NOON)


WINNER, LOSER, STARRED = pick("1", "a", Verdict.PICKED, 4), pick("2", "a", Verdict.REJECTED), pick("3", "b", stars=2)


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ((), [WINNER, LOSER, STARRED, None]),
        ((PICKED,), [WINNER]),
        ((REJECTED,), [LOSER]),
        ((UNJUDGED,), [None]),
        (("2",), [WINNER, STARRED]),
        (("5",), []),
        (("3", REJECTED), [WINNER, LOSER]),
        (("unknown",), []),
    ],
)
def test_results(chosen: tuple[str, ...], left: list[Pick | None]) -> None:
    assert [one for one in (WINNER, LOSER, STARRED, None) if fits(chosen, one)] == left


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ((), ["c", "b", "a"]),
        ((PICKED,), ["a"]),
        ((UNJUDGED,), ["c"]),
        (("1",), ["b", "a"]),
        ((UNJUDGED, "4"), ["c", "a"]),
    ],
)
def test_photos_by_any_of_their_results(chosen: tuple[str, ...], left: list[str]) -> None:
    picks = {one.job: one for one in (WINNER, LOSER, STARRED)}
    assert photos_left(chosen, ["c", "b", "a"], picks) == left


def test_stars_of_what_was_rejected_count_for_nothing() -> None:
    rejected, winner = pick("1", verdict=Verdict.REJECTED, stars=4), pick("2", verdict=Verdict.PICKED, stars=2)
    assert [fits(("4",), rejected), fits((REJECTED,), rejected)] == [False, True]
    picks = {one.job: one for one in (rejected, winner)}
    assert (photos_left(["4"], ["a"], picks), photos_left(["2"], ["a"], picks)) == ([], ["a"])


def test_a_photo_is_filtered_by_the_stars_that_the_strip_shows() -> None:
    winner, better = pick("1", verdict=Verdict.PICKED, stars=2), pick("2", stars=4)
    picks = {one.job: one for one in (winner, better)}
    assert (photos_left(["3"], ["a"], picks), photos_left(["2"], ["a"], picks)) == ([], ["a"])


def test_every_choice_has_words() -> None:
    assert all(CHOICES.values())
    assert (CHOICES["1"], CHOICES["5"]) == ("1 star or more", "5 stars")
