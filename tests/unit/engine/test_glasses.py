"""Glasses: told from bare faces, and their rims found, drawn ones and real ones."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from retouch_lib.engine.analysis import glasses
from retouch_lib.imaging.faces import mesh
from retouch_lib.imaging.faces.find import find_faces
from retouch_lib.imaging.files import photo
from tests.unit.imaging.pictures import ALL_SAMPLES, GLASSES, PORTRAIT

RIMS = [(218, 231), (249, 205), (253, 194), (264, 188), (278, 194), (284, 208), (305, 228), (199, 213)]
"""Places (x, y) on the amber of the frames, read off the sample."""
BARE = [(264, 215), (264, 160), (210, 250), (320, 250), (225, 210), (310, 208), (262, 320)]


def test_only_one_sample_wears_glasses() -> None:
    for sample in ALL_SAMPLES:
        pixels = photo.load(sample).pixels
        luma = cv2.cvtColor(pixels.astype(np.float32) / 255, cv2.COLOR_RGB2GRAY)
        assert glasses.worn(luma, find_faces(pixels)[0]) == (sample == GLASSES)


def test_the_frames_of_the_sample_are_found_and_the_skin_around_them_is_not() -> None:
    pixels = photo.load(GLASSES).pixels
    rims = glasses.rims(pixels.astype(np.float32) / 255, find_faces(pixels)[0])
    assert {place: rims[place[1], place[0]] > 0.5 for place in RIMS} == dict.fromkeys(RIMS, True)
    assert {place: rims[place[1], place[0]] < 0.1 for place in BARE} == dict.fromkeys(BARE, True)


@pytest.mark.parametrize("colour", [(30, 30, 35), (140, 70, 40), (235, 235, 235)])
def test_drawn_rims_are_found_whatever_their_colour(colour: tuple[int, int, int]) -> None:
    pixels = photo.load(PORTRAIT).pixels.copy()
    face = find_faces(pixels)[0]
    drawn = np.zeros(pixels.shape[:2], np.uint8)
    for eye in mesh.EYES:
        middle = face.pick(eye).mean(0) + 0.04 * face.height * face.down
        axes = (round(0.17 * face.height), round(0.15 * face.height))
        cv2.ellipse(drawn, [round(float(value)) for value in middle], axes, 0, 0, 360, 255, 6)
    pixels[drawn > 0] = colour
    rims = glasses.rims(pixels.astype(np.float32) / 255, face)
    assert (rims[drawn > 0] > 0.5).mean() > 0.7
    near = cv2.dilate(drawn, np.ones((25, 25), np.uint8)) > 0
    assert (rims[~near] > 0.1).mean() < 0.002
