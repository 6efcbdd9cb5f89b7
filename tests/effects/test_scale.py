"""Scale: 0 takes the sizes from the face, 1-3 from the picture as if it were a close-up, a half or a full body."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.effects import heal
from retouch_lib.imaging.filters import masked_gaussian
from tests.effects import measures
from tests.effects.scenes import TWO_FACES, full, pixels, region, scene, task, tried


def test_the_unit() -> None:
    start = scene("portrait.jpg")
    height = pixels("portrait.jpg").shape[0]
    assert start.unit(0) == start.faces[0].height
    assert [start.unit(scale) / height for scale in (1, 2, 3)] == [0.5, 0.25, 0.12]


WORK = {
    "Fabric": ("portrait.jpg", 6),
    "Dodge Burn": ("portrait.jpg", 6),
    "Skin Tone": ("portrait.jpg", 6),
    "Portrait Volumes": ("portrait.jpg", 6),
    "White Teeth": ("portrait.jpg", 3),
    "Eye Vessels": (TWO_FACES, 2),
    "Eye Brilliance": (TWO_FACES, 2),
}
"""For each plugin a picture that has enough of what it works on, and the sigma in pixels above which work is coarse."""


def coarseness(plugin: str, scale: int) -> float:
    """The share of the change that is coarse, 0-1: of its energy, what is above the sigma, where the plugin works.

    Of the change of lightness; of Skin Tone, which hardly has any, of a* and b*.
    """
    name, sigma = WORK[plugin]
    start = scene(name)
    wanted = {**full(plugin, 1), "Scale": scale}
    if plugin in ("Dodge Burn", "Skin Tone"):
        wanted["Alpha2"] = 0
    change = measures.lab(tried(start, wanted)) - measures.lab(pixels(name))
    change = np.ascontiguousarray(change[..., 1:] if plugin == "Skin Tone" else change[..., 0])
    where = region(start, plugin) > 0.05
    blurred = masked_gaussian(change, where.astype(np.float32), sigma)
    return float(blurred[where].var(axis=0).sum() / change[where].var(axis=0).sum())


@pytest.mark.parametrize("plugin", WORK)
def test_a_smaller_subject_gets_finer_work(plugin: str) -> None:
    """A close-up's patches are larger than a full body's: the change is coarser."""
    close_up, half_body, full_body = (coarseness(plugin, scale) for scale in (1, 2, 3))
    assert close_up > 1.01 * half_body
    assert half_body > 1.01 * full_body


def test_a_smaller_subject_has_smaller_spots() -> None:
    start = scene("portrait.jpg")
    spots = [heal.find(start, start.subjects[0], scale) for scale in (1, 2, 3)]
    sizes = [np.mean([spot.radius for spot in found]) for found in spots]
    assert sizes[0] > 1.5 * sizes[1]
    assert sizes[1] > 1.1 * sizes[2]
    assert len(spots[0]) < len(spots[1]) < len(spots[2])


def test_auto_does_the_same_to_the_picture_enlarged() -> None:
    picture = pixels("half-body.png")
    large = np.asarray(cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
    plain = task("Dodge Burn", Scale=0)
    small_change = measures.lab(tried(scene("half-body.png"), plain)) - measures.lab(picture)
    large_change = measures.lab(tried(Scene(large.copy()), plain)) - measures.lab(large)
    again = cv2.resize(large_change, picture.shape[1::-1], interpolation=cv2.INTER_AREA)
    skin = scene("half-body.png").skin > 0.6
    assert np.corrcoef(small_change[skin][:, 0], again[skin][:, 0])[0, 1] > 0.85
