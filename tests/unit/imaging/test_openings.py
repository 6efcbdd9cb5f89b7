"""What lids and lips surround, on the samples."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from retouch_lib.imaging.faces import masks, mesh, openings
from retouch_lib.imaging.faces.find import Face
from tests.unit.imaging.pictures import ALL_SAMPLES, GLASSES, HALF_BODY, PORTRAIT
from tests.unit.imaging.portraits import Floats, sample

samples = pytest.mark.parametrize("path", ALL_SAMPLES, ids=lambda path: path.stem)


def luma(path: Path) -> Floats:
    return np.asarray(cv2.cvtColor(sample(path).pixels.astype(np.float32) / 255, cv2.COLOR_RGB2GRAY), np.float32)


@samples
def test_eyes_are_small_apart_and_inside_the_face(path: Path) -> None:
    face, light = sample(path).face, luma(path)
    iris, white = openings.eyes(light, face)
    outline = masks.oval((light.shape[0], light.shape[1]), face)
    for mask in (iris, white):
        assert 0 < (mask > 0.5).sum() < 0.02 * (outline > 0.5).sum()
        assert not mask[outline < 0.5].any()
    assert not ((iris > 0.5) & (white > 0.5)).any()
    for ring in (mesh.RIGHT_IRIS, mesh.LEFT_IRIS):
        x, y = np.round(face.points[ring[0]]).astype(int)
        assert iris[y, x] > 0.5


def test_a_closed_eye_has_neither_iris_nor_white() -> None:
    face = sample(PORTRAIT).face
    points = face.points.copy()
    points[list(mesh.RIGHT_LIDS + mesh.LEFT_LIDS)] = face.eyes
    closed = Face(points, 1.0)
    assert openings.open_eyes(luma(PORTRAIT), closed) == ()
    assert not any(mask.any() for mask in openings.eyes(luma(PORTRAIT), closed))


def test_away_is_in_radii_of_the_iris() -> None:
    face, (height, width) = sample(PORTRAIT).face, sample(PORTRAIT).pixels.shape[:2]
    for side in openings.SIDES:
        away = openings.away((height, width), face, side)
        x, y = np.round(face.points[side.iris[0]]).astype(int)
        assert away[y, x] < 0.2
        edges = np.round(face.pick(side.iris[1:])).astype(int)
        assert np.mean([away[y, x] for x, y in edges]) == pytest.approx(1, abs=0.1)


def test_only_open_lips_surround_a_mouth() -> None:
    for path, smiles in ((PORTRAIT, True), (HALF_BODY, True), (GLASSES, False)):
        height, width = sample(path).pixels.shape[:2]
        assert openings.mouth((height, width), sample(path).face).any() == smiles
