"""Dodge Burn evens out patches: lights keep their colour, texture stays, and its size follows the face."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.imaging.filters import gaussian
from tests.effects import measures
from tests.effects.scenes import NAMES, SAMPLE_NAMES, pixels, scene, task, tried


def lights(name: str) -> NDArray[np.bool_]:
    """The lightest tenth of the skin."""
    skin, lightness = scene(name).skin > 0.6, measures.lab(pixels(name))[..., 0]
    return skin & (lightness >= np.percentile(lightness[skin], 90))


@pytest.mark.parametrize("name", SAMPLE_NAMES)
def test_lights_keep_their_colour(name: str) -> None:
    before = measures.lab(pixels(name))[lights(name)].astype(np.float64)
    after = measures.lab(tried(scene(name), task("Dodge Burn", Alpha1=1)))[lights(name)].astype(np.float64)
    chroma = np.hypot(*after[:, 1:].T) - np.hypot(*before[:, 1:].T)
    hue = np.sqrt(np.maximum(((after - before)[:, 1:] ** 2).sum(axis=1) - chroma**2, 0))
    assert abs(chroma.mean()) < 1
    assert hue.mean() < 1


def texture(picture: NDArray[np.uint8], where: NDArray[np.bool_], height: float) -> float:
    """The spread of L* between 2 and 8 pixels (sigmas) on a face 600 pixels high."""
    lightness = np.ascontiguousarray(measures.lab(picture)[..., 0])
    fine, coarse = (gaussian(lightness, sigma * height / 600) for sigma in (2.0, 8.0))
    return float((fine - coarse)[where].std())


@pytest.mark.parametrize("scale", [0, 2])
@pytest.mark.parametrize("name", NAMES)
def test_texture_stays_as_a_retoucher_sees_it(name: str, scale: int) -> None:
    start = scene(name)
    where, height = start.skin > 0.9, start.faces[0].height
    after = tried(start, task("Dodge Burn", Alpha1=1, Scale=scale))
    assert texture(after, where, height) >= 0.94 * texture(pixels(name), where, height)


def test_it_follows_the_face_and_not_the_pictures_height() -> None:
    picture = pixels("half-body.png")
    room = picture.shape[0] // 4
    framed = np.pad(picture, ((room, room), (room, room), (0, 0)), constant_values=128)
    burn = task("Dodge Burn", Alpha1=1)
    plain = tried(scene("half-body.png"), burn)
    inner = tried(Scene(framed.copy()), burn)[room:-room, room:-room]
    face = scene("half-body.png").skin > 0.9
    assert measures.delta_e(plain, np.ascontiguousarray(inner))[face].mean() < 0.3
