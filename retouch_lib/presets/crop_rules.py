"""What the vendor's page of Crop says of its fields together: which count, and when nothing would change."""

from __future__ import annotations

from collections.abc import Iterator

from retouch_lib.plugins import Path
from retouch_lib.presets.preset import Task

CROP = "Crop"
_COUNTS_WITH = {"ManualAspectRatio": "Free", "CustomAspectX": "Custom", "CustomAspectY": "Custom"}


def remarks(task: Task) -> Iterator[str]:
    """Sentences on fields that do nothing as they are set."""
    mode = _user(task, "AutoStraightenMode")
    if task.layered:
        yield "its layer brings no picture, only the angle in result.json"
    elif mode in (None, "Manual") and _user(task, "ManualArea") is None:
        yield "straightened by hand (Manual) and without ManualArea, it changes nothing"
    aspect = _user(task, "AspectRatio")
    for name, counted in _COUNTS_WITH.items():
        if _user(task, name) is not None and aspect != counted:
            yield f'{name} counts only where AspectRatio is "{counted}"'


def counts(task: Task, path: Path) -> bool:
    """Whether a field has a say as the others are set, or is set itself."""
    counted = _COUNTS_WITH.get(path[-1])
    return task.plugin != CROP or counted in (None, _user(task, "AspectRatio")) or task.get(path) is not None


def _user(task: Task, name: str) -> object:
    return task.get(("User Params", name))
