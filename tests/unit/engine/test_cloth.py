"""Cloth drawn by code: how far it is above its black, and whether anything is drawn on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis import cloth

Floats = NDArray[np.float32]
UNIT = 200.0
ALL = np.ones((300, 400), np.float32)
MIDDLE = np.s_[60:240, 60:340]


def folded(depth: float) -> Floats:
    """L* of cloth with upright folds, each 80 pixels wide."""
    return (50 + depth * np.sin(np.arange(400) * (2 * np.pi / 80))[None] * ALL).astype(np.float32)


def checked(contrast: float) -> Floats:
    """L* of checks, each 8 pixels wide."""
    rows, columns = np.indices(ALL.shape) // 8
    return (50 + contrast * ((rows + columns) % 2 - 0.5)).astype(np.float32)


def test_folds_are_plain_and_checks_are_not() -> None:
    assert cloth.plain(folded(12), ALL, UNIT)[MIDDLE].min() > 0.95
    assert cloth.plain(checked(40), ALL, UNIT)[MIDDLE].max() < 0.05


def test_creases_close_to_each_other_are_no_pattern_yet() -> None:
    light = folded(12)
    for row in range(3):
        light[row::24] -= 30
    assert cloth.plain(light, ALL, UNIT)[MIDDLE].min() > 0.95


def test_a_lone_seam_hardly_counts_as_a_pattern() -> None:
    light = folded(12)
    light[:, 200:203] -= 20
    assert cloth.plain(light, ALL, UNIT)[MIDDLE].min() > 0.8


def test_each_piece_of_cloth_keeps_its_own_black() -> None:
    light = (np.where(np.arange(400)[None] < 200, 10, 60) + 0 * ALL).astype(np.float32)
    light[140:160] -= 5
    rise = cloth.lifted(light, ALL, 8 * ALL, UNIT)
    assert rise[145:155, 20:180].max() < 0.5
    assert rise[145:155, 340:380].max() < 0.5
    assert rise[125:135, 340:380].min() > 2


def test_what_is_no_cloth_is_no_black() -> None:
    light, mask = folded(0), ALL.copy()
    light[:, 250:], mask[:, 250:] = 0, 0
    assert cloth.lifted(light, mask, 8 * ALL, UNIT)[60:240, 100:200].max() < 0.5


def test_lights_are_taken_down_as_asked() -> None:
    light = folded(10)
    np.testing.assert_array_equal(cloth.lifted(light, ALL, -3 * ALL, UNIT), -3 * ALL)


def test_a_narrow_black_hardly_rises_and_what_is_light_rises_as_asked() -> None:
    light = folded(0)
    light[:, 200:203] = 1
    kept = cloth.black_kept(6 * ALL, light, UNIT)
    assert kept[MIDDLE][:, 141].max() < 2.5
    np.testing.assert_array_equal(kept[:, :180], 6 * ALL[:, :180])
    np.testing.assert_array_equal(cloth.black_kept(-6 * ALL, light, UNIT), -6 * ALL)
