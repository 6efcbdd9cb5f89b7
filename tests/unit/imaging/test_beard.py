"""Beards are told from skin, and from what is only dark or only rough on a jaw."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import beard, mesh
from tests.unit.imaging.pictures import HALF_BODY, PORTRAIT
from tests.unit.imaging.portraits import Portrait, bearded, changed, sample, samples

Mask = NDArray[np.bool_]


def found(portrait: Portrait) -> NDArray[np.float32]:
    """With all of the face and its neck taken for skin, as its colours alone may say."""
    shape = portrait.pixels.shape[:2]
    skin = filters.disc((shape[0], shape[1]), portrait.points.mean(0), 0.8 * portrait.face.height)
    for part in (*mesh.EYES, *mesh.BROWS, mesh.LIPS):
        skin *= 1 - filters.grow(
            filters.polygon((shape[0], shape[1]), portrait.face.pick(part)), 0.1 * portrait.face.height
        )
    return beard.find(portrait.pixels.astype(np.float32) / 255, skin, portrait.face)


def chin(portrait: Portrait) -> Mask:
    lower, low = portrait.points[mesh.OUTER_LIPS[1]], portrait.points[mesh.CHIN]
    shape = portrait.pixels.shape[:2]
    return filters.disc((shape[0], shape[1]), (lower + low) / 2, 0.05 * portrait.face.height) > 0.5


@pytest.mark.parametrize("portrait", samples(), ids=["portrait", "glasses", "half-body"])
def test_a_bare_chin_has_no_beard(portrait: Portrait) -> None:
    assert found(portrait).max() < 0.1


@pytest.mark.parametrize("path", [PORTRAIT, HALF_BODY], ids=lambda path: path.stem)
def test_a_beard_is_found(path: Path) -> None:
    portrait = bearded(sample(path))
    assert found(portrait)[chin(portrait)].mean() > 0.6


def test_beside_a_beard_the_cheeks_and_the_forehead_are_bare() -> None:
    mask = found(bearded(sample(PORTRAIT)))
    for place in (mesh.MID_FOREHEAD, *mesh.CHEEKS):
        x, y = (round(float(value)) for value in sample(PORTRAIT).points[place])
        assert mask[y - 5 : y + 6, x - 5 : x + 6].max() < 0.1


def test_a_shaded_jaw_is_no_beard() -> None:
    portrait = sample(PORTRAIT)
    lit = np.ones(portrait.pixels.shape[:2], np.float32)
    lit[round(float(portrait.points[mesh.UNDER_NOSE, 1])) :] = 0.5
    shaded = changed(portrait, portrait.pixels * cv2.GaussianBlur(lit, (0, 0), 12)[..., None])
    assert found(shaded)[chin(portrait)].mean() < 0.1


def test_pimples_are_no_beard() -> None:
    """Red marks all over the chin: rough, but in colour as much as in light."""
    portrait = sample(PORTRAIT)
    pixels, where = portrait.pixels.astype(np.float32), np.argwhere(chin(portrait))
    marks = np.zeros(pixels.shape[:2], np.float32)
    for y, x in where[:: len(where) // 40]:
        cv2.circle(marks, (int(x), int(y)), 2, 1.0, -1)
    marks = cv2.GaussianBlur(marks, (0, 0), 0.8)[..., None]
    spotted = changed(portrait, pixels * (1 - marks * np.array((0.05, 0.35, 0.3), np.float32)))
    assert found(spotted)[chin(portrait)].mean() < 0.2


def test_a_face_without_skin_tells_no_beard() -> None:
    portrait = sample(PORTRAIT)
    nothing = np.zeros(portrait.pixels.shape[:2], np.float32)
    assert not beard.find(portrait.pixels.astype(np.float32) / 255, nothing, portrait.face).any()
