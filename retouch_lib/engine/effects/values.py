"""Reading a task's values, and what a value of 0-2 means for an effect."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from retouch_lib.plugins import BY_KEY, Number

_HEADROOM = 0.6
"""How much stronger than at 1 an effect could ever get."""


def alpha(task: Mapping[str, Any], index: int = 1) -> float:
    """Alpha1 or Alpha2; where the task does not set it, the plugin table's default."""
    name = f"Alpha{index}"
    if name in task:
        return float(task[name])
    parameters = BY_KEY[task["Plugin"]].parameters
    return next(
        item.default
        for item in parameters
        if isinstance(item, Number) and item.path == (name,) and item.default is not None
    )


def scale(task: Mapping[str, Any]) -> int:
    return int(task.get("Scale", 0))


def strength(value: float) -> float:
    """How much of the full effect a blend value asks for: itself up to 1, then ever less more, always growing.

    0.5 → 0.5, 1 → 1, 1.5 → 1.34, 2 → 1.49. The slope has no step at 1.
    """
    return value if value <= 1 else 1 + _HEADROOM * (1 - math.exp(-(value - 1) / _HEADROOM))
