"""The vendor's own presets, number for number from its documentation page, each with the vendor's sentence."""

from __future__ import annotations

from typing import Any

from retouch_lib.presets.preset import Preset, Task

AUTHOR = "Retouch4me"


def _task(plugin: str, scale: int, *alphas: float) -> Task:
    fields: dict[str, Any] = {"Scale": scale}
    fields.update({f"Alpha{index}": alpha for index, alpha in enumerate(alphas, start=1)})
    return Task(plugin, fields)


SLIGHT = Preset(
    "slight",
    (
        _task("Heal", 0, 0.8),
        _task("Eye Vessels", 0, 0.35),
        _task("White Teeth", 0, 0.1, 0.08),
        _task("Dodge Burn", 2, 0.35, 0.08),
        _task("Skin Tone", 0, 0.35, 0.35),
        _task("Portrait Volumes", 0, 0.18),
    ),
    "Lower values for a softer result that keeps more of the original skin texture and contrast.",
    AUTHOR,
)

BALANCED = Preset(
    "balanced",
    (
        _task("Heal", 0, 1.0),
        _task("Fabric", 0, 0.39),
        _task("Eye Vessels", 0, 1.0),
        _task("Eye Brilliance", 0, 0.5),
        _task("White Teeth", 0, 0.25, 0.25),
        _task("Dodge Burn", 2, 1.0, 0.2),
        _task("Skin Tone", 0, 1.0, 1.0),
        _task("Portrait Volumes", 0, 0.5),
    ),
    "A moderate preset for a clean, commercial result.",
    AUTHOR,
)

HEAVY = Preset(
    "heavy",
    (
        _task("Heal", 0, 0.9),
        _task("Fabric", 0, 0.75),
        _task("Eye Vessels", 0, 0.9),
        _task("Eye Brilliance", 0, 0.85),
        _task("White Teeth", 0, 0.65, 0.55),
        _task("Dodge Burn", 2, 1.35, 0.35),
        _task("Skin Tone", 0, 1.15, 1.15),
        _task("Portrait Volumes", 0, 0.9),
    ),
    "Higher values for a stronger polished look with more visible cleanup and shaping.",
    AUTHOR,
)

LAYERED = Preset(
    "layered",
    (_task("Skin Mask", 0, 1.0), *BALANCED.tasks),
    "A layered task: a ZIP archive with separate PNG layers that can be composited in an editor.",
    AUTHOR,
).with_layers(True)

LOOKS = (SLIGHT, BALANCED, HEAVY)
"""The three looks a new user starts with."""
