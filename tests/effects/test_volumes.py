"""Portrait Volumes deepens skin, clothes hardly; eyes, brows, lips and hair keep their light, skin keeps its colour."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.engine.analysis import hair
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.imaging import filters
from retouch_lib.imaging.faces import mesh
from tests.effects import measures
from tests.effects.scenes import NAMES, SAMPLE_NAMES, pixels, scene, task, tried

HAIR = {
    "portrait.jpg": np.s_[70:100, 440:500],
    "half-body.png": np.s_[30:60, 200:245],
    "two-faces": np.s_[40:110, 400:480],
}
"""Windows of the samples that hold nothing but hair. In glasses.jpg a cap covers it."""
PARTS = (*mesh.EYES, *mesh.BROWS, mesh.LIPS)


@cache
def deepened(name: str) -> NDArray[np.float32]:
    """CIELAB after, at a blend of 1; not to be changed."""
    return measures.lab(tried(scene(name), task("Portrait Volumes", Alpha1=1)))


def moved(name: str) -> NDArray[np.float32]:
    """L*, after minus before."""
    return deepened(name)[..., 0] - measures.lab(pixels(name))[..., 0]


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_eyes_brows_and_lips_keep_their_light(name: str) -> None:
    shape, change = scene(name).shape, moved(name)
    for part in PARTS:
        hull = cv2.convexHull(scene(name).faces[0].pick(part)).reshape(-1, 2)
        inside = filters.polygon(shape, np.asarray(hull, np.float32)) > 0.5
        assert abs(change[inside].mean()) < 1
        assert np.percentile(np.abs(change[inside]), 99) < 3


@pytest.mark.parametrize("name", HAIR)
def test_hair_keeps_its_light(name: str) -> None:
    change = moved(name)[HAIR[name]]
    assert abs(change.mean()) < 1
    assert np.percentile(np.abs(change), 99) < 3


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_skin_keeps_its_colour(name: str) -> None:
    skin = scene(name).skin > 0.9
    before, after = (np.hypot(*lab[skin][:, 1:].T) for lab in (measures.lab(pixels(name)), deepened(name)))
    assert abs((after - before).mean()) < 0.5


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lit_beyond_the_photos_own_light(name: str) -> None:
    lit = moved(name) > 0.5
    brightest = np.percentile(measures.lab(pixels(name))[..., 0], 99.5)
    assert np.percentile(deepened(name)[..., 0][lit], 99.9) < brightest + 2


def test_white_cloth_at_the_top_of_the_range_stays() -> None:
    """Soft folds on a shirt that is as white as the picture gets."""
    picture = np.full((400, 400, 3), 30, np.uint8)
    wave = 10 * np.sin(np.arange(400) / 12)
    picture[100:, 100:300] = np.clip(230 + wave[100:300], 0, 255)[None, :, None]
    start = Scene(picture.copy())
    start.person = np.zeros(start.shape, np.float32)
    start.person[100:, 100:300] = 1
    after = tried(start, task("Portrait Volumes", Alpha1=2))
    assert after.max() <= picture.max() + 5
    assert np.abs(after.astype(int) - picture).max() > 3


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_clothes_hardly_change_at_the_default(name: str) -> None:
    start = scene(name)
    cloth = (start.clothes > 0.95) & (start.skin < 0.01)
    changed = measures.delta_e(pixels(name), tried(start, task("Portrait Volumes")))
    assert np.percentile(changed[cloth], 99) < 1.1


def test_a_coat_as_dark_as_a_cap_is_no_hair() -> None:
    _, strands = hair.find(scene("glasses.jpg"))
    assert strands[480:560, 60:200].mean() < 0.1


def test_no_face_no_hair() -> None:
    heads, strands = hair.find(Scene(np.full((200, 200, 3), 120, np.uint8)))
    assert not heads.any()
    assert not strands.any()


def woven(edge: bool) -> tuple[Scene, NDArray[np.bool_]]:
    """A person in dark cloth with fine stripes, beside a white collar or without one; and the cloth's middle."""
    picture = np.full((480, 480, 3), 45, np.uint8)
    picture += np.where(np.arange(480) % 6 < 2, 14, 0).astype(np.uint8)[None, :, None]
    if edge:
        picture[:, 150:200] = 240
    start = Scene(picture)
    start.person = np.ones(start.shape, np.float32)
    middle = np.zeros(start.shape, np.bool_)
    middle[100:380, 230:300] = True
    return start, middle


@pytest.mark.parametrize("edge", [False, True], ids=["alone", "beside white"])
def test_dark_cloth_keeps_its_stripes(edge: bool) -> None:
    start, middle = woven(edge)
    before, stripes = start.full.copy(), np.arange(480) % 6
    after = tried(start, task("Portrait Volumes", Alpha1=1))
    contrasts = [
        picture[:, stripes == 0][middle[:, stripes == 0]].mean()
        - picture[:, stripes == 4][middle[:, stripes == 4]].mean()
        for picture in (before, after)
    ]
    assert 0.8 < contrasts[1] / contrasts[0] < 1.25


@pytest.mark.parametrize("name", NAMES)
def test_shade_on_skin_is_no_dirt(name: str) -> None:
    skin = scene(name).skin > 0.9
    assert np.percentile(moved(name)[skin], 0.5) > -9
