"""Freckles stay under what evens out light and colour; the redness of pimples does not."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from retouch_lib.engine.analysis.scene import Scene
from tests.effects.drawn_marks import FRECKLE, NAME, PIMPLE, Mark, kept, marked, places
from tests.effects.scenes import Pixels, forehead, pixels, scene, task, tried

COUNT = 150
FAINT: Mark = (-5.0, 4.0, 3.0)
PLAIN: Mark = (-14.0, 6.0, 6.0)
WIDE = 0.01
"""A freckle that Heal finds on every ground, and its sigma."""


@cache
def drawn(mark: Mark) -> tuple[Pixels, Scene]:
    picture = marked(mark, places(COUNT))
    return picture, Scene(picture.copy())


def left(mark: Mark, *plugins: str) -> float:
    """The mean share of their contrast that the marks keep."""
    picture, start = drawn(mark)
    tasks = [task(plugin, Alpha1=1.0) for plugin in plugins]
    return float(kept(picture, pixels(NAME), tried(start, *tasks), tried(scene(NAME), *tasks), places(COUNT)).mean())


@pytest.mark.parametrize(("mark", "least"), [(FRECKLE, 0.91), (FAINT, 0.87)], ids=["plain", "faint"])
def test_freckles_stay_under_what_evens_out(mark: Mark, least: float) -> None:
    assert left(mark, "Dodge Burn", "Skin Tone") > least


def test_the_redness_of_pimples_is_evened_out() -> None:
    assert left(PIMPLE, "Skin Tone") < 0.88


def healed(picture: Pixels, sensitivity: float) -> Pixels:
    return tried(Scene(picture.copy()), task("Heal", Alpha1=sensitivity))


@pytest.mark.parametrize("sensitivity", [0.8, 1.0])
def test_many_alike_brown_marks_belong_to_the_face_and_a_pimple_among_them_does_not(sensitivity: float) -> None:
    middle, height = forehead(scene(NAME))
    red = middle + np.array([(-0.1 * height, 0), (0, 0), (0.1 * height, 0)], np.float32)
    brown = np.array([place for place in places(COUNT) if np.hypot(*(red - place).T).min() > 0.06 * height])
    freckled = marked(PLAIN, brown, sigma=WIDE)
    both = marked(PIMPLE, red, freckled, sigma=WIDE)
    after = healed(both, sensitivity)
    assert kept(both, pixels(NAME), after, pixels(NAME), brown).mean() > 0.9
    assert kept(both, freckled, after, freckled, red).mean() < 0.5


def test_the_same_marks_are_healed_where_they_are_few() -> None:
    few = places(COUNT)[:: COUNT // 8]
    spotted = marked(PLAIN, few, sigma=WIDE)
    assert np.median(kept(spotted, pixels(NAME), healed(spotted, 1.0), pixels(NAME), few)) < 0.25
