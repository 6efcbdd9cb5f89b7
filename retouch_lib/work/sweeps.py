"""Sweeps: a grid of settings on photos. What is known, and what layers can show, is not rendered again.

sweep = payload_sweep(preset, ["Heal.Sensitivity=20:100:20"])
planned = lab.sweeps.plan("local", [photo.sha256], sweep, "local")
run = lab.run(planned.plan)

Nothing is kept of a sweep but its run: a cell is found again by its photo, payload and server.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from retouch_lib.errors import InvalidArchive, InvalidAxis
from retouch_lib.owners import Owner
from retouch_lib.presets.payload_sweep import PayloadSweep
from retouch_lib.store.records import JobState
from retouch_lib.store.store import Store
from retouch_lib.work.mixing import LayeredResult, MakePlan, Mixing, NotMixable
from retouch_lib.work.plan import Plan, PlanItem
from retouch_lib.work.sweep_cells import PlannedCell, PlannedSweep, Simulated
from retouch_lib.work.sweep_table import sweep_frame
from retouch_lib.work.triaging import Triages

MOST_CELLS = 2_000
"""Of all photos together."""
TYPED_ABOVE = 64
"""Of so many jobs to be made their number is typed first, whatever they cost."""


class Sweeps:
    """By owner."""

    def __init__(self, store: Store, mixing: Mixing, triages: Triages, plan: MakePlan) -> None:
        self._store, self._mixing, self._triages, self._plan = store, mixing, triages, plan

    def plan(
        self,
        owner: Owner,
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

    def frame(self, owner: Owner, planned: PlannedSweep) -> pd.DataFrame:
        """A row a cell, with the values of its axes and the measures of its result; see `sweep_table`."""
        photos = {photo.sha256: photo for photo in self._store.photos_of(owner, planned.photos)}
        figures = self._triages.figures_of(owner, [job.id for job in planned.jobs])
        return sweep_frame(planned, photos, figures)

    def _layered(self, owner: Owner, photo: str, plan: Plan, longest_side: int) -> list[LayeredResult]:
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
