"""Changes of light on drawn pictures: no border that wasn't there, and no colour that sRGB hasn't."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis import restraint

Floats = NDArray[np.float32]
UNIT = 200.0
FLAT = np.full((240, 320), 50, np.float32)
HALF = np.where(np.arange(320) < 160, 0, 10)[None].repeat(240, 0).astype(np.float32)


def steepest(light: Floats) -> float:
    return float(np.abs(np.diff(light, axis=1)).max())


def test_a_change_that_ends_abruptly_on_even_cloth_is_made_soft() -> None:
    soft = restraint.softened(HALF, FLAT, UNIT)
    assert steepest(soft) < 0.6, "as it came it is a step of 10"
    assert soft[:, :60].max() < 0.5
    assert soft[:, 260:].min() > 9.5


def test_a_change_that_ends_where_the_photo_does_stays_as_it_is() -> None:
    light = FLAT - 2 * HALF
    np.testing.assert_array_equal(restraint.softened(HALF, light, UNIT), HALF)


def test_a_border_that_would_get_higher_is_made_soft_too() -> None:
    light = FLAT + 2 * HALF
    assert steepest(light + restraint.softened(HALF, light, UNIT)) < 21.5


def test_saturated_cloth_is_only_lit_as_far_as_its_colour_allows() -> None:
    lab = np.zeros((60, 80, 3), np.float32)
    lab[:, :40], lab[:, 40:] = (53, 79, 66), (53, 5, 5)
    lift = restraint.in_gamut(lab, np.full((60, 80), 8, np.float32), UNIT)
    assert lift[:, 55:].min() > 7.9, "grey has all the room"
    lab[..., 0] += lift
    seen = cv2.cvtColor(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), cv2.COLOR_RGB2Lab)
    assert np.abs(seen - lab)[:, :20].max() < 1
