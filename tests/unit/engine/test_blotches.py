"""Which differences of tint are skin's own: by hue, by size, and by light."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.engine.analysis import blotches

Floats = NDArray[np.float32]
SKIN = np.array((65.0, 16.0, 22.0), np.float32)
USUAL = blotches.tint(SKIN)


def in_light(lab: Floats, times: float, white: float = 0.0) -> Floats:
    """(1, 1, 3): the surface in so many times its light, and with white light added; CIELAB."""
    xyz = cv2.cvtColor(cv2.cvtColor(lab[None, None], cv2.COLOR_Lab2LRGB), cv2.COLOR_RGB2XYZ)
    lit = cv2.cvtColor(times * xyz, cv2.COLOR_XYZ2RGB) + np.float32(white)
    return np.asarray(cv2.cvtColor(np.asarray(lit, np.float32), cv2.COLOR_LRGB2Lab), np.float32)


def share(a: float, b: float) -> float:
    return float(blotches.natural(np.array([[[a, b]]], np.float32), USUAL)[0, 0])


@pytest.mark.parametrize("times", [0.15, 0.4, 1.5])
def test_a_surface_has_one_tint_in_any_light(times: float) -> None:
    assert blotches.tint(in_light(SKIN, times))[0, 0] == pytest.approx(USUAL, abs=0.6)


@pytest.mark.parametrize(("a", "b"), [(3, 1), (8, 0.5), (11, 3), (7, 6), (-3, -2)])
def test_redness_and_paleness_are_natural(a: float, b: float) -> None:
    assert share(a, b) > 0.85


@pytest.mark.parametrize(("a", "b"), [(2, -25), (4, -9), (-23, -21), (-12, 6), (-2, 14), (40, 10)])
def test_lilac_blue_green_yellow_and_paint_are_not(a: float, b: float) -> None:
    assert share(a, b) < 0.05


def test_what_is_left_of_a_difference_grows_with_it() -> None:
    """Or a blotch would get a ring."""
    for hue in np.radians(np.arange(0, 360, 15)):
        sizes = np.linspace(0, 60, 241, dtype=np.float32)
        away = sizes[None, :, None] * np.array((np.cos(hue), np.sin(hue)), np.float32)
        left = sizes * (1 - blotches.natural(away, USUAL)[0])
        assert (np.diff(left) >= -1e-4).all()


def test_shine_explains_paleness_and_nothing_else() -> None:
    around, shiny = SKIN[None, None], in_light(SKIN, 1.0, 0.15)
    paler = float(np.hypot(*(blotches.tint(shiny) - USUAL)[0, 0]))
    assert paler > 5
    assert np.hypot(*blotches.without_shine(shiny, around, SKIN)[0, 0]) < 0.25 * paler
    redder = shiny + np.array((0, 14, 12), np.float32)
    assert blotches.without_shine(redder, around, SKIN) == pytest.approx(blotches.tint(redder) - USUAL, abs=1e-3)
    no_lighter = np.array([[(65, 11, 15)]], np.float32)
    assert blotches.without_shine(no_lighter, around, SKIN) == pytest.approx(
        blotches.tint(no_lighter) - USUAL, abs=1e-3
    )


@pytest.mark.parametrize(("darker", "least", "most"), [(0, 0.99, 1.0), (4, 0.99, 1.0), (15, 0.0, 0.01)])
def test_a_crease_is_no_blotch(darker: float, least: float, most: float) -> None:
    """A crease of the nose is 10 L* and more under its surroundings, and redder by nature."""
    around = np.full((1, 1, 3), (62, 14, 16), np.float32)
    fine = around + np.array((-darker, 4, 2), np.float32)
    assert least <= blotches.lit_evenly(fine, around)[0, 0] <= most


def test_in_the_dark_no_colour_is_a_blotch() -> None:
    dark = np.full((1, 1, 3), (9, 8, 4), np.float32)
    assert blotches.lit_evenly(dark, dark)[0, 0] < 0.01
