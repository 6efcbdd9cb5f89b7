"""The cells of a sweep on photos, as they stand: rendered, under way, simulated from layers, or not made yet."""

from __future__ import annotations

from dataclasses import dataclass

from retouch_lib.imaging.strengths import Strengths
from retouch_lib.presets.payload_sweep import PayloadSweep
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.sweeping import SweepCell
from retouch_lib.store.records import Job
from retouch_lib.work.mixing import LayeredResult
from retouch_lib.work.plan import Plan, PlanItem


@dataclass(frozen=True, slots=True)
class Simulated:
    """A cell as rendered layers show it, for nothing."""

    result: LayeredResult
    strengths: Strengths


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """One cell on one photo."""

    photo: str
    """SHA-256."""
    cell: SweepCell
    preset: Preset
    item: PlanItem
    """What a job of its own is, or would be."""
    simulated: Simulated | None
    """None where the photo's layers can't show it as it is, or a job has rendered it."""

    @property
    def job(self) -> Job | None:
        return self.item.job

    @property
    def id(self) -> str:
        """Of the photo and the place."""
        return f"{self.photo[:12]}-{self.cell.id}"


@dataclass(frozen=True, slots=True)
class PlannedSweep:
    """A sweep on photos, as it stands."""

    sweep: PayloadSweep
    photos: tuple[str, ...]
    cells: tuple[PlannedCell, ...]
    """Photo by photo, each row by row."""
    plan: Plan
    """Of all cells that are not simulated: a press makes those that are not known."""

    @property
    def simulated(self) -> int:
        return sum(one.simulated is not None for one in self.cells)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Of all cells that have one, each once."""
        return tuple({one.job.id: one.job for one in self.cells if one.job is not None}.values())

    @property
    def under_way(self) -> bool:
        return any(not job.ended or job.provisional for job in self.jobs)
