"""Small copies on which what is soft is looked for: a fraction of the time, and nothing is seen of it."""

from __future__ import annotations

import cv2
import numpy as np

from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

_FACE = 100
"""Pixels of a face's height that are enough for its hair and features."""
_HALF = 0.5


def ratio(face: Face) -> float:
    """By which a picture becomes one whose face is large enough; 1 where it is small already."""
    return min(1.0, _FACE / face.height)


def face(shape: tuple[int, ...], face: Face) -> tuple[tuple[int, int], Face]:
    """The shape of the small copy of a picture, and the face in its pixels."""
    share = ratio(face)
    return _size(shape, share), Face(face.points * np.float32(share), face.presence)


def copy(picture: Floats, share: float) -> Floats:
    """The picture at that share of its size, by the mean of what a pixel covers."""
    height, width = _size(picture.shape, share)
    if share < _HALF:
        picture = np.ascontiguousarray(picture[::2, ::2])  # every other pixel tells enough, in a quarter of the time
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.float32)


def enlarged(plane: Floats, shape: tuple[int, ...]) -> Floats:
    """A small map at the size of the picture."""
    return np.asarray(cv2.resize(plane, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), np.float32)


def _size(shape: tuple[int, ...], share: float) -> tuple[int, int]:
    return max(1, round(shape[0] * share)), max(1, round(shape[1] * share))
