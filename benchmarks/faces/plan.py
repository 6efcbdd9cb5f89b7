"""What is run on every photo: the three presets, and every plugin at its maximum, 100 % and 50 %."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from retouch_lib.engine import PLUGINS
from retouch_lib.plugins import BY_KEY, Number
from retouch_lib.presets.preset import Preset, default_task
from retouch_lib.presets.vendor import BALANCED, HEAVY, SLIGHT

Task = Mapping[str, Any]
LOOKS = ("heavy", "balanced", "slight")
LOOK_ONLY = ("Face Detection", "Skin Mask")
"""They leave the picture as it is: run once, to see that they run."""
HEALED, SCALE_0 = "Heal, Dodge Burn, Skin Tone", "Dodge Burn, Scale 0"
NO_FABRIC = "balanced without Fabric"


@dataclass(frozen=True, slots=True)
class Run:
    """One request to the engine."""

    name: str
    tasks: tuple[Task, ...]
    group: str = ""
    """Whose crops it stands among: "presets", or the plugin's."""


def runs() -> tuple[Run, ...]:
    """The strongest of each group first: it says where the group's worst place is."""
    return (
        *(_look(preset) for preset in (HEAVY, BALANCED, SLIGHT)),
        *(run for plugin in PLUGINS for run in _plugin(plugin)),
        Run(SCALE_0, (_task("Dodge Burn", Alpha1=1.0, Scale=0),)),
        Run(NO_FABRIC, tuple(one.as_dict() for one in BALANCED.tasks if one.plugin != "Fabric")),
        Run(HEALED, (_task("Heal"), _task("Dodge Burn"), _task("Skin Tone"))),
    )


def at(plugin: str, value: float) -> str:
    """The name of a plugin's run."""
    return f"{plugin} {100 * value:g} %"


def steps(plugin: str) -> tuple[float, ...]:
    """The values of the plugin's first slider, falling."""
    slider = next((item for item in BY_KEY[plugin].parameters if isinstance(item, Number)), None)
    if slider is None or plugin in LOOK_ONLY:
        return (1.0,)
    return tuple(sorted({0.5, 1.0, float(slider.maximum or 1.0)}, reverse=True))


def _plugin(plugin: str) -> list[Run]:
    return [Run(at(plugin, value), (_valued(plugin, value),), plugin) for value in steps(plugin)]


def _valued(plugin: str, value: float) -> Task:
    """White Teeth moves both its sliders; Face Detection has none."""
    numbers = [item for item in BY_KEY[plugin].parameters if isinstance(item, Number)]
    moved = {"Alpha1": value} if numbers else {}
    return _task(plugin, **moved, **({"Alpha2": value} if plugin == "White Teeth" else {}))


def _look(preset: Preset) -> Run:
    return Run(preset.name, tuple(task.as_dict() for task in preset.tasks), "presets")


def _task(plugin: str, **values: Any) -> Task:
    return {**default_task(BY_KEY[plugin]).as_dict(), **values}
