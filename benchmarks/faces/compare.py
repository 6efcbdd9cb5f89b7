"""Two tables side by side: per figure the worst photo and the median, before → after."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from statistics import median

from benchmarks.faces import table
from benchmarks.faces.bars import FIGURES, Figure


def lines(before: Path, after: Path) -> list[str]:
    """One line per figure that both tables hold, of the photos in both. Raises ValueError for what is no such table."""
    tables = table.read(before), table.read(after)
    return [
        _line(name, FIGURES[name], *shared)
        for name in FIGURES
        if (shared := _shared(tables[0].get(name, {}), tables[1].get(name, {})))
    ]


def _shared(
    before: Mapping[str, float], after: Mapping[str, float]
) -> tuple[dict[str, float], dict[str, float]] | None:
    photos = [name for name in before if name in after]
    return ({name: before[name] for name in photos}, {name: after[name] for name in photos}) if photos else None


def _line(name: str, figure: Figure, before: dict[str, float], after: dict[str, float]) -> str:
    worst = [f"{values[figure.worst(values)]:.2f} ({figure.worst(values)})" for values in (before, after)]
    medians = [f"{median(values.values()):.2f}" for values in (before, after)]
    bar = table.bar(figure) or "told"
    return f"{name:22}  worst {' → '.join(worst)}   median {' → '.join(medians)}   {bar}, {len(before)} photos"
