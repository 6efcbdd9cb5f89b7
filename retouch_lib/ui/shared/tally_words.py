"""How variants did, in words: who won how often, ties, what was rejected, and the mean of the stars."""

from __future__ import annotations

from collections.abc import Sequence

from retouch_lib.work.picks import Tally, winners


def tally_in_words(tallies: Sequence[Tally]) -> str:
    """ "soft won 4 of 6, balanced 1 of 6; heavy rejected on 3; stars on average: soft 4.5". Nothing said: empty."""
    parts = (_won(tallies), _rejected(tallies), _stars(tallies))
    return "; ".join(part for part in parts if part)


def _won(tallies: Sequence[Tally]) -> str:
    first = winners(tallies)
    if not first:
        return ""
    others = sorted((one for one in tallies if one.won and one not in first), key=lambda one: -one.won)
    rest = [f"{one.variant} {_share(one)}" for one in others]
    if len(first) == 1:
        return ", ".join([f"{first[0].variant} won {_share(first[0])}", *rest])
    names = f"{', '.join(one.variant for one in first[:-1])} and {first[-1].variant}"
    return ", ".join([f"a tie: {names} won {_share(first[0])} each", *rest])


def _share(one: Tally) -> str:
    return f"{one.won} of {one.of}"


def _rejected(tallies: Sequence[Tally]) -> str:
    return ", ".join(f"{one.variant} rejected on {one.rejected}" for one in tallies if one.rejected)


def _stars(tallies: Sequence[Tally]) -> str:
    given = [f"{one.variant} {one.stars:.1f}" for one in tallies if one.stars is not None]
    return f"stars on average: {', '.join(given)}" if given else ""
