"""Filtering by what was said of results: picked, rejected, so many stars, not judged yet. Pure: no screen, no store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from retouch_lib.store.records import Pick, Verdict
from retouch_lib.words.counted import counted
from retouch_lib.work.picks import MOST_STARS, UNJUDGED, stars_of

PICKED, REJECTED = Verdict.PICKED.value, Verdict.REJECTED.value
CHOICES: Mapping[str, str] = {
    PICKED: "Picked",
    REJECTED: "Rejected",
    **{str(stars): f"{counted(stars, 'star')} or more" for stars in range(MOST_STARS - 1, 0, -1)},
    str(MOST_STARS): counted(MOST_STARS, "star"),
    UNJUDGED: "Not judged yet",
}
"""What there is to filter by, with its words; a result or photo fits several choices where it fits one of them."""
NEEDS_LOOK = "needs_look"
WITH_NEEDS_LOOK: Mapping[str, str] = {NEEDS_LOOK: "Needs a look", **CHOICES}
"""The same where it is known which results need one: see `needs_look`."""


def fits(chosen: Iterable[str], pick: Pick | None) -> bool:
    """Whether a result with that pick, or with none, is left by one of these choices; no choice leaves all.

    By stars nothing is left that was rejected.
    """
    chosen = list(chosen)
    return not chosen or any(_fits(choice, pick) for choice in chosen)


def photos_left(chosen: Iterable[str], sha256s: Sequence[str], picks: Mapping[str, Pick]) -> list[str]:
    """The photos with a result that fits, or with stars that do; not judged yet is one of which no result is judged.

    `picks`: by job. A photo's stars are `stars_of` its picks.
    """
    chosen = list(chosen)
    of_photo: dict[str, list[Pick]] = {}
    for pick in picks.values():
        of_photo.setdefault(pick.photo, []).append(pick)
    return [sha256 for sha256 in sha256s if not chosen or _photo_fits(chosen, of_photo.get(sha256, []))]


def _photo_fits(chosen: Sequence[str], picks: Sequence[Pick]) -> bool:
    stars = stars_of(picks)
    said = [choice for choice in chosen if not choice.isdecimal()]
    return any(stars >= int(choice) for choice in chosen if choice.isdecimal()) or any(
        _fits(choice, pick) for choice in said for pick in picks or (None,)
    )


def _fits(choice: str, pick: Pick | None) -> bool:
    if pick is None:
        return choice == UNJUDGED
    if choice in (PICKED, REJECTED):
        return pick.verdict is Verdict(choice)
    return choice.isdecimal() and pick.verdict is not Verdict.REJECTED and pick.stars >= int(choice)
