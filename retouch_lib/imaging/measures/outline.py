"""How much of each pixel is a person: the network looks at the whole photo, and again at the larger faces' people.

It was made for one person near the camera: of a group seen at once it takes bags, rocks and seats for people.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks
from retouch_lib.imaging.faces.find import Face, person_mask
from retouch_lib.imaging.floats import Floats

_REACH, _MIDDLE = 3.0, 0.6
"""Half the side of the square that is looked at again, and how far below the face's middle its own is, in heights."""
_LOOKS = 12
"""Faces around which is looked again, the largest; each takes 10 ms."""
_EDGE = 0.1
"""Of the square's side, along which its outline fades into that of the whole."""
_NOBODY, _RIM = 0.1, 0.02
"""Of the outline, up to which nobody is there; and of the longer side, how far from people that is sure."""
_LEGS, _APART = (2.2, 4.5), 1.75
"""How far below the chin, and how far to either side, the legs of who sits may be, in heights of the face."""


def people(rgb: NDArray[np.uint8], faces: Sequence[Face]) -> Floats:
    """float32 (H, W), 0-1, of RGB uint8 (H, W, 3); `faces`, the largest first, are in its pixels."""
    height, width = rgb.shape[:2]
    whole = np.asarray(cv2.resize(person_mask(rgb), (width, height), interpolation=cv2.INTER_LINEAR), np.float32)
    nearer, weights = np.zeros_like(whole), np.zeros_like(whole)
    for face in faces[:_LOOKS]:
        window = _square(face, (height, width))
        seen = np.ascontiguousarray(rgb[window])
        if min(seen.shape[:2], default=0) < 2:
            continue
        size = seen.shape[1], seen.shape[0]
        found = np.asarray(cv2.resize(person_mask(seen), size, interpolation=cv2.INTER_LINEAR), np.float32)
        weight = _weight(window, (height, width))
        nearer[window] = np.maximum(nearer[window], found * weight)
        weights[window] = np.maximum(weights[window], weight)
    luma = masks.luma(np.asarray(rgb / np.float32(255), np.float32))
    return masks.person(nearer + (1 - weights) * whole, luma)


def nobody(person: Floats, faces: Sequence[Face]) -> NDArray[np.bool_]:
    """Away from people, and from heads: of people further off the network often sees nothing. (H, W)."""
    shape = person.shape[0], person.shape[1]
    near = filters.grow((person > _NOBODY).astype(np.float32), _RIM * max(shape)) > 0.5
    for face in faces:
        near |= (masks.distance(shape, face) < 1) | _far_below(shape, face)
        inside = person[masks.oval(shape, face) > 0.5]
        if (inside > 0.5).sum() < 0.5 * inside.size:
            near |= _below(shape, face)
    return np.asarray(~near)


def _below(shape: tuple[int, int], face: Face) -> NDArray[np.bool_]:
    """Where the body of a face must be."""
    return np.asarray(_across(shape, face) < 1.5 * face.height) & (masks.below_chin(shape, face, -1) > 0.5)


def _far_below(shape: tuple[int, int], face: Face) -> NDArray[np.bool_]:
    """Where the legs of who sits may be, which the network misses."""
    depth = masks.depth_below_chin(shape, face)
    return np.asarray((depth > _LEGS[0]) & (depth < _LEGS[1]) & (_across(shape, face) < _APART * face.height))


def _across(shape: tuple[int, int], face: Face) -> Floats:
    """Pixels from the axis of the face."""
    beside = np.array((-face.down[1], face.down[0]), np.float32)
    x, y = face.points.mean(0)
    xs, ys = np.arange(shape[1], dtype=np.float32)[None] - x, np.arange(shape[0], dtype=np.float32)[:, None] - y
    return np.asarray(np.abs(xs * beside[0] + ys * beside[1]), np.float32)


def _square(face: Face, shape: tuple[int, int]) -> tuple[slice, slice]:
    x, y = face.points.mean(0) + _MIDDLE * face.height * face.down
    reach = _REACH * face.height
    return _span(y, reach, shape[0]), _span(x, reach, shape[1])


def _span(middle: float, reach: float, length: int) -> slice:
    return slice(int(np.clip(middle - reach, 0, length)), int(np.clip(np.ceil(middle + reach), 0, length)))


def _weight(window: tuple[slice, slice], shape: tuple[int, int]) -> Floats:
    """1 in the middle, falling towards those edges that are not the photo's."""
    down, across = (_ramp(span, length) for span, length in zip(window, shape, strict=True))
    return np.asarray(np.minimum(down[:, None], across[None]), np.float32)


def _ramp(span: slice, length: int) -> Floats:
    count = span.stop - span.start
    at = np.arange(count, dtype=np.float32)
    low = at if span.start else np.full(count, np.inf, np.float32)
    high = at[::-1] if span.stop < length else np.full(count, np.inf, np.float32)
    return np.asarray(np.clip(np.minimum(low, high) / max(1.0, _EDGE * count), 0, 1), np.float32)
