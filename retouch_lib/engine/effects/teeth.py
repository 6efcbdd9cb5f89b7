"""White Teeth: on the bright parts of an open mouth that are neither gum nor tongue nor skin.

Whiten takes out most of the yellow and some of the red. Brighten lifts the lightness by up to 15, less where it is
light already, and takes out a quarter of the colour. Scale sets how soft the teeth's edges are taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.effects.values import alpha, scale
from retouch_lib.imaging.faces import masks
from retouch_lib.imaging.filters import smoothstep


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    whiten, brighten = alpha(task, 1), alpha(task, 2)
    for subject in scene.subjects if whiten > 0 or brighten > 0 else ():
        lab = scene.lab(subject.head)
        tooth = masks.teeth(lab, subject.mouth, subject.tone, scene.unit(scale(task), subject))[..., None]
        red, yellow = np.clip(lab[..., 1:2], 0, None), np.clip(lab[..., 2:], 0, None)
        # wide enough that lighter teeth stay lighter: a steeper curve would paint all of them one white
        room = smoothstep(100 - lab[..., :1], 0, 34)
        whiter = np.concatenate((1.5 * room, -0.45 * red, -0.80 * np.clip(yellow - 1, 0, None)), axis=2) * tooth
        brighter = np.concatenate((15 * room, -0.25 * red, -0.25 * yellow), axis=2) * tooth
        whiter, brighter = (
            scene.limited(subject.head, scene.lab_change(subject.head, change)) for change in (whiter, brighter)
        )
        scene.add(subject.head, whiten * whiter + brighten * brighter)
