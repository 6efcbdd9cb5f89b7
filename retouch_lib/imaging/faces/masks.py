"""Where features, people and clothes are; skin is found by `skin_search`, what lids and lips surround by `openings`.

All masks are float32 (H, W), 0-1; sizes follow from the height of the face.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import mesh
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

_FEATURE_ROOM = (
    (mesh.RIGHT_EYE, 0.025),
    (mesh.LEFT_EYE, 0.025),
    (mesh.RIGHT_BROW, 0.012),
    (mesh.LEFT_BROW, 0.012),
    (mesh.LIPS, 0.012),
)
"""Parts that are no skin, and how far they reach beyond their landmarks, in heights of the face."""
_NOSTRIL_ROOM = 0.012


def features(shape: tuple[int, int], face: Face) -> Floats:
    """Eyes, brows, lips and nostrils."""
    mask = np.zeros(shape, np.float32)
    for part, room in _FEATURE_ROOM:
        mask = np.maximum(mask, filters.grow(filters.polygon(shape, face.pick(part)), room * face.height))
    for rim in mesh.NOSTRIL_RIMS:
        hull = np.asarray(cv2.convexHull(face.pick(rim)).reshape(-1, 2), np.float32)
        mask = np.maximum(mask, filters.grow(filters.polygon(shape, hull), _NOSTRIL_ROOM * face.height))
    return mask


def oval(shape: tuple[int, int], face: Face) -> Floats:
    """The face's outline, from the forehead to the chin."""
    return filters.polygon(shape, face.pick(mesh.OVAL))


def distance(shape: tuple[int, int], face: Face) -> Floats:
    """Of each pixel from the face's middle, in heights of the face."""
    x, y = face.points.mean(0) / face.height
    ys = np.arange(shape[0], dtype=np.float32)[:, None] / face.height - y
    xs = np.arange(shape[1], dtype=np.float32)[None] / face.height - x
    return np.asarray(np.hypot(ys, xs), np.float32)


def below_chin(shape: tuple[int, int], face: Face, start: float = 0.0) -> Floats:
    """1 beyond the chin in the direction in which the face points down; `start`: from there, in heights of the face."""
    return filters.smoothstep(_depth(shape, face, face.points[mesh.CHIN]), start, start + 0.12)


def depth_below_chin(shape: tuple[int, int], face: Face) -> Floats:
    """How far each pixel is beyond the chin, in the direction in which the face points down, in its heights."""
    return _depth(shape, face, face.points[mesh.CHIN])


def above_brows(shape: tuple[int, int], face: Face) -> Floats:
    """1 on the forehead and beyond it."""
    brows = face.pick(mesh.RIGHT_BROW + mesh.LEFT_BROW).mean(0)
    return filters.smoothstep(_depth(shape, face, brows), -0.05, -0.12)


def below_eyes(shape: tuple[int, int], face: Face) -> Floats:
    """1 from the upper cheeks on down: where a mask over mouth and nose sits."""
    return filters.smoothstep(_depth(shape, face, np.asarray(face.eyes, np.float32)), 0.12, 0.18)


def below_nose(shape: tuple[int, int], face: Face) -> Floats:
    """1 from the upper lip on down."""
    return filters.smoothstep(_depth(shape, face, face.points[mesh.UNDER_NOSE]), -0.02, 0.04)


def _depth(shape: tuple[int, int], face: Face, origin: Floats) -> Floats:
    """How far each pixel is from the origin in the direction in which the face points down, in its heights."""
    xs = (np.arange(shape[1], dtype=np.float32)[None] - origin[0]) * face.down[0]
    ys = (np.arange(shape[0], dtype=np.float32)[:, None] - origin[1]) * face.down[1]
    return np.asarray((xs + ys) / np.float32(face.height), np.float32)


def clothes(person: Floats, skin: Floats, faces: Sequence[Face]) -> Floats:
    """The people without skin and heads; without a face, the people."""
    if not faces:
        return person
    below = np.max([below_chin(person.shape, face) for face in faces], axis=0)
    return np.asarray(below * person * (1 - filters.smoothstep(filters.grow(skin, 2), 0.1, 0.5)), np.float32)


def luma(rgb: Floats) -> Floats:
    """(H, W): luma of encoded RGB (H, W, 3), ITU-R BT.601."""
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2GRAY), np.float32)


def person(outline: Floats, luma: Floats) -> Floats:
    """The network's coarse outline brought to the picture's size and its edges."""
    height, width = luma.shape
    coarse = np.asarray(cv2.resize(outline, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    return np.clip(filters.guided(luma, coarse, max(8.0, height / 60), 1e-3), 0, 1)
