"""A blind trial: looks judged without their names. What is said in it stands apart from what was said before.

So nothing of before can tell which look is which, and nothing of before is lost until it is shown who was who.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from retouch_lib.store.records import Job, Pick, Verdict
from retouch_lib.work.picks import JUDGED, Judgement


@dataclass(frozen=True, slots=True)
class Trial:
    """What was said of results while names were hidden."""

    seed: str = field(default_factory=lambda: secrets.token_hex(8))
    """It gives looks their places; no two trials have the same."""
    said: Mapping[str, Pick] = field(default_factory=dict)
    """By job; without notes, which nobody can write blind."""
    ties: frozenset[str] = frozenset()
    """SHA-256 of the photos that no look wins."""

    @property
    def empty(self) -> bool:
        """Whether nothing was said in it."""
        return not (self.said or self.ties)

    def order(self, photo: str, count: int) -> list[int]:
        """Which look stands at each place of a photo's row: the same for the same seed, whoever asks, for ever."""
        return sorted(range(count), key=lambda look: hashlib.sha256(f"{self.seed} {photo} {look}".encode()).digest())

    def judge(self, jobs: Iterable[Job], judgement: Judgement, now: datetime) -> Trial:
        """Say that of these jobs' results: one winner a photo, of two of one photo the last; it ends a tie."""
        new = {job.id: judgement.of(self._of(job, now)) for job in jobs if job.state in JUDGED}
        winners = {pick.photo: pick.job for pick in new.values() if pick.verdict is Verdict.PICKED}
        said = {job: _unseated(pick, winners) for job, pick in {**self.said, **new}.items()}
        return replace(self, said=_speaking(said), ties=self.ties - winners.keys())

    def _of(self, job: Job, now: datetime) -> Pick:
        return self.said.get(job.id) or Pick(job.photo, job.id, Verdict.NONE, 0, "", now)

    def tie(self, photos: frozenset[str]) -> Trial:
        """Say that no look wins these photos; said of all of them already, it is taken back."""
        if photos <= self.ties:
            return replace(self, ties=self.ties - photos)
        said = {job: _unseated(pick, dict.fromkeys(photos, "")) for job, pick in self.said.items()}
        return replace(self, said=_speaking(said), ties=self.ties | photos)

    @property
    def winners(self) -> dict[str, Pick]:
        """By photo."""
        return {pick.photo: pick for pick in self.said.values() if pick.verdict is Verdict.PICKED}

    @property
    def photos(self) -> frozenset[str]:
        """Of which anything was said."""
        return self.ties.union(pick.photo for pick in self.said.values())

    def stands_in(self, picks: Mapping[str, Pick]) -> bool:
        """Whether of its photos these picks, by job, still say the same: no other winner, none taken back."""
        decided = self.ties | self.winners.keys()
        winners = {pick.job for pick in picks.values() if pick.verdict is Verdict.PICKED and pick.photo in decided}
        rejected = {pick.job for pick in self.said.values() if pick.verdict is Verdict.REJECTED}
        return winners == {pick.job for pick in self.winners.values()} and all(
            job in picks and picks[job].verdict is Verdict.REJECTED for job in rejected
        )

    def over(self, before: Mapping[str, Pick]) -> list[Pick]:
        """What stands once this trial counts too: what was said before of its photos, by job, with this laid over it.

        A photo that has a winner here, or ended in a tie, loses the one it had; notes and what wasn't touched stay.
        """
        decided = self.ties | self.winners.keys()
        old = {job: _unseated(pick, dict.fromkeys(decided, "")) for job, pick in before.items()}
        return [*(old | {job: _laid(pick, old.get(job)) for job, pick in self.said.items()}).values()]


def _unseated(pick: Pick, winners: Mapping[str, str]) -> Pick:
    """No winner any more where another job is its photo's."""
    lost = pick.verdict is Verdict.PICKED and winners.get(pick.photo, pick.job) != pick.job
    return replace(pick, verdict=Verdict.NONE) if lost else pick


def _laid(pick: Pick, old: Pick | None) -> Pick:
    if old is None:
        return pick
    verdict = old.verdict if pick.verdict is Verdict.NONE else pick.verdict
    return replace(pick, verdict=verdict, stars=pick.stars or old.stars, note=old.note)


def _speaking(said: Mapping[str, Pick]) -> dict[str, Pick]:
    """Without those that say nothing any more."""
    return {job: pick for job, pick in said.items() if pick.stars or pick.verdict is not Verdict.NONE}
