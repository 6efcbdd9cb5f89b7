"""Heavy on a photo told differently, mirrored, in a border or half as large, is heavy on the photo."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pytest

from benchmarks.faces.figures.change import mean_delta_e
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.imaging.faces import masks
from retouch_lib.presets.vendor import HEAVY
from tests.effects import measures
from tests.effects.scenes import SAMPLE_NAMES, Pixels, pixels, scene, tried

BORDER = 0.25
TASKS = [task.as_dict() for task in HEAVY.tasks]


@cache
def heavy(name: str) -> Pixels:
    return tried(scene(name), *TASKS)


def halved(picture: Pixels) -> Pixels:
    return np.asarray(cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)


def bordered(picture: Pixels) -> Pixels:
    down, across = (round(BORDER * side) for side in picture.shape[:2])
    return np.asarray(cv2.copyMakeBorder(picture, down, down, across, across, cv2.BORDER_CONSTANT, value=[118] * 3))


def without_border(picture: Pixels) -> Pixels:
    down, across = (round(BORDER / (1 + 2 * BORDER) * side) for side in picture.shape[:2])
    return np.ascontiguousarray(picture[down:-down, across:-across])


def mirrored(picture: Pixels) -> Pixels:
    return np.ascontiguousarray(picture[:, ::-1])


def same(picture: Pixels) -> Pixels:
    return picture


TOLD: dict[str, tuple[Callable[[Pixels], Pixels], Callable[[Pixels], Pixels], Callable[[Pixels], Pixels], float]] = {
    "mirrored": (mirrored, mirrored, same, 0.35),
    "in a border": (bordered, without_border, same, 0.4),
    "half as large": (halved, same, halved, 0.8),
}
"""The photo told, its result told back, the photo's own result as it is compared with that, and the most ΔE00."""

TINY = (("half-body.png", "half as large"),)
"""Left out: a face of 54 pixels shows too little of its skin and hair."""


@pytest.mark.parametrize(
    ("name", "how"), [(name, how) for name in SAMPLE_NAMES for how in TOLD if (name, how) not in TINY]
)
def test_the_same_look(name: str, how: str) -> None:
    tell, back, compared, most = TOLD[how]
    own = compared(heavy(name))
    other = back(tried(Scene(tell(pixels(name)).copy()), *TASKS))
    (face,) = scene(name).faces
    oval = masks.oval(scene(name).shape, face)
    face_there = cv2.resize(oval, own.shape[1::-1], interpolation=cv2.INTER_NEAREST) > 0.5
    away = mean_delta_e(measures.lab(own), measures.lab(other), face_there)
    assert away is not None
    assert away < most
