"""Which of some results need a look, as far as they are measured; and that those that are not are measured soon.

triages = Triages(store, measurer.look_first)
found = triages.of_jobs("local", jobs)
found.needing[0].reasons[0].words          # "clothes turned redder, ΔC 21.3, bottom"
found.measured, found.count                # 12 of 200
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from retouch_lib.errors import InvalidPayload, StoreTrouble
from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.imaging.measures.version import VERSION
from retouch_lib.owners import Owner
from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import Job, JobState, Unjudged
from retouch_lib.store.store import Store
from retouch_lib.work.triage import RULES, Reason, Triaged, TriageLimits, reasons
from retouch_lib.work.triage_limits import LimitBook, limits_of

_PICTURES = frozenset({"jpeg", "png", "zip"})
_KEPT_FIGURES, _KEPT_PAYLOADS = 4000, 200
_AT_ONCE = 500
"""Results held against the limits in one transaction."""
Limits = tuple[tuple[str, float], ...]
"""Name → value of each, as a key."""


def in_words(found: Iterable[Reason]) -> str:
    """ "a mole is gone, clothes turned redder, ΔC 21.3, bottom" """
    return ", ".join(reason.words for reason in found)


@dataclass(frozen=True)
class TriagedResults:
    """Some results, as far as they are measured."""

    count: int
    """Results that can be measured."""
    measured: int
    """Of them, those of which it is known, or known that it can't be."""
    worst_first: tuple[Triaged, ...] = ()
    """All whose figures are known."""
    troubles: Mapping[str, str] = field(default_factory=dict)
    """Job's id → why its result could not be measured."""

    @cached_property
    def needing(self) -> tuple[Triaged, ...]:
        """Those that need a look, the worst first."""
        return tuple(one for one in self.worst_first if one.reasons)

    @cached_property
    def by_job(self) -> Mapping[str, Triaged]:
        return {one.id: one for one in self.worst_first}

    @property
    def is_measuring(self) -> bool:
        """Whether some are not measured yet."""
        return self.measured < self.count

    def why(self, job_id: str) -> str:
        """The reasons of one result in words, or why it could not be measured; empty where there is none."""
        one = self.by_job.get(job_id)
        return in_words(one.reasons) if one else self.troubles.get(job_id, "")


@dataclass(frozen=True, slots=True)
class JudgedHistory:
    """How far a history is held against the limits in force."""

    limits: str
    """Their digest, for `store.uses.Where.needing`."""
    left: int
    """Measured results that are still to be held against them."""


NOTHING_TRIAGED = TriagedResults(0, 0)


class Triages:
    """By owner and job. May be used from any thread."""

    def __init__(
        self,
        store: Store,
        look_first: Callable[[Collection[str]], None],
        passed: Callable[[], float] = time.monotonic,
    ) -> None:
        """`look_first`: told which results are looked at and not measured yet. `passed`: seconds of a steady clock."""
        self._store = store
        self._passed = passed
        self._look_first = look_first
        self.limits = LimitBook(store)

    def of_jobs(self, owner: Owner, jobs: Iterable[Job]) -> TriagedResults:
        """Those of these jobs that have a picture; a row that can't be read is measured again."""
        wanted = {job.id: job for job in jobs if is_measurable(job)}
        kept = self._store.measures(owner, wanted)
        troubles = {job_id: one.trouble for job_id, one in kept.items() if one.trouble}
        limits = tuple(sorted(self.limits.values(owner).items()))
        found = {
            job_id: _judged(one.figures, wanted[job_id].payload, limits)
            for job_id, one in kept.items()
            if not one.trouble
        }
        if unreadable := [job_id for job_id, judged in found.items() if judged is None]:
            with suppress(StoreTrouble):  # it passes; the next look tries again
                self._store.measure_anew(owner, unreadable)
        known = [Triaged(job_id, *judged) for job_id, judged in found.items() if judged is not None]
        if missing := wanted.keys() - troubles.keys() - {one.id for one in known}:
            self._look_first([job_id for job_id in wanted if job_id in missing])
        worst_first = tuple(sorted(known, key=lambda one: one.beyond, reverse=True))
        return TriagedResults(len(wanted), len(wanted) - len(missing), worst_first, troubles)

    def hold_all(self, owner: Owner, seconds: float) -> JudgedHistory:
        """Hold what is measured and was not yet against the limits in force, for about so long; the next call goes on.

        What was found is kept, so that the whole history can be filtered by it. Raises StoreTrouble.
        """
        values = self.limits.values(owner)
        limits, digest = limits_of(values), _digest(values)
        until = self._passed() + seconds
        while batch := self._store.unjudged(owner, digest, _AT_ONCE):
            self._hold(owner, batch, limits, digest)
            if self._passed() >= until:
                return JudgedHistory(digest, self._store.unjudged_count(owner, digest))
        return JudgedHistory(digest, 0)

    def all_reasons(self, owner: Owner) -> dict[str, str]:
        """Of every result that needs a look, as far as it is measured: its reasons in words, the worst first, by job.

        All results are held against the limits in force first. Raises StoreTrouble.
        """
        limits = limits_of(self.limits.values(owner))
        return {
            one.job: in_words(reasons(Measured.from_json(one.figures), _plugins(one.payload), limits))
            for one in self._store.beyond(owner, self.hold_all(owner, math.inf).limits)
        }

    def _hold(self, owner: Owner, batch: Sequence[Unjudged], limits: TriageLimits, digest: str) -> None:
        beyond: dict[Unjudged, float] = {}
        for one in batch:
            try:
                worst = reasons(Measured.from_json(one.figures), _plugins(one.payload), limits)[:1]
            except ValueError:
                continue
            beyond[one] = worst[0].beyond if worst else 0.0
        if unreadable := [one.job for one in batch if one not in beyond]:
            self._store.measure_anew(owner, unreadable)
        if beyond:
            self._store.keep_judged(digest, beyond)

    def figures(self, owner: Owner, job: Job) -> Measured | None:
        """All figures of one result; None where they are not known (yet)."""
        return self.figures_of(owner, [job.id]).get(job.id)

    def figures_of(self, owner: Owner, job_ids: Collection[str]) -> dict[str, Measured]:
        """Those of several, by job."""
        kept = self._store.measures(owner, job_ids)
        known = ((job, _figures(one.figures)) for job, one in kept.items() if not one.trouble)
        return {job: measured for job, measured in known if measured is not None}


def _digest(values: Mapping[str, float]) -> str:
    """Of everything that what is kept of a result depends on, beside its figures and payload."""
    return hashlib.sha256(repr((VERSION, RULES, sorted(values.items()))).encode()).hexdigest()


def is_measurable(job: Job) -> bool:
    """Whether it has a result that shows a picture, and waits for no better one."""
    return job.state is JobState.DONE and not job.provisional and job.result_type in _PICTURES


@lru_cache(_KEPT_FIGURES)
def _figures(text: str) -> Measured | None:
    """None where the text can't be read."""
    try:
        return Measured.from_json(text)
    except ValueError:
        return None


@lru_cache(_KEPT_FIGURES)
def _judged(text: str, payload: str, limits: Limits) -> tuple[tuple[Reason, ...], bool] | None:
    """The reasons, and whether its pixels were compared; pages ask at every tick for all results of a run."""
    measured = _figures(text)
    if measured is None:
        return None
    return reasons(measured, _plugins(payload), limits_of(dict(limits))), measured.is_compared


@lru_cache(_KEPT_PAYLOADS)
def _plugins(payload: str) -> frozenset[str]:
    try:
        return frozenset(task.plugin for task in Preset.from_json(payload).tasks)
    except InvalidPayload:  # a newer version's: then every part may have changed
        return frozenset({""})
