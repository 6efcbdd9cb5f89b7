"""Which of some results need a look, as far as they are measured; and that those that are not are measured soon.

triages = Triages(store, measurer.look_first)
found = triages.of_jobs("local", jobs)
found.needing[0].reasons[0].words          # "clothes turned redder, ΔC 21.3, bottom"
found.measured, found.count                # 12 of 200
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from retouch_lib.errors import InvalidPayload, StoreTrouble
from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import Job, JobState
from retouch_lib.store.store import Store
from retouch_lib.work.triage import Measurement, Triaged, triage
from retouch_lib.work.triage_limits import LimitBook

_PICTURES = frozenset({"jpeg", "png", "zip"})
_KEPT_FIGURES, _KEPT_PAYLOADS = 2000, 200


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
        return ", ".join(reason.words for reason in one.reasons) if one else self.troubles.get(job_id, "")


NOTHING_TRIAGED = TriagedResults(0, 0)


class Triages:
    """By owner and job. May be used from any thread."""

    def __init__(self, store: Store, look_first: Callable[[Collection[str]], None]) -> None:
        """`look_first`: told which results are looked at and not measured yet."""
        self._store = store
        self._look_first = look_first
        self.limits = LimitBook(store)

    def of_jobs(self, owner: str, jobs: Iterable[Job]) -> TriagedResults:
        """Those of these jobs that have a picture; a row that can't be read is measured again."""
        wanted = {job.id: job for job in jobs if is_measurable(job)}
        kept = self._store.measures(owner, wanted)
        troubles = {job_id: one.trouble for job_id, one in kept.items() if one.trouble}
        found = {job_id: _figures(one.figures) for job_id, one in kept.items() if not one.trouble}
        if unreadable := [job_id for job_id, measured in found.items() if measured is None]:
            with suppress(StoreTrouble):  # it passes; the next look tries again
                self._store.measure_anew(owner, unreadable)
        known = [
            Measurement(job_id, figures, _plugins(wanted[job_id].payload))
            for job_id, figures in found.items()
            if figures
        ]
        if missing := wanted.keys() - troubles.keys() - {one.id for one in known}:
            self._look_first([job_id for job_id in wanted if job_id in missing])
        return TriagedResults(
            len(wanted), len(wanted) - len(missing), tuple(triage(known, self.limits.read(owner))), troubles
        )

    def figures(self, owner: str, job: Job) -> Measured | None:
        """All figures of one result; None where they are not known (yet)."""
        kept = self._store.measures(owner, [job.id]).get(job.id)
        return _figures(kept.figures) if kept is not None and not kept.trouble else None


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


@lru_cache(_KEPT_PAYLOADS)
def _plugins(payload: str) -> frozenset[str]:
    try:
        return frozenset(task.plugin for task in Preset.from_json(payload).tasks)
    except InvalidPayload:  # a newer version's: then every part may have changed
        return frozenset({""})
