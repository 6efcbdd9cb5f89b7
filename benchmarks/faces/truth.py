"""What a person says of the photos: a JSON beside the folder, so that no photo's name stands in the project.

    {"stem of the file": {"faces": 2, "glasses": [[0.4, 0.3]], "clothes": [[0.1, 0.7, 0.5, 1.0]], "plain": true,
                          "marks": "freckles"}}

All is optional, all places are shares of width and height: a point on each face that wears glasses; boxes (left, top,
right, bottom) with nothing but clothes; whether the backdrop is plain; whether marks are "freckles" or "blemishes".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Truth:
    """Of one photo; None is what nobody said."""

    faces: int | None = None
    glasses: tuple[tuple[float, float], ...] | None = None
    clothes: tuple[tuple[float, float, float, float], ...] | None = None
    plain: bool | None = None
    marks: str = ""


def read(path: Path | None) -> dict[str, Truth]:
    """By the stems of the photos' names; empty without a file. Raises ValueError for one that says something else."""
    if path is None:
        return {}
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {name: _truth(entry) for name, entry in told.items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise ValueError(
            f"{path} does not tell the truth of photos as benchmarks/faces/truth.py wants it: {error}"
        ) from error


def _truth(entry: dict[str, Any]) -> Truth:
    places = {
        key: tuple(tuple(float(part) for part in place) for place in entry[key])
        for key in ("glasses", "clothes")
        if entry.get(key) is not None
    }
    return Truth(**{**entry, **places})
