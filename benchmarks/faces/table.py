"""The CSV: one row per photo; of each figure its value, its bar, and whether it is met."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks.faces.bars import FIGURES, Figure
from benchmarks.faces.folder import Record
from benchmarks.faces.truth import Truth

_MET = {True: "yes", False: "no", None: ""}
_SIGNS = {"most": "≤", "least": "≥", "within": "±", "told": ""}


def write(records: Sequence[Record], truths: Mapping[str, Truth], path: Path) -> None:
    """Failed photos are rows with the reason and no figures."""
    columns = [f"{name}{of}" for name in FIGURES for of in ("", " bar", " met")]
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, ["photo", "failed", *columns])
        rows.writeheader()
        for record in records:
            rows.writerow(_row(record, truths.get(record["photo"])))


def read(path: Path) -> dict[str, dict[str, float]]:
    """Of each figure the values by photo. Raises ValueError for a file that isn't such a table."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if not rows or "photo" not in rows[0]:
        raise ValueError(f"{path} is no table of python -m benchmarks.faces")
    return {
        name: {row["photo"]: float(row[name]) for row in rows if row.get(name)} for name in FIGURES if name in rows[0]
    }


def summary(values: Mapping[str, float], figure: Figure, truths: Mapping[str, Truth]) -> tuple[str, str, str]:
    """Median, worst value with its photo, and of how many photos with a bar it is met; a dash where there is none."""
    if not values:
        return "–", "–", "–"
    worst = figure.worst(dict(_judged(values, figure, truths)) or dict(values))
    met = [figure.met(value, truths.get(name)) for name, value in values.items()]
    judged = [one for one in met if one is not None]
    return (
        f"{median(values.values()):.2f}",
        f"{values[worst]:.2f} ({worst})",
        f"{sum(judged)} of {len(judged)}" if judged else "–",
    )


def bar(figure: Figure) -> str:
    """In words: ≤ 12 %."""
    if figure.bar is None:
        return ""
    also = "" if figure.median is None else f", median {_SIGNS[figure.sense]} {figure.median:g}"
    kind = f" ({figure.only})" if figure.only else ""
    return f"{_SIGNS[figure.sense]} {figure.bar:g} {figure.unit}{also}{kind}"


def _judged(values: Mapping[str, float], figure: Figure, truths: Mapping[str, Truth]) -> list[tuple[str, float]]:
    return [(name, value) for name, value in values.items() if figure.applies(truths.get(name))]


def _row(record: Record, truth: Truth | None) -> dict[str, str]:
    row = {"photo": record["photo"], "failed": record.get("failed", "")}
    for name, value in record.get("figures", {}).items():
        if value is not None:
            figure = FIGURES[name]
            met = figure.met(value, truth)
            row |= {name: f"{value:.4g}", f"{name} bar": "" if met is None else bar(figure), f"{name} met": _MET[met]}
    return row
