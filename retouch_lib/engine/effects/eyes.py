"""Eye Vessels and Eye Brilliance, on the open eyes.

Vessels: in the whites, lift what is darker than its surroundings, and take most red and yellow back to a warm white.
Shade of the lashes is not lifted, and what is as red as skin (an eyelid, a reflection in glasses) is no vein.

Brilliance: in the irises, more contrast at two sizes, a little light and more colour; a trace of light in the whites.
Pupils and lash shadow stay dark.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.analysis.subjects import Subject
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.imaging.filters import gaussian, masked_gaussian, smoothstep
from retouch_lib.imaging.floats import Floats

_RED, _YELLOW = 2.0, 5.0
"""a* and b* of a warm white. What is nearer to grey stays: beside skin, grey looks blue."""
_LEAST_RED = 0.35
"""Of b*, what stays of a*: yellow without it looks green."""


def vessels(scene: Scene, task: Mapping[str, Any]) -> None:
    blend = strength(alpha(task))
    for subject in scene.subjects if blend > 0 else ():
        change = _whites_cleaned(scene, subject, scene.unit(scale(task), subject))
        scene.add(subject.head, scene.lab_change(subject.head, change), blend)


def brilliance(scene: Scene, task: Mapping[str, Any]) -> None:
    blend = strength(alpha(task))
    for subject in scene.subjects if blend > 0 else ():
        change = _irises_lit(scene, subject, scene.unit(scale(task), subject))
        scene.add(subject.head, scene.lab_change(subject.head, change), blend)


def _whites_cleaned(scene: Scene, subject: Subject, unit: float) -> Floats:
    """The full effect, as a change of CIELAB on the head."""
    lab, white = scene.lab(subject.head), subject.eyes[1]
    around = masked_gaussian(np.ascontiguousarray(lab[..., 0]), white, 0.03 * unit)
    skin = float(subject.tone[0])
    lit = smoothstep(lab[..., 0], 0.35 * skin, 0.8 * skin)
    change = np.zeros_like(lab)
    change[..., 0] = 0.75 * np.clip(around - lab[..., 0], 0, None) * white * lit
    white = white * smoothstep(lab[..., 1], 32, 18)
    yellow = np.clip(lab[..., 2] - _YELLOW, 0, 15)
    red = np.clip(lab[..., 1] - np.maximum(_RED, _LEAST_RED * (lab[..., 2] - 0.6 * yellow)), 0, 14)
    change[..., 1] = -0.85 * red * white
    change[..., 2] = -0.6 * yellow * white
    return change


def _irises_lit(scene: Scene, subject: Subject, unit: float) -> Floats:
    """The full effect, as a change of CIELAB on the head."""
    lab, (iris, white) = scene.lab(subject.head), subject.eyes
    light = np.ascontiguousarray(lab[..., 0])
    iris = iris * smoothstep(iris, 0.45, 0.95)
    shape = light - masked_gaussian(light, iris, 0.04 * unit)
    fibres = light - gaussian(light, 0.008 * unit)
    no_pupil = smoothstep(light, 4, 18)
    change = np.zeros_like(lab)
    change[..., 0] = iris * (np.clip(0.5 * shape + 0.6 * fibres, -8, 11) + 6 * no_pupil)
    change[..., 0] += 3 * white * smoothstep(light, 25, 55)
    change[..., 1:] = 0.30 * (iris * no_pupil)[..., None] * lab[..., 1:]
    return change
