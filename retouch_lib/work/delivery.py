"""What is to leave the lab: which results are meant, how much that is, and what of it is missing.

deliveries = Deliveries(store)
found = deliveries.meant("local", ResultsOf(runs=(run.id,)), WINNERS)
found.results, found.bytes, missing_in_words(found)

What their files are called is `work.delivery_names`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from retouch_lib.owners import Owner
from retouch_lib.store.deliverables import Asked
from retouch_lib.store.deliverables import ResultsOf as ResultsOf  # public here too
from retouch_lib.store.records import Job, JobState, Mix, Pick, Verdict
from retouch_lib.store.store import Store
from retouch_lib.words.counted import counted
from retouch_lib.work.amounts import shown_in_part
from retouch_lib.work.previewing import LookShown

_ARCHIVE = "zip"
LooksOf = Callable[[Owner, Collection[str], Collection[str]], Mapping[str, Sequence[LookShown]]]
"""Of an owner's jobs, in these runs or in any: the looks that their layers show, by job."""
MOST = 5_000
"""Results in one delivery."""
WINNERS, ALL = "picked", "all"
STARS = ("5", "4", "3", "2", "1")
"""At least so many, and not rejected."""
CHOICES = (WINNERS, ALL, *STARS)
"""Which of a source's results are meant."""


@dataclass(frozen=True, slots=True)
class Deliverable:
    """A result that can leave, with what its name is made of."""

    job: Job
    """Done; under the names that photo and variant have in its run."""
    pick: Pick | None
    run: str
    """Id of the run that is meant; empty where it is no longer known."""
    project: str
    run_at: datetime
    """When that run was pressed; where that is not known, the job."""
    folder: str = ""
    """In which the photo lay when it was dropped, with / between folders; empty for none."""
    amount: Mix | None = None
    """How much of it leaves as a picture; None for all of it."""
    look: LookShown | None = None
    """Of one that no server has rendered: how the job's layers show it. The job has its name and fingerprint then."""
    shows_looks: bool = False
    """Whether it is the layers of such looks, which nobody wanted to see by themselves."""

    @property
    def result(self) -> str:
        """SHA-256 of its file."""
        assert self.job.result is not None  # see `_is_here`
        return self.job.result

    @property
    def bytes(self) -> int:
        return self.job.result_bytes or 0

    @property
    def layered(self) -> bool:
        """Whether it is a ZIP of layers."""
        return self.job.result_type == _ARCHIVE

    @property
    def leaves_as_picture(self) -> bool:
        """Whether it is one where layers leave as pictures: layers of simulated looks only if they were judged."""
        return not self.shows_looks or self.is_winner or self.stars > 0

    @property
    def leaves_as_archive(self) -> bool:
        """Whether it leaves where layers do so as they came: then a simulated look is in them."""
        return self.look is None

    @property
    def is_winner(self) -> bool:
        return self.pick is not None and self.pick.verdict is Verdict.PICKED

    @property
    def is_rejected(self) -> bool:
        return self.pick is not None and self.pick.verdict is Verdict.REJECTED

    @property
    def stars(self) -> int:
        return self.pick.stars if self.pick else 0


@dataclass(frozen=True, slots=True)
class Meant:
    """The results that are meant, and why there are no more."""

    results: tuple[Deliverable, ...]
    """In the order of the source."""
    photos: int
    """Of the source, with a result or without."""
    winners: int
    """Photos of the source that have a winner among its results."""
    rejected: int
    """Of `results`: those that were rejected."""
    under_way: int
    """Jobs of the source that have not ended."""
    swept: int
    """Those whose result was removed since."""
    failed: int
    """Those that ended without a result."""
    cut: bool
    """Whether the source has more than MOST jobs; the rest was not looked at."""
    choice: str
    """The one of CHOICES."""

    @property
    def bytes(self) -> int:
        """Of the results as they are kept."""
        return sum(one.bytes for one in self.results)

    @property
    def without_winner(self) -> int:
        return self.photos - self.winners

    def left_by(self, choice: str) -> Meant:
        """Of all results of a source, what a choice leaves. Raises ValueError for a choice that there is none of."""
        if choice not in CHOICES:
            raise ValueError(f'"{choice}" is no choice of results; there are {", ".join(CHOICES)}')
        results = tuple(one for one in self.results if fits(choice, one))
        return replace(self, results=results, rejected=sum(one.is_rejected for one in results), choice=choice)


class Deliveries:
    """Looks up what is meant; what was looked up last is kept until the database changes: a dialog asks at each press.

    May be used from any thread.
    """

    def __init__(self, store: Store, looks_of: LooksOf = lambda owner, jobs, runs: {}) -> None:
        """`looks_of`: `work.previewing.Previewing.of_jobs`; at first no result shows any look."""
        self._store, self._looks_of = store, looks_of
        self._last: tuple[object, Meant] | None = None
        """What was asked, at which version of the database, and all that it named."""

    def meant(self, owner: Owner, source: ResultsOf, choice: str = ALL) -> Meant:
        """What of the source's results the choice leaves. Raises ValueError for a choice that there is none of."""
        asked, last = (owner, source, self._store.version()), self._last
        if last is None or last[0] != asked or asked[2] is None:
            self._last = last = (asked, self._everything(owner, source))
        return last[1].left_by(choice)

    def results(self, owner: Owner, jobs: Collection[str]) -> dict[str, str]:
        """Of these jobs, those that still have their results: id → its SHA-256."""
        return self._store.files_of_results(owner, jobs)

    def _everything(self, owner: Owner, source: ResultsOf) -> Meant:
        found = self._store.asked(owner, source, MOST + 1)
        cut, found = len(found) > MOST, found[:MOST]
        picks = self._store.picks(owner, {one.job.photo for one in found})
        amounts = shown_in_part(self._store, owner, {one.job.id for one in found})
        there = [one for one in found if _is_here(one.job)]
        layered = {one.job.id for one in there if one.job.result_type == _ARCHIVE}
        looks = self._looks_of(owner, layered, source.runs) if layered else {}
        here = tuple(
            each
            for one in there
            for each in _with_looks(
                _deliverable(one, picks.get(one.job.id), amounts.get(one.job.id)), looks.get(one.job.id, ())
            )
        )
        states = [one.job.state for one in found]
        return Meant(
            here,
            photos=len({one.job.photo for one in found}),
            winners=len({one.job.photo for one in here if one.is_winner}),
            rejected=sum(one.is_rejected for one in here),
            under_way=sum(not one.job.ended for one in found),
            swept=states.count(JobState.SWEPT),
            failed=sum(one.job.ended and one.job.state not in (JobState.DONE, JobState.SWEPT) for one in found),
            cut=cut,
            choice=ALL,
        )


def fits(choice: str, one: Deliverable) -> bool:
    """Whether that choice leaves the result."""
    if choice == WINNERS:
        return one.is_winner
    return choice == ALL or (one.stars >= int(choice) and not one.is_rejected)


def sensible(everything: Meant) -> str:
    """The choice to begin with, of all results of a source: the winners where anything was picked."""
    return WINNERS if everything.winners else ALL


def missing_in_words(meant: Meant) -> list[str]:
    """What one may miss among these results, a sentence each."""
    said = []
    if meant.choice == WINNERS and meant.without_winner:
        have = "has" if meant.without_winner == 1 else "have"
        said.append(f"{counted(meant.without_winner, 'photo')} {have} no winner.")
    if meant.rejected:
        is_ = "is" if meant.rejected == 1 else "are"
        said.append(f"{counted(meant.rejected, 'rejected result')} {is_} among them.")
    if meant.under_way:
        is_ = "is" if meant.under_way == 1 else "are"
        said.append(f"{counted(meant.under_way, 'result')} {is_} still under way.")
    if meant.failed:
        said.append(f"{counted(meant.failed, 'job')} brought no result.")
    if meant.swept:
        were = "was" if meant.swept == 1 else "were"
        said.append(f"{counted(meant.swept, 'result')} {were} removed since, by the limits in Settings.")
    if in_part := sum(one.amount is not None for one in meant.results):
        leaves = "leaves" if in_part == 1 else "leave"
        said.append(f"{counted(in_part, 'result')} {leaves} in the amount that you kept, between photo and result.")
    if simulated := sum(one.look is not None for one in meant.results):
        are = "is" if simulated == 1 else "are"
        said.append(f"{counted(simulated, 'picture')} {are} simulated from layers: no server has rendered them.")
    if meant.cut:
        said.append(f"Only the first {MOST:,} results go into one download.")
    return said


def _is_here(job: Job) -> bool:
    return job.state is JobState.DONE and job.result is not None


def _with_looks(one: Deliverable, looks: Sequence[LookShown]) -> list[Deliverable]:
    """A result, and before it the looks that are simulated of its layers; they can't be judged."""
    if not looks:
        return [one]
    simulated = [replace(one, job=_as(one.job, look), pick=None, amount=None, look=look) for look in looks]
    return [*simulated, replace(one, shows_looks=True)]


def _as(job: Job, look: LookShown) -> Job:
    return replace(job, variant=look.variant, fingerprint=look.preset.fingerprint)


def _deliverable(asked: Asked, pick: Pick | None, amount: Mix | None) -> Deliverable:
    pressed = asked.run_at or asked.job.created_at
    return Deliverable(asked.job, pick, asked.run, asked.project, pressed, asked.folder, amount)
