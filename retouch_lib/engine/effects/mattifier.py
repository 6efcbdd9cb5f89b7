"""Mattifier: takes down shine on the skin.

1. Where the skin is both lighter and paler than the skin around it, it shines (`analysis.shine`).
2. Most of that light is taken off and the colour drawn to the skin's around it; some stays, so that the face stays
   round. Pores stay: what changes is smooth.
3. No channel ever gets lighter, as its layer darkens.

Eyes, brows, lips and teeth are no skin. Where a face wears glasses, the surroundings of the eyes are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retouch_lib.engine.analysis import shine
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.analysis.subjects import Subject
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.imaging.floats import Floats


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend = strength(alpha(task))
    for subject in scene.subjects if blend > 0 else ():
        unit = scene.unit(scale(task), subject)
        scene.add(subject.region, shine.matte(scene.rgb[subject.region], _bare(subject), unit), blend)


def _bare(subject: Subject) -> Floats:
    """The skin that no glasses can cover."""
    if not subject.glasses:
        return subject.skin
    height, width = subject.skin.shape
    return subject.skin * (1 - shine.glasses((height, width), subject.face))
