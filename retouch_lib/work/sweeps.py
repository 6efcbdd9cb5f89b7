"""Sweeps: a grid of settings on photos. What is known, and what layers can show, is not rendered again.

sweep = payload_sweep(preset, ["Heal.Sensitivity=20:100:20"])
planned = lab.sweeps.plan("local", [photo.sha256], sweep, "local")
run = lab.run(planned.plan)

Nothing is kept of a sweep but its run: a cell is found again by its photo, payload and server.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from retouch_lib.errors import InvalidArchive, InvalidAxis
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.presets.payload_sweep import PayloadSweep
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.sweeping import SweepCell
from retouch_lib.store.records import Job, JobState
from retouch_lib.work.mixing import LayeredResult, MakePlan, Mixing, NotMixable
from retouch_lib.work.plan import Plan, PlanItem

MOST_CELLS = 2_000
"""Of all photos together."""
TYPED_ABOVE = 64
"""Of so many jobs to be made their number is typed first, whatever they cost."""


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


class Sweeps:
    """By owner."""

    def __init__(self, mixing: Mixing, plan: MakePlan) -> None:
        self._mixing, self._plan = mixing, plan

    def plan(
        self,
        owner: str,
        photos: Sequence[str],
        sweep: PayloadSweep,
        server_name: str,
        *,
        rendered: bool = False,
        longest_side: int = 0,
    ) -> PlannedSweep:
        """What the sweep's cells are now, and what the others would cost.

        `rendered`: whether those that layers can show are to be rendered all the same. Raises InvalidAxis for too many
        cells, InvalidPayload, InvalidPhoto.
        """
        photos = tuple(dict.fromkeys(photos))
        cells = tuple(sweep.sweep.cells)
        if len(cells) * len(photos) > MOST_CELLS:
            raise InvalidAxis(
                f"{len(photos):,} photos with {len(cells):,} cells each make {len(photos) * len(cells):,}; "
                f"{MOST_CELLS:,} are the most."
            )
        presets = [sweep.preset(cell) for cell in cells]
        plan = self._plan(owner, photos, presets, server_name, longest_side=longest_side)
        layered = {} if rendered else {photo: self._layered(owner, photo, plan, longest_side) for photo in photos}
        found = tuple(
            PlannedCell(item.photo, cells[place % len(cells)], item.preset, item, _simulated(item, layered))
            for place, item in enumerate(plan.items)
        )
        paid = tuple(one.item for one in found if one.simulated is None)
        return PlannedSweep(sweep, photos, found, replace(plan, items=paid))

    def _layered(self, owner: str, photo: str, plan: Plan, longest_side: int) -> list[LayeredResult]:
        """What that server has rendered of the photo as layers, in the size asked for, the newest first."""
        jobs = [
            job
            for job in self._mixing.results(owner, photo)
            if (job.server, job.engine_version, job.longest_side)
            == (plan.server.name, plan.engine_version, longest_side)
        ]
        found = []
        for job in jobs:
            try:
                found.append(self._mixing.result_of(job))
            except (NotMixable, InvalidArchive):
                continue
        return found


def _simulated(item: PlanItem, layered: Mapping[str, Sequence[LayeredResult]]) -> Simulated | None:
    """The cell from the first layers that show all of it; none for one that a job has rendered, or is at."""
    if item.job is not None and (not item.job.ended or item.job.state is JobState.DONE):
        return None
    for result in layered.get(item.photo, ()):
        shown = result.simulated(item.preset)
        if shown.is_whole:
            return Simulated(result, shown.strengths)
    return None
