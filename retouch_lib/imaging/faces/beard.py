"""Where a beard is: on the jaw, darker than the upper face, and as rough as hair: in light, not in colour."""

from __future__ import annotations

import cv2
import numpy as np

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import masks, mesh
from retouch_lib.imaging.faces.find import Face
from retouch_lib.imaging.floats import Floats

_FACE = 200
"""Pixels of a face's height that show the strands of a beard."""
_STRANDS, _AREA = 0.012, 0.03
"""Sigmas of what is finer than a tuft of hair, and of the area whose texture counts, in heights of the face."""
_LEAST, _LEAST_ROUGH = 50, 0.3
"""Pixels of the upper face that are enough to compare with, and the least that counts as its texture, in L*."""
_SMOOTH, _ROUGH = 2.5, 4.5
"""How many times as rough as the upper face skin with stubble or wrinkles may be, and from which on it is hair."""
_LIGHT, _DARKER = 6.0, 14.0
"""L* below the upper face's up to which it is none, and from which on it may be."""
_FRONT = 0.05
"""Radius of the places on lip and chin on which beards grow, likewise."""
_BELOW, _SIDES = 0.3, 0.08
"""How far a beard hangs below the chin, and reaches beside the face's outline, in heights of the face."""


def find(rgb: Floats, skin: Floats, face: Face) -> Floats:
    """(H, W), 0-1, soft: the beard. `rgb`: (H, W, 3) in sRGB, 0-1; `skin`: (H, W), the beard still in it.

    Empty where the upper face shows too little skin to compare with.
    """
    height, width = skin.shape
    share = min(1.0, _FACE / face.height)
    size = max(1, round(width * share)), max(1, round(height * share))
    small, seen = (
        np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)
        for plane in (np.ascontiguousarray(rgb), skin)
    )
    own = _likely(small, seen, Face(face.points * np.float32(share), face.presence))
    return np.asarray(cv2.resize(own, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _likely(rgb: Floats, skin: Floats, face: Face) -> Floats:
    shape = skin.shape[0], skin.shape[1]
    lab = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2Lab), np.float32)
    known = skin > 0.9
    rough, light = _rough(lab, known.astype(np.float32), face), np.ascontiguousarray(lab[..., 0])
    upper = known & (masks.below_nose(shape, face) < 0.1) & (masks.oval(shape, face) > 0.5)
    if upper.sum() < _LEAST:
        return np.zeros(shape, np.float32)
    darker = float(np.median(light[upper])) - filters.gaussian(light, _STRANDS * face.height)
    usual = max(float(np.median(rough[upper])), _LEAST_ROUGH)
    hair = filters.smoothstep(rough / usual, _SMOOTH, _ROUGH) * filters.smoothstep(darker, _LIGHT, _DARKER)
    hair *= _jaw(shape, face)
    return filters.gaussian(hair * _grown(hair, face), 0.5 * _AREA * face.height)


def _rough(lab: Floats, skin: Floats, face: Face) -> Floats:
    """The mean amount of texture in L*, less that in a*: a pimple differs in both."""
    fine = np.abs(lab - filters.gaussian(lab, _STRANDS * face.height))
    return filters.masked_gaussian(np.clip(fine[..., 0] - fine[..., 1], 0, None), skin, _AREA * face.height)


def _grown(hair: Floats, face: Face) -> Floats:
    """What hangs together with hair on the upper lip or the chin: a shaded jaw, a hand or a collar does not."""
    joined = filters.grow((hair > 0.3).astype(np.float32), _AREA * face.height) > 0.5
    _, labels = cv2.connectedComponents(joined.astype(np.uint8), connectivity=4)
    fronts = (
        filters.disc((hair.shape[0], hair.shape[1]), place, _FRONT * face.height) > 0.5 for place in _fronts(face)
    )
    wanted = [np.unique(labels[front & joined]) for front in fronts if front.any() and np.median(hair[front]) > 0.5]
    return np.isin(labels, np.setdiff1d(np.concatenate([*wanted, [0]]), [0])).astype(np.float32)


def _fronts(face: Face) -> tuple[Floats, Floats]:
    """The middle of the upper lip, and the chin's."""
    nose, upper, lower, chin = (face.points[index] for index in (mesh.UNDER_NOSE, *mesh.OUTER_LIPS, mesh.CHIN))
    return (nose + upper) / 2, lower + 0.75 * (chin - lower)


def _jaw(shape: tuple[int, int], face: Face) -> Floats:
    """Below the nose, on the face and as far around it as beards reach."""
    around = filters.gaussian(filters.grow(masks.oval(shape, face), _SIDES * face.height), 0.5 * _SIDES * face.height)
    hanging = masks.below_chin(shape, face, -0.2) * (1 - masks.below_chin(shape, face, _BELOW))
    near = filters.smoothstep(masks.distance(shape, face), 0.95, 0.75)
    return np.asarray(masks.below_nose(shape, face) * near * np.maximum(around, hanging), np.float32)
