"""The cells of a sweep of any setting as the grid takes them: rendered, under way, simulated, or not made yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from retouch_lib.presets.sweeping import SweepCell
from retouch_lib.store.records import Job, JobState, Mix, Pick, Share, Verdict
from retouch_lib.ui.grid import Cell, Row
from retouch_lib.ui.server.urls import crop_template, mix_crop_template
from retouch_lib.ui.shared.before_after import shown_name
from retouch_lib.ui.shared.job_words import done_share, state_in_words
from retouch_lib.ui.shared.shots import ARCHIVE, PICTURES
from retouch_lib.ui.sweep.cells import label_of, rows_of
from retouch_lib.work.amounts import called
from retouch_lib.work.sweep_cells import PlannedCell, PlannedSweep

NOT_MADE = "not made"


def cell_rows(
    planned: PlannedSweep, names: Mapping[str, str], picks: Mapping[str, Pick], amounts: Mapping[str, Mix]
) -> tuple[Row, ...]:
    """Photo by photo. `names`: of the photos; `amounts`: of results that are not shown whole."""
    sweep, by_place = planned.sweep.sweep, {(one.photo, one.cell.id): one for one in planned.cells}
    rows: list[Row] = []
    for photo in planned.photos:

        def made(cell: SweepCell, photo: str = photo) -> Cell:
            one = by_place[photo, cell.id]
            return _cell(one, label_of(sweep, cell), picks, amounts)

        name, original = names.get(photo, photo[:12]), crop_template(photo, photo)
        rows += _named(planned, name, rows_of(sweep, name, original, made, row_id=photo[:12]))
    return tuple(rows)


def _named(planned: PlannedSweep, name: str, rows: Sequence[Row]) -> Sequence[Row]:
    """Where several photos have several rows each, a row is called by both; the value first: names are long."""
    if len(planned.photos) == 1 or len(planned.sweep.axes) == 1:
        return rows
    down = planned.sweep.axes[1]
    return [replace(row, name=f"{down.short(value)} · {name}") for row, value in zip(rows, down.values, strict=True)]


def cell_id(one: PlannedCell) -> str:
    """What the grid names it by: its job where there is one, for that is judged."""
    return one.id if one.simulated or one.job is None else one.job.id


def is_seen(job: Job) -> bool:
    """Whether it brought a picture."""
    return job.state is JobState.DONE and job.result is not None and job.result_type in (*PICTURES, ARCHIVE)


def _cell(one: PlannedCell, label: str, picks: Mapping[str, Pick], amounts: Mapping[str, Mix]) -> Cell:
    if one.simulated is not None:
        src = mix_crop_template(str(one.simulated.result.picture), str(one.simulated.strengths))
        return Cell(cell_id(one), label, src, simulated=True)
    if one.job is None:
        failed = one.item.share is Share.PAID and one.item.nonce
        return Cell(cell_id(one), label, words="ended without a result" if failed else NOT_MADE)
    return _of_job(one.job, label, picks.get(one.job.id), amounts.get(one.job.id))


def _of_job(job: Job, label: str, pick: Pick | None, amount: Mix | None) -> Cell:
    seen = is_seen(job)
    return Cell(
        id=job.id,
        label=called(label, amount),
        src=crop_template(shown_name(job, amount), job.photo) if seen else "",
        state="ready" if seen else "failed" if job.ended else "running",
        words="" if seen else state_in_words(job),
        share=0.0 if job.ended else round(done_share(job, job.sent_bytes or 0), 2),
        mark=pick.verdict.value if pick and pick.verdict is not Verdict.NONE else "",
        stars=pick.stars if pick else 0,
        note=pick.note if pick else "",
        warning=job.note if seen else "",
    )
