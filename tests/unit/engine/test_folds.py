"""Folds on drawn cloth: found where light changes slowly, not at what is sewn on, and nothing beyond the cloth."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.engine.analysis import folds

Floats = NDArray[np.float32]
UNIT = 100.0


def cloth(colour: tuple[float, float, float], depth: float) -> Floats:
    """200 x 300 pixels of cloth with upright folds, each 40 pixels wide; `depth`: share of the light."""
    light = 1 + depth * np.sin(np.arange(300) * (2 * np.pi / 40))
    return (np.array(colour) * light[None, :, None] * np.ones((200, 1, 1))).astype(np.float32)


@pytest.mark.parametrize("colour", [(0.1, 0.12, 0.2), (0.85, 0.35, 0.2), (0.8, 0.8, 0.85)])
def test_folds_are_found_and_taking_them_back_leaves_the_cloth_even(colour: tuple[float, float, float]) -> None:
    rgb = cloth(colour, 0.12)
    luma = rgb @ np.array((0.299, 0.587, 0.114), np.float32)
    found = folds.find(rgb, np.ones((200, 300), np.float32), UNIT)
    middle = np.s_[40:160, 60:240]
    assert np.corrcoef(found[middle].ravel(), luma[middle].ravel())[0, 1] > 0.97
    assert (luma - found)[middle].std() < 0.35 * luma[middle].std()


def test_folds_are_evened_out_towards_their_light_but_not_to_their_lightest() -> None:
    rgb = cloth((0.5, 0.5, 0.5), 0.2)
    found = folds.find(rgb, np.ones((200, 300), np.float32), UNIT)[40:160, 60:240]
    assert -0.065 < found.mean() < -0.03, "of the lights so much is taken that shadows need less"


def test_dark_cloth_is_evened_out_towards_its_mean_and_does_not_turn_grey() -> None:
    rgb = cloth((0.1, 0.12, 0.2), 0.3)
    assert abs(folds.find(rgb, np.ones((200, 300), np.float32), UNIT)[40:160, 60:240].mean()) < 0.005


def test_a_badge_and_the_cloth_beside_it_stay_apart() -> None:
    rgb = cloth((0.1, 0.12, 0.2), 0.0)
    rgb[80:120, 130:170] = (0.9, 0.85, 0.8)
    found = folds.find(rgb, np.ones((200, 300), np.float32), UNIT)
    assert np.abs(found).max() < 0.04, "the step between them is 0.7"


def test_what_is_no_cloth_has_no_say() -> None:
    rgb, mask = cloth((0.3, 0.3, 0.3), 0.1), np.ones((200, 300), np.float32)
    mask[:, 200:] = 0
    other = rgb.copy()
    other[:, 205:] = 0.9
    first, second = (folds.find(picture, mask, UNIT)[:, :195] for picture in (rgb, other))
    assert np.abs(first - second).max() < 0.005
