"""A sweep as a contact sheet: a row for each photo and step down, a picture for each step across."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.reports.sheet import Sheet, SheetPhoto, SheetResult, showable
from retouch_lib.store.records import Photo
from retouch_lib.words.text import composed, one_line
from retouch_lib.words.times import day
from retouch_lib.work.sweep_cells import PlannedCell, PlannedSweep

TITLE = "Sweep"
_LONGEST_NAME = 120
_SIMULATED = " (simulated)"


def sweep_sheet(planned: PlannedSweep, photos: Mapping[str, Photo], now: datetime) -> Sheet:
    """What there is of it; cells that are not rendered are left out, and so are rows without a picture.

    `photos`: by SHA-256.
    """
    rows: dict[tuple[str, int], list[SheetResult]] = {}
    for one in planned.cells:
        if one.simulated is not None or (one.job is not None and showable(one.job)):
            rows.setdefault((one.photo, one.cell.row), []).append(_result(planned, one))
    found = tuple(
        SheetPhoto(photo, _line(_name(planned, row, photos.get(photo))), tuple(results))
        for (photo, row), results in rows.items()
    )
    title = " × ".join(axis.variable.title for axis in planned.sweep.axes)
    return Sheet(_line(f"{TITLE}: {title}"), day(now), found, for_studio=True)


def _name(planned: PlannedSweep, row: int, photo: Photo | None) -> str:
    name = photo.name if photo else "photo"
    if len(planned.sweep.axes) == 1:
        return name
    down = planned.sweep.axes[1]
    return f"{down.in_words(down.values[row])} · {name}"


def _result(planned: PlannedSweep, one: PlannedCell) -> SheetResult:
    across = planned.sweep.axes[0]
    look = _line(across.short(one.cell.values[0]))  # there is room for little; the title says of what
    job = one.simulated.result.job if one.simulated else one.job
    assert job is not None
    return SheetResult(
        job=one.id if one.simulated else job.id,
        sha256=str(job.result),
        source=job.source,
        layered=job.result_type == "zip",
        look=f"{look}{_SIMULATED}" if one.simulated else look,
        fingerprint=one.preset.fingerprint,
        approximation=job.server == LOCAL_NAME,
        amount=one.simulated.strengths if one.simulated else None,
        simulated=one.simulated is not None,
    )


def _line(text: str) -> str:
    return composed(one_line(text, _LONGEST_NAME))
