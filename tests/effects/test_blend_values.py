"""What every blend value means: 0 nothing, linear up to 1, ever less more above, up to its maximum."""

from __future__ import annotations

import numpy as np
import pytest

from retouch_lib.engine.effects.values import alpha, strength
from retouch_lib.plugins import BY_KEY, Number
from tests.effects.scenes import BLENDED, NAMES, full, pixels, scene, task, tried

NOTHING_THERE = {("White Teeth", "glasses.jpg"), ("Eye Vessels", "glasses.jpg")}
"""Her mouth is shut, and between her lids no white is seen: her lenses mirror red cheeks there."""


def maximum(plugin: str) -> float:
    found = next(item for item in BY_KEY[plugin].parameters if isinstance(item, Number))
    assert found.maximum is not None
    return found.maximum


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("plugin", [*BLENDED, "Heal"])
def test_zero_changes_no_pixel(plugin: str, name: str) -> None:
    nothing = task("White Teeth", Alpha1=0, Alpha2=0) if plugin == "White Teeth" else task(plugin, Alpha1=0)
    assert np.array_equal(tried(scene(name), nothing), pixels(name))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("plugin", BLENDED)
def test_half_is_half_way(plugin: str, name: str) -> None:
    before, half, whole = (tried(scene(name), full(plugin, value)).astype(np.float32) for value in (0, 0.5, 1))
    assert np.abs(half - (before + whole) / 2).max() <= 2
    assert np.array_equal(whole, before) == ((plugin, name) in NOTHING_THERE)


def change(plugin: str, name: str, value: float) -> float:
    return float(np.abs(tried(scene(name), full(plugin, value)) - pixels(name).astype(np.float32)).sum())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("plugin", BLENDED)
def test_more_is_more_across_the_whole_range(plugin: str, name: str) -> None:
    changes = [change(plugin, name, share * maximum(plugin)) for share in (0.2, 0.4, 0.6, 0.8, 1)]
    if (plugin, name) in NOTHING_THERE:
        assert changes == [0] * 5
    else:
        assert (np.diff(changes) > 0).all()


@pytest.mark.parametrize("plugin", [plugin for plugin in BLENDED if maximum(plugin) > 1])
def test_above_1_a_step_brings_ever_less(plugin: str) -> None:
    growth = np.diff([change(plugin, "half-body.png", value) for value in (0.75, 1, 1.25, 1.5, 1.75, 2)])
    assert (growth > 0).all()
    assert (np.diff(growth) < 0).all()


@pytest.mark.parametrize("plugin", ["Dodge Burn", "Skin Tone"])
def test_the_second_value_is_linear_and_part_of_the_blend(plugin: str) -> None:
    none, half, whole = (
        tried(scene("portrait.jpg"), task(plugin, Alpha1=1, Alpha2=value)).astype(np.float32) for value in (0, 0.5, 1)
    )
    assert np.abs(half - (none + whole) / 2).max() <= 2
    assert np.abs(whole - none).max() > 4


def test_teeth_are_whitened_and_brightened_apart() -> None:
    before = pixels("portrait.jpg").astype(np.float32)
    whiter, brighter, both = (
        tried(scene("portrait.jpg"), task("White Teeth", Alpha1=whiten, Alpha2=brighten)) - before
        for whiten, brighten in ((0.5, 0), (0, 0.5), (0.5, 0.5))
    )
    assert np.abs(both - whiter - brighter).max() <= 2
    changed = np.abs(both).max(axis=2) > 8
    assert whiter[changed][:, 2].mean() > 3 * abs(whiter[changed][:, 0].mean()), "whitening is blue against yellow"
    assert brighter[changed].mean() > 7, "his teeth are nearly as light as the photo's white, beyond which none goes"


def test_strength() -> None:
    assert [strength(value) for value in (0, 0.25, 1)] == [0, 0.25, 1]
    above = [strength(1 + step / 10) for step in range(11)]
    assert np.all(np.diff(above) > 0)
    assert 1.4 < above[-1] < 1.6
    assert (strength(1.001) - 1) / 0.001 == pytest.approx(1, abs=0.01)


def test_a_value_not_set_is_the_plugins_default() -> None:
    assert alpha({"Plugin": "Fabric"}) == 0.39
    assert alpha({"Plugin": "Dodge Burn", "Alpha1": 0.7}, 2) == 0.2
