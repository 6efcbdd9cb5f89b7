"""Acne: where pimples run into each other, the red between them goes with them; nothing else that is red does."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from retouch_lib.engine.analysis import inflammation
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.effects import heal
from retouch_lib.imaging.faces import masks
from retouch_lib.imaging.faces.spots import Spot
from tests.effects import measures
from tests.effects.drawn_marks import NAME, Mark, kept, marked, places
from tests.effects.scenes import NAMES, Pixels, forehead, pixels, scene, task, tinted, tried

COUNT = 200
ACNE: Mark = (-4.0, 14.0, 3.0)
WIDE = 0.012


@cache
def inflamed() -> tuple[Pixels, Scene]:
    picture = marked(ACNE, places(COUNT), sigma=WIDE)
    return picture, Scene(picture.copy())


@cache
def healed() -> Pixels:
    return tried(inflamed()[1], task("Heal"))


def test_dense_acne_goes() -> None:
    left = kept(inflamed()[0], pixels(NAME), healed(), pixels(NAME), places(COUNT))
    assert left.mean() < 0.5


def test_pores_stay() -> None:
    skin = scene(NAME).skin > 0.9
    assert measures.texture_kept(inflamed()[0], healed(), skin, 1.0) > 0.95


def test_eyes_brows_and_lips_stay() -> None:
    start = scene(NAME)
    features = masks.features(start.shape, start.faces[0]) > 0.5
    moved = np.abs(healed().astype(int) - inflamed()[0])[features]
    assert moved.max() <= 1
    assert moved.mean() < 0.01


def pimple(x: float, y: float) -> Spot:
    return Spot(x, y, radius=4, needed=0, darker=2, redder=9)


@pytest.mark.parametrize(("colour", "least", "most"), [((0, 10, 2), 2.0, 9.0), ((0, 14, -14), 0.0, 0.5)])
def test_what_is_purple_as_a_nail_is_not_inflamed(colour: Mark, least: float, most: float) -> None:
    subject = scene(NAME).subjects[0]
    middle, height = forehead(scene(NAME))
    start = Scene(tinted(pixels(NAME), middle, 0.025 * height, colour))
    x, y = middle.astype(int) - (subject.region[1].start, subject.region[0].start)

    def moved(spot: Spot) -> float:
        change = inflammation.calmed(start.rgb[subject.region], subject.skin, subject.face, [spot])
        return 100 * float(np.abs(change[y - 3 : y + 4, x - 3 : x + 4]).mean())

    assert least <= moved(pimple(x + 0.03 * height, y)) <= most
    assert moved(pimple(x + 0.2 * height, y)) < 0.5, "red skin without pimples near it is no acne"


@pytest.mark.parametrize("name", NAMES)
def test_a_few_red_spots_are_no_acne(name: str) -> None:
    for subject in scene(name).subjects:
        assert inflammation.share(heal.find(scene(name), subject, 0)) == 0
