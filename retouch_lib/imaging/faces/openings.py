"""What lids and lips surround: irises and whites of the open eyes, and the open mouth.

All masks are float32 (H, W), 0-1; sizes follow from the height of the face.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks, mesh
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

_IRIS = 0.8
"""An iris is darker than its face by at least this factor."""
_OPEN = 0.012
"""Eyes or lips closer together than this are closed."""
_SOFT = 0.006
_ROUND_IRIS = 1.12
"""The white begins so far from the iris' middle, in its radii."""


class EyeLandmarks(NamedTuple):
    """Landmarks of one eye."""

    rim: tuple[int, ...]
    iris: tuple[int, ...]
    """The centre first."""
    lids: tuple[int, int]
    inner_corner: int


SIDES = (
    EyeLandmarks(mesh.RIGHT_EYE, mesh.RIGHT_IRIS, mesh.RIGHT_LIDS, mesh.INNER_EYE_CORNERS[0]),
    EyeLandmarks(mesh.LEFT_EYE, mesh.LEFT_IRIS, mesh.LEFT_LIDS, mesh.INNER_EYE_CORNERS[1]),
)


def eyes(luma: Floats, face: Face) -> tuple[Floats, Floats]:
    """Irises (with pupils) and whites of the open eyes, on the picture with that luma (H, W)."""
    shape = luma.shape[0], luma.shape[1]
    iris, white = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for side in open_eyes(luma, face):
        own = eye(shape, face, side)
        iris, white = np.maximum(iris, own[0]), np.maximum(white, own[1])
    return iris, white


def open_eyes(luma: Floats, face: Face) -> tuple[EyeLandmarks, ...]:
    """The eyes that are open and where the landmarks say, on the picture with that luma (H, W).

    An iris is darker than its face; where it is not, the landmarks are beside the eye, as on faces half hidden.
    """
    return tuple(side for side in SIDES if _is_open(face, side) and _darker(luma, face, side))


def eye(shape: tuple[int, int], face: Face, side: EyeLandmarks) -> tuple[Floats, Floats]:
    """The iris (with the pupil) and the white of one eye."""
    soft = max(0.5, _SOFT * face.height)
    opening = filters.polygon(shape, face.pick(side.rim))
    centre, radius = iris_disc(face, side)
    iris = filters.gaussian(filters.disc(shape, centre, radius) * opening, soft)
    rest = filters.gaussian(opening, soft) * opening * (1 - filters.disc(shape, centre, _ROUND_IRIS * radius))
    return iris, filters.gaussian(rest, 0.7 * soft)


def iris_disc(face: Face, side: EyeLandmarks) -> tuple[Floats, float]:
    """The iris' centre (x, y) and radius, in pixels."""
    centre = face.points[side.iris[0]]
    return centre, float(np.linalg.norm(face.pick(side.iris[1:]) - centre, axis=1).mean())


def away(shape: tuple[int, int], face: Face, side: EyeLandmarks) -> Floats:
    """(H, W): how far each pixel is from the iris' centre, in its radii."""
    (x, y), radius = iris_disc(face, side)
    ys, xs = np.arange(shape[0], dtype=np.float32)[:, None] - y, np.arange(shape[1], dtype=np.float32)[None] - x
    return np.asarray(np.hypot(ys, xs) / max(radius, 0.5), np.float32)


def mouth(shape: tuple[int, int], face: Face) -> Floats:
    """What the open lips surround; empty when they are closed."""
    upper, lower = face.pick(mesh.INNER_LIPS)
    if np.linalg.norm(upper - lower) < _OPEN * face.height:
        return np.zeros(shape, np.float32)
    return filters.polygon(shape, face.pick(mesh.MOUTH))


def _is_open(face: Face, side: EyeLandmarks) -> bool:
    upper, lower = face.pick(side.lids)
    return bool(np.linalg.norm(upper - lower) >= _OPEN * face.height)


def _darker(luma: Floats, face: Face, side: EyeLandmarks) -> bool:
    shape = luma.shape[0], luma.shape[1]
    iris = filters.disc(shape, *iris_disc(face, side)) * filters.polygon(shape, face.pick(side.rim))
    inside, around = luma[iris > 0.5], luma[masks.oval(shape, face) > 0.5]
    return bool(inside.size and around.size and np.median(inside) < _IRIS * np.median(around))
