"""What a person thinks of results: picked, rejected, stars, a note; and which variant won how often.

picks = Picks(store)
undo = picks.judge("local", [job], Judgement("pick"))
picks.put_back("local", undo)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from retouch_lib.owners import Owner
from retouch_lib.store.contests import Contest
from retouch_lib.store.picks import LONGEST_NOTE as LONGEST_NOTE  # public here too
from retouch_lib.store.picks import MOST_STARS as MOST_STARS
from retouch_lib.store.picks import UNJUDGED as UNJUDGED
from retouch_lib.store.picks import Judgement as Judgement
from retouch_lib.store.picks import Undo as Undo
from retouch_lib.store.records import Job, JobState, Pick, RunItem, Verdict
from retouch_lib.store.store import Store

JUDGED = (JobState.DONE, JobState.SWEPT)
"""States of jobs whose results can be judged."""
_ALIKE = " = "
_MOST_CONTESTS = 2000


@dataclass(frozen=True, slots=True)
class Tally:
    """How one variant did on some photos."""

    variant: str
    """Its name; "soft = soft 2" where two have the same payload."""
    won: int
    """On so many photos it is the winner."""
    of: int
    """Photos that there is a result of it of."""
    rejected: int
    stars: float | None
    """Mean of those that were given; None where none were."""
    job: Job
    """The first of its jobs: it holds the exact payload."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a look did on one photo."""

    contest: Contest
    """The result that won; of a look that lost, its newest one."""
    won: bool
    """Else it was rejected, or another look won."""


class Picks:
    """By owner and job. One winner a photo: a pick takes it from the photo's other results."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_photos(self, owner: Owner, sha256s: Collection[str]) -> dict[str, Pick]:
        """The judged results of those photos, by job's id, in one query; a row that can't be read is left out."""
        return self._store.picks(owner, sha256s)

    def judge(self, owner: Owner, jobs: Sequence[Job], judgement: Judgement) -> Undo:
        """Say that of these jobs' results, in one transaction; what takes it back.

        Jobs of others, and those without a result, are left out. Of two jobs of one photo the last one wins.
        """
        return self._store.judge(owner, [job.id for job in jobs if job.state in JUDGED], judgement)

    def contests(self, owner: Owner, fingerprints: Collection[str]) -> tuple[Contest, ...]:
        """Where payloads of these fingerprints stood against other looks, the newest first; see `outcomes`."""
        return self._store.contests(owner, fingerprints, _MOST_CONTESTS)

    def lay(self, owner: Owner, picks: Iterable[Pick]) -> Undo:
        """Make them stand as they are, in one transaction; what takes it back."""
        return self._store.lay_picks(owner, picks)

    def put_back(self, owner: Owner, undo: Undo) -> Undo:
        """Make it as it was before that press; returns its redo."""
        return self._store.put_back_picks(owner, undo)


def stars_of(picks: Iterable[Pick]) -> int:
    """A photo's stars, of these picks of its results: its winner's, without one the most of what was not rejected."""
    said = [pick for pick in picks if pick.verdict is not Verdict.REJECTED]
    won = [pick for pick in said if pick.verdict is Verdict.PICKED]
    return max((pick.stars for pick in won or said), default=0)


def tally(items: Iterable[RunItem], picks: Mapping[str, Pick]) -> tuple[Tally, ...]:
    """How each variant did on the photos of these items, in their order; variants with the same payload are one."""
    names: dict[str, dict[str, None]] = {}
    jobs: dict[str, dict[str, Job]] = {}
    for item in items:
        if item.job.state in JUDGED:
            names.setdefault(item.job.fingerprint, {})[item.variant] = None
            jobs.setdefault(item.job.fingerprint, {})[item.job.photo] = item.job
    return tuple(_tally(_ALIKE.join(names[key]), list(its.values()), picks) for key, its in jobs.items())


def outcomes(contests: Iterable[Contest], fingerprints: Collection[str]) -> tuple[Outcome, ...]:
    """How the look with these fingerprints did: one for each photo, the newest first."""
    found: dict[str, Outcome] = {}
    for contest in contests:
        if contest.fingerprint in fingerprints:
            won = contest.winning in fingerprints
            if contest.photo not in found or contest.job == contest.winner:
                found[contest.photo] = Outcome(contest, won)
    return tuple(found.values())


def winners(tallies: Sequence[Tally]) -> tuple[Tally, ...]:
    """Those that won most: several at a tie, none where nothing was picked."""
    most = max((one.won for one in tallies), default=0)
    return tuple(one for one in tallies if one.won == most > 0)


def _tally(variant: str, jobs: Sequence[Job], picks: Mapping[str, Pick]) -> Tally:
    said = [picks[job.id] for job in jobs if job.id in picks]
    stars = [pick.stars for pick in said if pick.stars]
    return Tally(
        variant,
        won=sum(pick.verdict is Verdict.PICKED for pick in said),
        of=len(jobs),
        rejected=sum(pick.verdict is Verdict.REJECTED for pick in said),
        stars=sum(stars) / len(stars) if stars else None,
        job=jobs[0],
    )
