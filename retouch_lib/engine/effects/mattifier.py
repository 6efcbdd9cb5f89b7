"""Mattifier: takes down shine on the skin.

1. Where a small part of the skin is lighter and paler than the skin around it, it shines (`analysis.shine`). How a face
   is lit is no shine: at most a tenth of it changes plainly, the peaks.
2. Most of that light is taken off and the colour drawn to the skin's around it; some stays, so that the face stays
   round. Pores stay: what changes is smooth. Make-up keeps its colour.
3. No channel ever gets lighter, as its layer darkens.

Eyes, brows, lips and teeth are no skin. Where a face wears glasses, the surroundings of the eyes are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from retouch_lib.engine.analysis import regions, shine
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.analysis.subjects import Subject
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.imaging.faces import masks
from retouch_lib.imaging.floats import Floats


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend = strength(alpha(task))
    for subject in scene.subjects if blend > 0 else ():
        change = shine.matte(
            scene.rgb[subject.region],
            subject.skin,
            masks.oval(subject.skin.shape, subject.face),
            _bare(subject),
            scene.unit(scale(task), subject),
        )
        scene.add(subject.region, change, blend)


def _bare(subject: Subject) -> Floats:
    """1 where no glasses can be."""
    bare = np.ones(regions.shape(subject.region), np.float32)
    return bare - shine.glasses(bare.shape, subject.face) if subject.glasses else bare
