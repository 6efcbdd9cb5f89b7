"""Masks on the samples: at places named by eye, and by what they must leave out."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.imaging.faces import masks, mesh, skin_search
from retouch_lib.imaging.faces.find import Face, find_faces, person_mask
from retouch_lib.imaging.files import photo
from tests.unit.imaging.pictures import ALL_SAMPLES, GLASSES, HALF_BODY, PORTRAIT

Floats = NDArray[np.float32]
samples = pytest.mark.parametrize("sample", ALL_SAMPLES, ids=lambda path: path.stem)

# (x, y) named by looking at the samples
SKIN = {
    PORTRAIT: {"cheek": (415, 280), "forehead": (495, 150), "chin": (495, 390), "nose": (495, 255)},
    GLASSES: {"cheek": (205, 245), "forehead": (264, 160), "nose": (262, 225)},
    HALF_BODY: {"cheek": (193, 120), "nose": (224, 118), "chin": (226, 165)},
}
NO_SKIN = {
    PORTRAIT: {
        "eye": (442, 214),
        "brow": (440, 188),
        "teeth": (490, 327),
        "shirt": (410, 470),
        "background": (60, 500),
    },
    GLASSES: {"eye": (305, 188), "hat": (250, 60), "lips": (262, 282), "background": (450, 250)},
    HALF_BODY: {
        "eye": (247, 103),
        "hair": (230, 35),
        "fringe": (215, 74),
        "strand": (235, 55),
        "suit": (100, 350),
        "wall": (330, 40),
        "flag": (60, 250),
    },
}


@cache
def views(sample: Path) -> tuple[Floats, Floats, Floats, Face]:
    """CIELAB, luma, the outline of the person, and the face of a sample."""
    pixels = photo.load(sample).pixels
    rgb = pixels.astype(np.float32) / 255
    luma = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    (face,) = find_faces(pixels)
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2Lab), luma, masks.person(person_mask(pixels), luma), face


def skin_without_features(sample: Path) -> Floats:
    _, luma, person, face = views(sample)
    features = masks.features(luma.shape, face)
    return skin_search.find(rgb(sample), person, face, features) * (1 - features)


def rgb(sample: Path) -> Floats:
    return photo.load(sample).pixels.astype(np.float32) / 255


@samples
def test_skin_is_skin_and_nothing_else(sample: Path) -> None:
    mask = skin_without_features(sample)
    assert mask.dtype == np.float32
    assert 0 <= mask.min() <= mask.max() <= 1
    assert {name: mask[y, x] > 0.6 for name, (x, y) in SKIN[sample].items()} == dict.fromkeys(SKIN[sample], True)
    assert {name: mask[y, x] < 0.1 for name, (x, y) in NO_SKIN[sample].items()} == dict.fromkeys(NO_SKIN[sample], True)


def test_a_face_of_one_colour_with_features_all_over_has_no_skin() -> None:
    _, luma, person, face = views(PORTRAIT)
    assert not skin_search.find(rgb(PORTRAIT), person, face, np.ones_like(luma)).any()


@samples
def test_clothes_are_below_the_chin_on_the_person_and_no_skin(sample: Path) -> None:
    _, _, person, face = views(sample)
    skin = skin_without_features(sample)
    clothes = masks.clothes(person, skin, (face,))
    mouth = int(face.points[mesh.INNER_LIPS[1]][1])
    assert clothes[:mouth].max() < 0.01
    assert clothes[skin > 0.6].max() < 0.01
    assert clothes[person < 0.01].max() < 0.01
    x, y = {PORTRAIT: (250, 800), GLASSES: (250, 500), HALF_BODY: (100, 350)}[sample]
    assert clothes[y, x] > 0.8


def test_without_a_face_the_clothes_are_the_person() -> None:
    _, _, person, _ = views(HALF_BODY)
    np.testing.assert_array_equal(masks.clothes(person, np.zeros_like(person), ()), person)


def test_the_persons_outline_follows_the_pictures_edges() -> None:
    _, luma, person, _ = views(HALF_BODY)
    assert person.shape == luma.shape
    assert person[350, 100] > 0.9  # suit
    assert person[40, 330] < 0.1  # wall


def test_distance_is_in_heights_of_the_face() -> None:
    _, luma, _, face = views(PORTRAIT)
    away = masks.distance(luma.shape, face)
    x, y = face.points.mean(0)
    assert away[round(y), round(x)] < 0.01
    assert away[round(y + face.height), round(x)] == pytest.approx(1, abs=0.01)
