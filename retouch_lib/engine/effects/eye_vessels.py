"""Eye Vessels, on the whites of the open eyes, at the full picture's size.

1. Veins, which are thin and red, become as pale as what is around them, and nearly as light. What is dark and not red,
   such as a lash and its shadow, stays, and so does the shade towards the lids.
2. Most red and yellow goes, down to a warm white; in both eyes about alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from retouch_lib.engine.analysis import closeups, whites
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.analysis.subjects import Subject
from retouch_lib.engine.analysis.whites import White
from retouch_lib.engine.effects.values import alpha, scale, strength
from retouch_lib.imaging.filters import step
from retouch_lib.imaging.floats import Floats

_ROOM = 0.06
"""Around an eye, in heights of the face."""
_RED, _YELLOW = 2.0, 5.0
"""a* and b* of a warm white. What is nearer to grey stays: beside skin, grey looks blue."""
_LEAST_RED = 0.35
"""Of b*, what stays of a*: yellow without it looks green."""
_MOST_RED, _MOST_YELLOW = 14.0, 15.0
_UNEVEN, _LEAST = 1.15, 0.75
"""How many times as much the tone of one eye's white may change as the other's, and what it may change in any case."""
_BLOODSHOT = (4.5, 9.0)
"""By so much more a* one eye begins to be red by itself, not by the light, and surely is: then all of it goes."""


@dataclass(frozen=True)
class _Change:
    """Of CIELAB on a close-up: float32 (H, W, 3)."""

    white: White
    tone: Floats

    @cached_property
    def sizes(self) -> tuple[float, float]:
        """The mean and the median on the white."""
        whole = np.linalg.norm(self.tone + self.white.veins, axis=2)[self.white.inner]
        return float(whole.mean()), float(np.median(whole))

    @property
    def red(self) -> float:
        """The mean a* of the white, as it was."""
        return float(self.white.view.lab[..., 1][self.white.mask > 0.5].mean())


def apply(scene: Scene, task: Mapping[str, Any]) -> None:
    blend = strength(alpha(task))
    for subject in scene.subjects if blend > 0 else ():
        changes = [_change(white) for white in _seen(scene, subject, scene.unit(scale(task), subject))]
        for change in changes:
            view, other = change.white.view, min(changes, key=lambda one: one.sizes)
            whole = change.white.veins + np.float32(_even_share(change, other)) * change.tone
            closeups.add(scene, view, closeups.lab_change(view, whole), blend)


def _seen(scene: Scene, subject: Subject, unit: float) -> list[White]:
    views = [(side, closeups.of(scene, subject, side.rim, _ROOM)) for side in subject.open_eyes]
    found = [whites.find(view, side, unit * view.ratio) for side, view in views]
    return [white for white in found if white is not None]


def _change(white: White) -> _Change:
    """The full effect."""
    return _Change(white, _to_warm_white(white, white.view.lab + white.veins))


def _to_warm_white(white: White, lab: Floats) -> Floats:
    change = np.zeros_like(lab)
    yellow = np.clip(lab[..., 2] - _YELLOW, 0, _MOST_YELLOW)
    red = np.clip(lab[..., 1] - np.maximum(_RED, _LEAST_RED * (lab[..., 2] - 0.6 * yellow)), 0, _MOST_RED)
    change[..., 1] = -0.85 * red * white.mask
    change[..., 2] = -0.75 * yellow * white.mask
    return change


def _even_share(change: _Change, other: _Change) -> float:
    """How much of the change of tone is done, so that it is not much more than in the `other` eye, the less changed."""
    pairs = zip(change.sizes, other.sizes, strict=True)
    share = min(1.0, *(max(_LEAST, _UNEVEN * less) / max(own, _LEAST) for own, less in pairs))
    bloodshot = step(change.red - other.red, *_BLOODSHOT)
    return float(share + (1 - share) * bloodshot)
