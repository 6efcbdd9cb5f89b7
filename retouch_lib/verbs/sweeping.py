"""`sweep`: photos with one or two settings in steps, followed to their results, and those as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from retouch_lib.errors import RetouchError
from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL
from retouch_lib.presets.payload_sweep import payload_sweep
from retouch_lib.verbs.events import PROGRESS, SAVED, TICK, Event, Events
from retouch_lib.verbs.intake import photos_in, preset_meant
from retouch_lib.verbs.placing import placing
from retouch_lib.verbs.running import followed, priced, run_of
from retouch_lib.verbs.saving import OutputFolder
from retouch_lib.work.spreadsheet import to_csv
from retouch_lib.work.sweep_cells import PlannedSweep
from retouch_lib.work.sweeps import TYPED_ABOVE
from retouch_lib.work.triaging import is_measurable

_LOOK_EVERY = 0.25
"""Seconds between looks whether all is measured."""


class ManyCells(RetouchError):
    """So many results would be made that their number has to be said. Nothing was sent."""


def sweep(
    lab: Lab,
    *,
    photos: Sequence[str],
    preset: str,
    axes: Sequence[str],
    server: str,
    output: str = "",
    replace_files: bool = False,
    table: str = "",
    project: str = "",
    spend: int = 0,
    cells: int = 0,
    longest_side: int = 0,
    from_layers: bool = False,
    dry_run: bool = False,
    pressed: str = "",
) -> Events:
    """Send photos with each of a preset's cells, wait, write each result into `output` as it comes, and in the end all
    cells with their measures as CSV to `table`.

    `axes`: as `presets.varying` reads them. `cells`: the number of results to be made, where it is over 64.
    `from_layers`: cells that rendered layers can show are left to these; they bring no file. All else as in `running`.
    Raises RetouchError.
    """
    base = preset_meant(lab, preset)
    base = base if base.name else replace(base, name=Path(preset).stem)
    library = [entry.newest.preset for entry in lab.library.entries(LOCAL)]
    swept = payload_sweep(base, axes, library)
    sources = yield from photos_in(lab, photos)
    if not sources:
        return
    unique = list(dict.fromkeys(source.photo for source in sources))

    def planned() -> PlannedSweep:
        return lab.sweeps.plan(LOCAL, unique, swept, server, rendered=not from_layers, longest_side=longest_side)

    before = None if pressed else planned()
    if before is not None:
        yield {**priced(lab, before.plan, spend), "simulated": before.simulated}
        if dry_run:
            return
        _require_said(before, cells)
    placed = placing(output, "", sources, several=True, replace=replace_files)
    if before is None or before.plan.items:
        made = lab.run(before.plan, project, confirmed=spend) if before else run_of(lab, pressed)
        yield from followed(lab, made, sources, placed)
    if table:
        yield from _measured(lab, planned())
        yield _written(lab, planned(), Path(table), [source.path for source in sources])


def _require_said(planned: PlannedSweep, cells: int) -> None:
    count = planned.plan.to_pay
    if count > TYPED_ABOVE and cells != count:
        raise ManyCells(f"{count:,} results would be made. Over {TYPED_ABOVE}, say so: --cells {count}.")


def _written(lab: Lab, planned: PlannedSweep, path: Path, originals: Sequence[Path]) -> Event:
    """The table in its place. Raises InvalidFolder."""
    folder = OutputFolder.made(str(path.parent), replace=True, originals=originals)
    written = folder.write([to_csv(lab.sweeps.frame(LOCAL, planned))], path.stem, path.suffix)
    return {"kind": SAVED, "name": path.name, "path": str(written), "whole": True}


def _measured(lab: Lab, planned: PlannedSweep) -> Events:
    """Until the measures of all its results are known; where no app measures them as they come, here and now."""
    jobs = [job.id for job in planned.jobs if is_measurable(job)]
    lab.measurer.look_first(jobs)
    done = -1
    while (now := len(lab.store.measures(LOCAL, jobs))) < len(jobs):
        yield _measuring(now, len(jobs)) if now != done else TICK
        done = now
        if lab.measurer.is_started or not lab.measurer.measure_next():
            lab.jobs.wait(_LOOK_EVERY)


def _measuring(done: int, of: int) -> Event:
    return {"kind": PROGRESS, "done": done, "of": of, "percent": 100 * done // of}
