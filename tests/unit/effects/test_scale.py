"""Scale: 0 takes the sizes from the face, 1-3 from the picture as if it were a close-up, a half or a full body."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from retouch_lib.engine.scene import Scene
from tests.unit.effects import measures
from tests.unit.effects.scenes import pixels, scene, task, tried


def test_the_unit() -> None:
    start = scene("portrait.jpg")
    height = pixels("portrait.jpg").shape[0]
    assert start.unit(0) == start.faces[0].height
    assert [start.unit(scale) / height for scale in (1, 2, 3)] == [0.5, 0.25, 0.12]


@pytest.mark.parametrize("plugin", ["Dodge Burn", "Portrait Volumes"])
def test_a_smaller_subject_gets_finer_work(plugin: str) -> None:
    """A close-up's patches are larger than a full body's: the change is coarser."""
    start = scene("portrait.jpg")
    before = measures.lab(pixels("portrait.jpg"))[..., 0]

    def coarseness(scale: int) -> float:
        change = measures.lab(tried(start, task(plugin, Scale=scale, Alpha1=1)))[..., 0] - before
        blurred = cv2.GaussianBlur(change, (0, 0), 6)
        return float(blurred[start.skin > 0.6].std() / change[start.skin > 0.6].std())

    assert coarseness(1) > coarseness(2) > coarseness(3)


def test_auto_does_the_same_to_the_picture_enlarged() -> None:
    picture = pixels("half-body.png")
    large = np.asarray(cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
    plain = task("Dodge Burn", Scale=0)
    small_change = measures.lab(tried(scene("half-body.png"), plain)) - measures.lab(picture)
    large_change = measures.lab(tried(Scene(large.copy()), plain)) - measures.lab(large)
    again = cv2.resize(large_change, picture.shape[1::-1], interpolation=cv2.INTER_AREA)
    skin = scene("half-body.png").skin > 0.6
    assert np.corrcoef(small_change[skin][:, 0], again[skin][:, 0])[0, 1] > 0.85
