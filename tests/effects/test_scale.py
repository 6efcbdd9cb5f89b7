"""Scale: 0 takes the sizes from the face, 1-3 from the picture as if it were a close-up, a half or a full body."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

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
}
"""For each plugin a picture that has enough of what it works on, and the sigma in pixels above which work is coarse."""


def changed(start: Scene, plugin: str, scale: int) -> NDArray[np.float32]:
    """CIELAB after the full effect, less before."""
    wanted = {**full(plugin, 1), "Scale": scale}
    if plugin in ("Dodge Burn", "Skin Tone"):
        wanted["Alpha2"] = 0
    return measures.lab(tried(start, wanted)) - measures.lab(start.full)


def coarseness(change: NDArray[np.float32], where: NDArray[np.bool_], sigma: float) -> float:
    """The share of the change that is coarse, 0-1: of its energy, what is above the sigma."""
    blurred = masked_gaussian(np.ascontiguousarray(change), where.astype(np.float32), sigma)
    return float(blurred[where].var(axis=0).sum() / change[where].var(axis=0).sum())


@pytest.mark.parametrize("plugin", WORK)
def test_a_smaller_subject_gets_finer_work(plugin: str) -> None:
    """A close-up's patches are larger than a full body's: the change is coarser.

    The change of lightness is looked at; of Skin Tone, which hardly has any, that of a* and b*.
    """
    name, sigma = WORK[plugin]
    start, colour = scene(name), plugin == "Skin Tone"
    where = region(start, plugin) > 0.05
    changes = (
        changed(start, plugin, scale)[..., 1:] if colour else changed(start, plugin, scale)[..., 0]
        for scale in (1, 2, 3)
    )
    close_up, half_body, full_body = (coarseness(change, where, sigma) for change in changes)
    assert close_up > 1.01 * half_body
    assert half_body > 1.01 * full_body


def test_veins_are_wider_in_a_close_up() -> None:
    """On eyes large enough: below a pixel no vein is finer than another."""
    large = np.asarray(cv2.resize(pixels(TWO_FACES), None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC), np.uint8)
    whites = cv2.resize(region(scene(TWO_FACES), "Eye Vessels"), large.shape[1::-1]) > 0.05
    start = Scene(large)
    shares = [coarseness(changed(start, "Eye Vessels", scale)[..., 0], whites, 6) for scale in (1, 2, 3)]
    assert shares[0] > 1.2 * shares[1] > 1.2**2 * shares[2]


def test_teeth_have_softer_edges_in_a_close_up() -> None:
    steepest = []
    for scale in (1, 2, 3):
        change = np.ascontiguousarray(changed(scene("portrait.jpg"), "White Teeth", scale)[..., 0])
        steps = np.hypot(cv2.Sobel(change, cv2.CV_32F, 1, 0), cv2.Sobel(change, cv2.CV_32F, 0, 1))
        steepest.append(float(np.percentile(steps[region(scene("portrait.jpg"), "White Teeth") > 0.05], 98)))
    assert 1.2 * steepest[0] < steepest[1] < steepest[2] / 1.1


def test_eye_brilliance_looks_different_at_each_scale() -> None:
    """Which of them is coarser depends on the iris: there is light in all of it, and fibres where they can be seen."""
    changes = [changed(scene(TWO_FACES), "Eye Brilliance", scale) for scale in (1, 2, 3)]
    eyes = region(scene(TWO_FACES), "Eye Brilliance") > 0.5
    for one, other in ((0, 1), (1, 2)):
        assert np.abs(changes[one] - changes[other])[eyes].mean() > 0.1


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
