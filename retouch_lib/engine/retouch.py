"""From a payload's tasks to a retouched file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from retouch_lib.engine import allocator
from retouch_lib.engine.analysis.changes import PixelChange
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.effects import (
    backdrop,
    dodge_burn,
    eye_brilliance,
    eye_vessels,
    fabric,
    heal,
    mattifier,
    skin_mask,
    skin_tone,
    teeth,
    volumes,
)
from retouch_lib.engine.layered import LayerWriter
from retouch_lib.imaging.files import photo
from retouch_lib.plugins import BY_KEY

Task = Mapping[str, Any]
Progress = Callable[[str, float], None]
Effect = Callable[[Scene, Task], None]


def _look_only(scene: Scene, task: Task) -> None:
    """Face Detection: what the scene knows of the faces goes into the archive's result.json."""


EFFECTS: dict[str, Effect] = {
    "Face Detection": _look_only,
    "Skin Mask": skin_mask.apply,
    "Clean Backdrop": backdrop.apply,
    "Heal": heal.apply,
    "Fabric": fabric.apply,
    "Eye Vessels": eye_vessels.apply,
    "Eye Brilliance": eye_brilliance.apply,
    "White Teeth": teeth.apply,
    "Mattifier": mattifier.apply,
    "Dodge Burn": dodge_burn.apply,
    "Skin Tone": skin_tone.apply,
    "Portrait Volumes": volumes.apply,
}
ALSO_WITHOUT_FACE = frozenset(name for name in EFFECTS if not BY_KEY[name].needs_face) - {"Face Detection"}
"""These work on the outline of a person, or on what is behind, when there is no face."""

NO_FACE = "No face found. Face plugins changed nothing."
NOBODY = "No face and no person found. Nothing was changed."


@dataclass(frozen=True, slots=True)
class RetouchOutcome:
    """What became of one task."""

    format: Literal["jpeg", "png", "zip"]
    """Of the result: as the photo's, or an archive of layers."""
    reason: str
    """A remark for the person who looks at the result: how many faces were found, what follows when none was, and what
    an effect has to say."""
    faces: int
    """How many faces were found."""


def retouch(source: Path, tasks: Sequence[Task], target: Path, progress: Progress) -> RetouchOutcome:
    """Retouch the photo by the tasks, in their order, and write the result: in the photo's format, or layered.

    `tasks` as in the payload, already checked; one with "Layer": 1 makes the result an archive (see `layered`).
    `progress` is told the plugin at work and the fraction (0-1) done.
    Raises InvalidPhoto when the photo can't be decoded, KeyError for a plugin that is not in `EFFECTS`.
    """
    effects = [EFFECTS[task["Plugin"]] for task in tasks]
    allocator.keep_freed_memory()
    picture = photo.load(source)
    scene = Scene(picture.pixels, profile=picture.icc)
    form: Literal["jpeg", "png", "zip"] = "zip" if any(task.get("Layer", 0) for task in tasks) else picture.format
    if form == "zip":
        with LayerWriter(target, scene, photo.colour_chunks(picture)) as writer:
            for task, change in _changes(scene, tasks, effects, progress, writer.before):
                writer.take(task, change)
            writer.finish()
    else:
        for _ in _changes(scene, tasks, effects, progress):
            pass
        photo.save(picture, target)
    progress(str(tasks[-1]["Plugin"]) if tasks else "", 1.0)
    reason = _reason(scene, [str(task["Plugin"]) for task in tasks])
    return RetouchOutcome(form, " ".join(dict.fromkeys((reason, *scene.remarks))), len(scene.faces))


def _changes(
    scene: Scene,
    tasks: Sequence[Task],
    effects: Sequence[Effect],
    progress: Progress,
    before: Callable[[Task], None] = lambda task: None,
) -> Iterator[tuple[Task, PixelChange]]:
    """Do one task after the other, and tell what each did; `before` is told of each before it begins."""
    for done, (task, effect) in enumerate(zip(tasks, effects, strict=True), start=1):
        progress(str(task["Plugin"]), done / (len(tasks) + 2))
        before(task)
        effect(scene, task)
        yield task, scene.settle()
    if tasks:
        progress(str(tasks[-1]["Plugin"]), (len(tasks) + 1) / (len(tasks) + 2))


def _reason(scene: Scene, plugins: Sequence[str]) -> str:
    if scene.faces:
        count = len(scene.faces)
        return "1 face found." if count == 1 else f"{count} faces found."
    if not set(plugins) <= ALSO_WITHOUT_FACE:
        return NO_FACE
    return "No face found." if scene.person.any() or "Clean Backdrop" in plugins else NOBODY
