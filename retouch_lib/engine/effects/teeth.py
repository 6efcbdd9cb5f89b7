"""White Teeth, on both rows of an open mouth, at the full picture's size; gum, tongue, lips and gaps stay.

Whiten takes out most of the yellow and the red. Brighten lifts the light by half of what lacks to the photo's own
white, at most by 17, and takes out a quarter of the colour. A tooth is lifted as a whole, so that its form and the gaps
stay. Scale sets how soft the teeth's edges are taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np

from retouch_lib.engine.analysis import closeups, tooth_search
from retouch_lib.engine.analysis.closeups import CloseUp
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.analysis.tooth_search import Teeth
from retouch_lib.engine.effects.values import alpha, scale
from retouch_lib.imaging.faces import mesh
from retouch_lib.imaging.floats import Floats

_ROOM = 0.03
"""Around the lips, in heights of the face."""
_YELLOW = 1.5
"""b* of a white tooth: a greyer one looks blue between lips."""
_WHITE = 99.5
"""Percentile of the photo's L* that is its white."""


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    whiten, brighten = alpha(task, 1), alpha(task, 2)
    for subject in scene.subjects if whiten > 0 or brighten > 0 else ():
        view = closeups.of(scene, subject, mesh.LIPS, _ROOM)
        teeth = tooth_search.find(view, scene.unit(scale(task), subject) * view.ratio)
        if teeth is not None:
            white = _white(scene)
            whiter, brighter = (_limited(view, change(view, teeth, white)) for change in (_whiter, _brighter))
            closeups.add(scene, view, whiten * whiter + brighten * brighter)


def _white(scene: Scene) -> float:
    """The L* of the photo's white; every fourth pixel each way tells it."""
    few = np.ascontiguousarray(scene.rgb[::4, ::4])
    return float(np.percentile(cv2.cvtColor(few, cv2.COLOR_RGB2Lab)[..., 0], _WHITE))


def _whiter(view: CloseUp, teeth: Teeth, white: float) -> Floats:
    return _changed(view, teeth, np.clip(0.08 * _lacking(view, teeth, white), 0, 2), 0.70, 0.80)


def _brighter(view: CloseUp, teeth: Teeth, white: float) -> Floats:
    return _changed(view, teeth, np.clip(0.55 * _lacking(view, teeth, white), 0, 17), 0.25, 0.25)


def _lacking(view: CloseUp, teeth: Teeth, white: float) -> Floats:
    """L* to white: of what is around a pixel, so that gaps stay as deep; of what is lighter itself, its own."""
    return np.asarray(white - np.maximum(teeth.light, view.lab[..., 0]), np.float32)


def _changed(view: CloseUp, teeth: Teeth, lighter: Floats, red: float, yellow: float) -> Floats:
    """The change of CIELAB: so much lighter, without such shares of red and yellow."""
    reds, yellows = np.clip(view.lab[..., 1], 0, None), np.clip(view.lab[..., 2] - _YELLOW, 0, None)
    change = np.stack((lighter, -red * reds, -yellow * yellows), axis=2)
    return np.asarray(change * teeth.mask[..., None], np.float32)


def _limited(view: CloseUp, change: Floats) -> Floats:
    """Of RGB. Each by itself: half of it is then half-way."""
    return closeups.limited(view, closeups.lab_change(view, change))
