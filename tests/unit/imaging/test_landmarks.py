"""Landmarks of one photo told differently: mirrored, in a border, smaller."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.imaging.faces import mesh
from retouch_lib.imaging.faces.find import find_faces
from tests.unit.imaging.pictures import ALL_SAMPLES
from tests.unit.imaging.portraits import sample

Pixels = NDArray[np.uint8]
Points = NDArray[np.float32]
BY_NAME = {path.stem: path for path in ALL_SAMPLES}
BORDER = 60

TOLD: dict[str, tuple[Callable[[Pixels], Pixels], Callable[[Points, int], Points], float]] = {
    "mirrored": (
        lambda pixels: np.ascontiguousarray(pixels[:, ::-1]),
        lambda points, width: np.stack((width - 1 - points[:, 0], points[:, 1]), axis=1)[list(mesh.MIRRORED)],
        0.0035,
    ),
    "in a border": (
        lambda pixels: cv2.copyMakeBorder(pixels, *[BORDER] * 4, cv2.BORDER_CONSTANT, value=[118] * 3),
        lambda points, width: points - BORDER,
        0.003,
    ),
    "half the size": (
        lambda pixels: cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA),
        lambda points, width: 2 * points + 0.5,
        0.006,
    ),
}
"""The picture told, its landmarks told back, and how far they may be from the photo's own, in heights of the face."""


@pytest.mark.parametrize("how", TOLD)
@pytest.mark.parametrize("name", BY_NAME)
def test_the_same_landmarks(name: str, how: str) -> None:
    there = sample(BY_NAME[name])
    tell, back, most = TOLD[how]
    (face,) = find_faces(np.asarray(tell(there.pixels), np.uint8))
    away = np.linalg.norm(back(face.points, there.pixels.shape[1]) - there.points, axis=1)
    assert away.mean() < most * there.face.height


def test_who_is_the_mirror_image_of_whom() -> None:
    mirrored = np.array(mesh.MIRRORED)
    assert (mirrored[mirrored] == np.arange(mesh.COUNT)).all()
    for right, left in ((mesh.RIGHT_EYE, mesh.LEFT_EYE), (mesh.RIGHT_BROW, mesh.LEFT_BROW)):
        assert tuple(mirrored[list(right)]) == left
    assert set(mirrored[list(mesh.OVAL)]) == set(mesh.OVAL)
