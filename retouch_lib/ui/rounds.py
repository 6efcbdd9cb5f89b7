"""A round of judging: blind or not, by which seed looks change places, and which photos ended in a tie.

It is kept in the store's preferences, so that a page loaded anew goes on with the same letters for the same looks.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from retouch_lib.store.records import Pick

MOST_KEPT = 20
"""Rounds, of other runs too; the one not judged for longest is forgotten."""
MOST_TIES = 5000
_EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Round:
    """How one run, or everything, is judged."""

    blind: bool = False
    """Whether names are hidden now."""
    seed: str = ""
    """Empty while nothing was judged blind."""
    begun: datetime = _EVER
    """From when on picks count while names are hidden."""
    ended: datetime | None = None
    """When it was shown who was who; None before that."""
    ties: frozenset[str] = field(default_factory=frozenset)
    """SHA-256 of the photos that no look wins."""

    def order(self, photo: str, count: int) -> list[int]:
        """Which look stands at each place of a photo's row: the same for the same seed, whoever asks, for ever."""
        return sorted(range(count), key=lambda look: hashlib.sha256(f"{self.seed} {photo} {look}".encode()).digest())

    def counts(self, pick: Pick) -> bool:
        """Whether a pick was made in this round: earlier ones are hidden while names are."""
        return not self.blind or pick.judged_at >= self.begun

    def was_blind(self, pick: Pick) -> bool:
        """Whether it was made while names were hidden."""
        return bool(self.seed) and self.begun <= pick.judged_at and (self.ended is None or pick.judged_at <= self.ended)

    def hide(self, now: datetime) -> Round:
        """Hide the names: anew, with other places, unless it was begun and never shown."""
        if self.seed and self.ended is None:
            return replace(self, blind=True)
        return Round(blind=True, seed=secrets.token_hex(8), begun=now)

    def show(self, now: datetime) -> Round:
        """Show who was who."""
        return replace(self, blind=False, ended=self.ended or now)


def to_json(rounds: Mapping[str, Round]) -> dict[str, Any]:
    """For the store's preferences: by the scope's id, the latest last."""
    return {
        scope: {
            **asdict(one),
            "begun": one.begun.isoformat(),
            "ended": one.ended and one.ended.isoformat(),
            "ties": sorted(one.ties)[:MOST_TIES],
        }
        for scope, one in list(rounds.items())[-MOST_KEPT:]
    }


def from_json(value: Any) -> dict[str, Round]:
    """What can't be read is left out."""
    rows = value.items() if isinstance(value, dict) else ()
    return {scope: one for scope, row in rows if (one := _round(row)) is not None}


def all_readable(value: Any) -> bool:
    """Whether `from_json` leaves nothing out."""
    return isinstance(value, dict) and all(_round(row) is not None for row in value.values())


def _round(row: Any) -> Round | None:
    try:
        ended = row["ended"]
        ties = row["ties"]
        if not (isinstance(row["blind"], bool) and isinstance(row["seed"], str) and _are_texts(ties)):
            return None
        begun = _moment(row["begun"])
        return Round(row["blind"], row["seed"], begun, None if ended is None else _moment(ended), frozenset(ties))
    except (KeyError, TypeError, ValueError):
        return None


def _moment(text: str) -> datetime:
    """Raises ValueError or TypeError for what is no time with its zone."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment


def _are_texts(value: Any) -> bool:
    return isinstance(value, list | Sequence) and not isinstance(value, str) and all(isinstance(x, str) for x in value)
