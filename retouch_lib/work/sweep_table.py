"""A sweep as a table: a row a cell, with the values of its axes and the measures of its result.

frame = lab.sweeps.frame("local", planned)
frame.plot(x="Heal Sensitivity", y="texture_kept")
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

import pandas as pd

from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.imaging.measures.parts import Part
from retouch_lib.presets.payload_sweep import PayloadAxis
from retouch_lib.presets.varying import NumberVariable
from retouch_lib.store.records import Photo
from retouch_lib.work.sweep_cells import PlannedCell, PlannedSweep

MEASURES: Mapping[str, str] = {
    "texture_kept": "Texture kept",
    "skin_change": "Skin changed, ΔE00",
    "stray_change": "Changed where none belongs, ΔE00",
    "spots_gone": "Spots gone",
}
"""Columns of measures, and what each is called. `imaging.measures.definitions` says what they mean."""
SIMULATED, NOT_MADE = "simulated", "not made"


def sweep_frame(planned: PlannedSweep, photos: Mapping[str, Photo], figures: Mapping[str, Measured]) -> pd.DataFrame:
    """`photos`: by SHA-256; `figures`: by job. A measure that is not known, or can't be, is empty."""
    return pd.DataFrame([_row(planned, one, photos, figures) for one in planned.cells])


def _row(
    planned: PlannedSweep, one: PlannedCell, photos: Mapping[str, Photo], figures: Mapping[str, Measured]
) -> dict[str, Any]:
    job, photo = (None if one.simulated else one.job), photos.get(one.photo)
    axes = zip(planned.sweep.axes, one.cell.values, strict=True)
    return {
        "photo_name": photo.name if photo else "",
        "photo": one.photo,
        **{axis.variable.title: _shown(axis, value) for axis, value in axes},
        "preset": one.preset.name,
        "server": planned.plan.server.name,
        "state": SIMULATED if one.simulated else job.state.value if job else NOT_MADE,
        **_measures(figures.get(job.id) if job else None),
        "job": job.id if job else "",
        "result": (job.result or "") if job else "",
        "fingerprint": one.preset.fingerprint,
        "payload": one.preset.to_json(),
    }


def _shown(axis: PayloadAxis, value: float) -> float | str:
    """A number as the plugin shows it, of words the word."""
    variable = axis.variable
    if isinstance(variable, NumberVariable):
        return float(variable.shown(value))
    return axis.short(value)


def _measures(measured: Measured | None) -> dict[str, float | None]:
    if measured is None or not measured.is_compared:
        return dict.fromkeys(MEASURES)
    skin = next((change.mean for change in measured.parts if change.part is Part.SKIN), None)
    kept = [face.texture for face in measured.faces if face.texture is not None]
    return {
        "texture_kept": median(kept) if kept else None,
        "skin_change": skin,
        "stray_change": measured.stray.p99 if measured.stray else None,
        "spots_gone": float(measured.healed.count),
    }
