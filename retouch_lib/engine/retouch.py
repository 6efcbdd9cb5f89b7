"""From a payload's tasks to a retouched file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from retouch_lib.engine.effects import dodge_burn, eyes, fabric, heal, skin_tone, teeth, volumes
from retouch_lib.engine.scene import Scene
from retouch_lib.imaging import photo

Task = Mapping[str, Any]
Progress = Callable[[str, float], None]
Effect = Callable[[Scene, Task], None]

EFFECTS: dict[str, Effect] = {
    "Heal": heal.apply,
    "Fabric": fabric.apply,
    "Eye Vessels": eyes.vessels,
    "Eye Brilliance": eyes.brilliance,
    "White Teeth": teeth.apply,
    "Dodge Burn": dodge_burn.apply,
    "Skin Tone": skin_tone.apply,
    "Portrait Volumes": volumes.apply,
}
ALSO_WITHOUT_FACE = frozenset({"Fabric", "Portrait Volumes"})
"""These work on the outline of a person when there is no face."""

NO_FACE = "No face found. Face plugins changed nothing."
NOBODY = "No face and no person found. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one task."""

    format: Literal["jpeg", "png"]
    """Of the result: as the photo's."""
    reason: str
    """A remark for the person who looks at the result; "" when there is nothing to say."""
    faces: int
    """How many faces were found."""


def retouch(source: Path, tasks: Sequence[Task], target: Path, progress: Progress) -> Outcome:
    """Retouch the photo by the tasks, in their order, and write the result in the photo's format.

    `tasks` as in the payload, already checked. `progress` is told the plugin at work and the fraction (0-1) done.
    Raises InvalidPhoto when the photo can't be decoded, KeyError for a plugin that is not in `EFFECTS`.
    """
    effects = [(str(task["Plugin"]), EFFECTS[task["Plugin"]], task) for task in tasks]
    picture = photo.load(source)
    scene = Scene(picture.pixels)
    for done, (plugin, effect, task) in enumerate(effects, start=1):
        progress(plugin, done / (len(effects) + 2))
        effect(scene, task)
        scene.settle()

    last = effects[-1][0] if effects else ""
    progress(last, (len(effects) + 1) / (len(effects) + 2))
    photo.save(picture, target)
    progress(last, 1.0)
    return Outcome(picture.format, _reason(scene, [plugin for plugin, _, _ in effects]), len(scene.faces))


def _reason(scene: Scene, plugins: Sequence[str]) -> str:
    if scene.faces:
        return ""
    if not set(plugins) <= ALSO_WITHOUT_FACE:
        return NO_FACE
    return "" if scene.person.any() else NOBODY
