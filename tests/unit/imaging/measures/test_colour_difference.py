from __future__ import annotations

import numpy as np
import pytest

from retouch_lib.imaging.measures.colour_difference import ciede2000, lab
from tests.effects import measures

SHARMA = (
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, -1.3802, -84.2814), (50.0, 0.0, -82.7485), 1.0000),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.5, 0.0), (50.0, 0.0, -2.5), 4.3065),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((50.0, 2.5, 0.0), (50.0, 3.1736, 0.5854), 1.0000),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((90.9257, -0.5406, -0.9208), (88.6381, -0.8985, -0.7239), 1.5381),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
)
"""Pairs and differences of the paper's table 1."""


@pytest.mark.parametrize(("one", "other", "expected"), SHARMA)
def test_the_papers_table(one: tuple[float, ...], other: tuple[float, ...], expected: float) -> None:
    found = ciede2000(*(np.array([colour], np.float32) for colour in (one, other)))
    assert found[0] == pytest.approx(expected, abs=0.005)


SRGB_TO_XYZ = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
"""IEC 61966-2-1."""


def test_as_the_slow_formula_has_it() -> None:
    colours = np.random.default_rng(1).integers(0, 256, (2, 90, 500, 3)).astype(np.uint8)
    near = np.clip(colours[0].astype(int) + np.random.default_rng(2).integers(-9, 10, colours[0].shape), 0, 255)
    # far apart two hues may face each other, where the formula itself leaps
    for other, most in ((colours[1], 0.05), (near.astype(np.uint8), 0.02)):
        before, after = lab(colours[0]), lab(other)
        assert np.abs(ciede2000(before, after) - measures.ciede2000(before, after)).max() < most


def test_the_same_is_nothing() -> None:
    grey = lab(np.full((4, 5, 3), 77, np.uint8))
    assert ciede2000(grey, grey).shape == (4, 5)
    assert not ciede2000(grey, grey).any()


def test_lab_is_that_of_the_standards() -> None:
    """CIE 15 of sRGB's light (IEC 61966-2-1), in the numbers of doubles."""
    rgb = np.random.default_rng(3).integers(0, 256, (40, 50, 3)).astype(np.uint8)
    levels = rgb / 255
    light = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    xyz = light @ np.array(SRGB_TO_XYZ).T / np.sum(SRGB_TO_XYZ, axis=1)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    x, y, z = np.moveaxis(f, -1, 0)
    assert np.abs(lab(rgb) - np.stack((116 * y - 16, 500 * (x - y), 200 * (y - z)), axis=-1)).max() < 0.05
