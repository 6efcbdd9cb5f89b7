"""The portrait with marks drawn all over its face: brown ones as freckles are, or red ones as pimples are."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.imaging.faces import masks, plain_skin
from retouch_lib.imaging.filters import gaussian, shrink
from tests.effects import measures
from tests.effects.scenes import Pixels, pixels, scene

Floats = NDArray[np.float32]
Mark = tuple[float, float, float]
NAME = "portrait.jpg"
FRECKLE: Mark = (-9.0, 4.0, 4.0)
PIMPLE: Mark = (-4.0, 11.0, 1.0)
"""What a mark adds to CIELAB at its middle."""
SIGMA = 0.007
"""Of a mark, in heights of the face."""
_APART, _CLOUD = 0.018, 0.04


@cache
def places(count: int) -> Floats:
    """(count, 2), x and y: in clouds on the plain skin of the face, in the same order for any count."""
    start = scene(NAME)
    subject = start.subjects[0]
    shape, unit = subject.skin.shape, subject.face.height
    outline = shrink(masks.oval(shape, subject.face), 0.06 * unit) > 0.5
    free = (subject.skin > 0.9) & outline & ~plain_skin.keep_out(shape, subject.face, False)
    clouds = gaussian(np.random.default_rng(3).normal(size=shape).astype(np.float32), _CLOUD * unit)
    ys, xs = np.nonzero(free & (clouds > np.median(clouds[free])))
    found: list[tuple[float, float]] = []
    for index in np.random.default_rng(11).permutation(len(ys)):
        if all(np.hypot(xs[index] - x, ys[index] - y) > _APART * unit for x, y in found):
            found.append((float(xs[index]), float(ys[index])))
    corner = subject.region[1].start, subject.region[0].start
    return np.array(found[:count], np.float32) + np.array(corner, np.float32)


def marked(mark: Mark, where: Floats, picture: Pixels | None = None, sigma: float = SIGMA) -> Pixels:
    """The portrait, or that picture of it, with marks at those places."""
    start = pixels(NAME) if picture is None else picture
    strength = _bumps(where, sigma)[..., None]
    lab = measures.lab(start) + strength * np.array(mark, np.float32)
    back = cv2.cvtColor(lab.astype(np.float32), cv2.COLOR_Lab2RGB)
    return np.where(strength > 0.01, np.clip(back * 255 + 0.5, 0, 255), start).astype(np.uint8)


def kept(marks: Pixels, clean: Pixels, after: Pixels, clean_after: Pixels, where: Floats) -> Floats:
    """(N,): which share of its contrast each mark keeps, darker and redder in sum, of what was drawn."""
    before, now = (_contrast(*pair) for pair in ((marks, clean), (after, clean_after)))
    return np.array([_at(now, *place) / _at(before, *place) for place in where], np.float32)


def _contrast(marks: Pixels, clean: Pixels) -> Floats:
    difference = measures.lab(marks) - measures.lab(clean)
    return np.asarray(difference[..., 1] - difference[..., 0], np.float32)


def _at(plane: Floats, x: float, y: float) -> float:
    return float(plane[round(y) - 1 : round(y) + 2, round(x) - 1 : round(x) + 2].mean())


def _bumps(where: Floats, sigma: float) -> Floats:
    ys, xs = np.indices(pixels(NAME).shape[:2], dtype=np.float32)
    wide = sigma * scene(NAME).faces[0].height
    bumps = np.zeros_like(xs)
    for x, y in where:
        np.maximum(bumps, np.exp(-((xs - x) ** 2 + (ys - y) ** 2) / (2 * wide**2)), out=bumps)
    return bumps


def on(picture: Pixels) -> Scene:
    """A scene of that picture, which is not changed."""
    return Scene(picture.copy())
