"""The vendor's presets, number for number with the documentation page (tests/golden holds its JSON)."""

from __future__ import annotations

import json

import pytest

from retouch_lib.presets.preset import Preset
from retouch_lib.presets.validation import check
from retouch_lib.presets.vendor import AUTHOR, BALANCED, HEAVY, LAYERED, LOOKS, SLIGHT
from tests.conftest import GOLDEN

ALL = (SLIGHT, BALANCED, HEAVY, LAYERED)


def golden(preset: Preset) -> str:
    return (GOLDEN / f"preset_{preset.name}.json").read_text()


@pytest.mark.parametrize("preset", ALL, ids=lambda preset: preset.name)
def test_number_for_number(preset: Preset) -> None:
    assert preset.payload() == json.loads(golden(preset))


@pytest.mark.parametrize("preset", ALL, ids=lambda preset: preset.name)
def test_keys_and_tasks_in_the_same_order(preset: Preset) -> None:
    assert json.dumps(preset.payload()) == json.dumps(json.loads(golden(preset)))


@pytest.mark.parametrize("preset", ALL, ids=lambda preset: preset.name)
def test_nothing_about_them_is_remarked_on(preset: Preset) -> None:
    assert check(preset) == ()


@pytest.mark.parametrize("preset", ALL, ids=lambda preset: preset.name)
def test_pasted_from_the_page_they_are_known_again(preset: Preset) -> None:
    assert Preset.from_json(golden(preset)).fingerprint == preset.fingerprint


def test_the_three_looks_are_not_steps_of_one() -> None:
    assert [look.name for look in LOOKS] == ["slight", "balanced", "heavy"]
    assert SLIGHT.task("Fabric") is None
    assert SLIGHT.task("Eye Brilliance") is None
    for plugin in ("Heal", "Eye Vessels"):
        balanced, heavy = BALANCED.task(plugin), HEAVY.task(plugin)
        assert balanced
        assert heavy
        assert heavy.get(("Alpha1",)) < balanced.get(("Alpha1",))


def test_only_the_layered_one_brings_a_zip() -> None:
    assert [preset.layered for preset in ALL] == [False, False, False, True]


def test_each_carries_the_vendors_sentence() -> None:
    assert {preset.author for preset in ALL} == {AUTHOR}
    assert SLIGHT.note.startswith("Lower values for a softer result")
    assert BALANCED.note.startswith("A moderate preset")
    assert HEAVY.note.startswith("Higher values for a stronger polished look")
