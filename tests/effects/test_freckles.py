"""Freckles stay under what evens out light and colour; the redness of pimples does not."""

from __future__ import annotations

from functools import cache

from retouch_lib.engine.analysis.scene import Scene
from tests.effects.drawn_marks import FRECKLE, NAME, PIMPLE, Mark, kept, marked, places
from tests.effects.scenes import Pixels, pixels, scene, task, tried

COUNT = 150


@cache
def drawn(mark: Mark) -> tuple[Pixels, Scene]:
    picture = marked(mark, places(COUNT))
    return picture, Scene(picture.copy())


def left(mark: Mark, *plugins: str) -> float:
    """The mean share of their contrast that the marks keep."""
    picture, start = drawn(mark)
    tasks = [task(plugin, Alpha1=1.0) for plugin in plugins]
    return float(kept(picture, pixels(NAME), tried(start, *tasks), tried(scene(NAME), *tasks), places(COUNT)).mean())


def test_freckles_stay_under_what_evens_out() -> None:
    assert left(FRECKLE, "Dodge Burn", "Skin Tone") > 0.89


def test_the_redness_of_pimples_is_evened_out() -> None:
    assert left(PIMPLE, "Skin Tone") < 0.88
