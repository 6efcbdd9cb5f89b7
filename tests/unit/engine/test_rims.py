"""The rims of glasses are found, drawn ones and real ones; they are soft, and skin has none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.engine.analysis import rims
from retouch_lib.imaging.faces import mesh
from tests.unit.imaging import portraits
from tests.unit.imaging.pictures import GLASSES, PORTRAIT

Floats = NDArray[np.float32]
RIMS = [(218, 231), (249, 205), (253, 194), (264, 188), (278, 194), (284, 208), (305, 228), (199, 213)]
"""Places (x, y) on the amber of the frames, read off the sample."""
BARE = [(264, 215), (264, 160), (210, 250), (320, 250), (225, 210), (310, 208), (262, 320)]


def found(portrait: portraits.Portrait) -> Floats:
    return rims.find(portrait.pixels.astype(np.float32) / 255, portrait.face)


def test_the_frames_of_the_sample_are_found_and_the_skin_around_them_is_not() -> None:
    mask = found(portraits.sample(GLASSES))
    assert {place: mask[place[1], place[0]] > 0.5 for place in RIMS} == dict.fromkeys(RIMS, True)
    assert {place: mask[place[1], place[0]] < 0.1 for place in BARE} == dict.fromkeys(BARE, True)


@pytest.mark.parametrize("colour", [(30, 30, 35), (140, 70, 40), (235, 235, 235)])
def test_drawn_rims_are_found_whatever_their_colour(colour: tuple[int, int, int]) -> None:
    portrait = portraits.sample(PORTRAIT)
    face, pixels = portrait.face, portrait.pixels.copy()
    drawn = np.zeros(pixels.shape[:2], np.uint8)
    for eye in mesh.EYES:
        middle = face.pick(eye).mean(0) + 0.04 * face.height * face.down
        axes = (round(0.17 * face.height), round(0.15 * face.height))
        cv2.ellipse(drawn, [round(float(value)) for value in middle], axes, 0, 0, 360, 255, 6)
    pixels[drawn > 0] = colour
    mask = found(portraits.changed(portrait, pixels))
    assert (mask[drawn > 0] > 0.5).mean() > 0.7
    near = cv2.dilate(drawn, np.ones((25, 25), np.uint8)) > 0
    assert (mask[~near] > 0.1).mean() < 0.002


@pytest.mark.parametrize("scale", [1, 3])
def test_a_rim_ends_softly_at_any_size(scale: int) -> None:
    sample = portraits.sample(GLASSES)
    pixels = np.asarray(cv2.resize(sample.pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
    portrait = portraits.Portrait(pixels, np.asarray((sample.points + 0.5) * scale - 0.5, np.float32))
    mask = found(portrait)
    steepest = max(float(np.abs(np.diff(mask, axis=axis)).max()) for axis in (0, 1)) * portrait.face.height
    assert mask.max() > 0.9
    assert steepest < 40  # from none to all within a fortieth of the face at least


def test_plain_skin_has_no_rims() -> None:
    portrait = portraits.sample(PORTRAIT)
    assert found(portraits.changed(portrait, np.full_like(portrait.pixels, (205, 160, 135)))).max() == 0


def test_the_edge_of_a_shadow_is_no_rim() -> None:
    portrait = portraits.sample(PORTRAIT)
    pixels = np.full_like(portrait.pixels, (205, 160, 135))
    pixels[:, : round(portrait.face.eyes[0])] = (120, 90, 75)
    soft = cv2.GaussianBlur(pixels, (0, 0), 0.01 * portrait.face.height)
    assert found(portraits.changed(portrait, soft)).max() < 0.02
