"""The 478 landmarks of one face, from the network that is given a square of the picture with the face in it.

Kartynnik et al., "Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs", arXiv:1907.06724. A look
gives the landmarks, float32 (478, 2), in pixels of the picture: 0 is the middle of the first; and how sure the network
is, 0-1, that this is a face.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.faces import mesh, nets
from retouch_lib.imaging.faces.nets import Net
from retouch_lib.imaging.floats import Floats

_SIDE = 256
_ROOM = 1.5
"""The network wants the face with a quarter of room on each side."""
_FINEST = 2.0
"""Of what is made smaller, so many pixels per pixel of the square are left to the warp: with more it would flicker."""

Look = tuple[Floats, float]


def first(rgb: NDArray[np.uint8], centre: Floats, size: float, across: Floats) -> Look:
    """Of a face whose box has that centre and longer side. `across`: the direction from its right eye to its left."""
    square, there = _square(rgb, centre, size * _ROOM, across)
    points, logit = _seen(square)
    return _back(points, there), _share(logit)


def again(rgb: NDArray[np.uint8], points: Floats) -> Look:
    """With the face centred and level, as the landmarks of an earlier look have it.

    Where there is a face indeed, as the mean of the square's own landmarks and its mirror image's: the network sees a
    mirror image a little differently, and a photo and its mirror image shall have the same landmarks.
    """
    square, there = _square(rgb, *_place(points))
    own, logit = _seen(square)
    if logit > 0:
        mirrored, other = _seen(np.ascontiguousarray(square[:, ::-1]))
        mirrored[:, 0] = _SIDE - 1 - mirrored[:, 0]
        own, logit = np.asarray((own + mirrored[list(mesh.MIRRORED)]) / 2, np.float32), (logit + other) / 2
    return _back(own, there), _share(logit)


def _seen(square: NDArray[np.uint8]) -> tuple[Floats, float]:
    """In pixels of the square, and the logit of there being a face."""
    values, presence = nets.run(Net.LANDMARKS, np.asarray(square / np.float32(255), np.float32))
    return values.reshape(mesh.COUNT, 3)[:, :2], float(presence[0])


def _share(logit: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(logit, -80, 80))))


def _back(points: Floats, there: Floats) -> Floats:
    back = cv2.invertAffineTransform(there)
    return np.asarray(points @ back[:, :2].T + back[:, 2], np.float32)


def _place(points: Floats) -> tuple[Floats, float, Floats]:
    """Centre and side of the square around a face, and the direction that is to lie level in it."""
    right, left = (points[list(eye)].mean(0) for eye in mesh.EYES)
    turn = _rotation(left - right)
    level = points @ turn.T
    low, high = level.min(0), level.max(0)
    return (low + high) / 2 @ turn, float((high - low).max()) * _ROOM, left - right


def _square(rgb: NDArray[np.uint8], centre: Floats, side: float, across: Floats) -> tuple[NDArray[np.uint8], Floats]:
    """uint8 (256, 256, 3): `side` pixels around the centre, turned so that `across` lies level; and the way there."""
    scale = _SIDE / max(side, 1.0)
    near, reduced = _reduced(rgb, centre, side, _FINEST * scale)
    turn = _rotation(across) * scale
    whole = np.column_stack((turn, (_SIDE - 1) / 2 - turn @ centre))
    there = np.vstack((whole, (0, 0, 1))) @ np.linalg.inv(np.vstack((reduced, (0, 0, 1))))
    square = cv2.warpAffine(near, there[:2], (_SIDE, _SIDE), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(square, np.uint8), whole.astype(np.float32)


def _reduced(rgb: NDArray[np.uint8], centre: Floats, side: float, scale: float) -> tuple[NDArray[np.uint8], Floats]:
    """What a square of that side may hold, however it is turned, made smaller by area; and the way there, (2, 3)."""
    if scale >= 1:
        return rgb, np.eye(2, 3, dtype=np.float32)
    reach = side * np.float32(np.sqrt(0.5)) + 2
    size = np.array(rgb.shape[1::-1])
    low = np.clip(np.floor(centre - reach), 0, size - 1).astype(int)
    high = np.clip(np.ceil(centre + reach), low + 1, size).astype(int)
    window = rgb[low[1] : high[1], low[0] : high[0]]
    width, height = (max(1, round(float(length) * scale)) for length in high - low)
    small = np.asarray(cv2.resize(window, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    ratio = np.array((width, height)) / (high - low)
    return small, np.column_stack((np.diag(ratio), (0.5 - low) * ratio - 0.5)).astype(np.float32)


def _rotation(across: Floats) -> Floats:
    """(2, 2): turns the direction `across` onto the x axis."""
    length = max(float(np.hypot(*across)), 1e-6)
    cos, sin = across / length
    return np.array(((cos, sin), (-sin, cos)), np.float32)
