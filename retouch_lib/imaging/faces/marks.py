"""The few places on a face by which pictures of it are laid on one another, in every file made of the same photo."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.faces import cheek, mesh
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Marks:
    """Each as fractions of the upright picture's width and height; they may lie beyond its edges (below 0, over 1)."""

    right_eye: Point
    """The middle of the person's own right eye."""
    left_eye: Point
    forehead: Point
    """Its top, as high as landmarks reach."""
    chin: Point
    cheek: Point
    """The middle of the smoothest bare skin beside the nose."""


def marks(rgb: NDArray[np.uint8], face: Face, square: float) -> Marks:
    """Of a face in RGB uint8 (H, W, 3), in sRGB. `square`: pixels of the cheek that are looked at together."""
    size = np.array(rgb.shape[1::-1], np.float32)
    right, left = (face.pick(eye).mean(0) for eye in mesh.EYES)
    places = (right, left, face.points[mesh.FOREHEAD], face.points[mesh.CHIN], cheek.smoothest(rgb, face, square))
    return Marks(*(_fractions(place, size) for place in places))


def _fractions(place: Floats, size: Floats) -> Point:
    """Landmarks count from the middle of the first pixel."""
    x, y = (place + np.float32(0.5)) / size
    return round(float(x), 5), round(float(y), 5)
