"""What runs sent, as sides of a comparison: no two under the same words."""

from __future__ import annotations

from datetime import UTC, datetime

from retouch_lib.presets.vendor import BALANCED, SLIGHT
from retouch_lib.store.records import Tried
from retouch_lib.ui.shared.preset_sides import run_sides
from retouch_lib.words.times import day_of_year_and_time

NOON = datetime(2026, 11, 22, 12, 3, tzinfo=UTC)


def test_runs_of_one_minute_are_told_apart() -> None:
    presets = (("a", "look", BALANCED), ("b", "look", SLIGHT), ("b", "heavy", SLIGHT))
    found = run_sides(Tried(run, NOON, name, preset.to_json(), preset.fingerprint) for run, name, preset in presets)
    when = f"Run of {day_of_year_and_time(NOON)}"
    assert [side.label for side in found.values()] == [f"{when} · look", f"{when} · look (2)", f"{when} · heavy"]
    assert [side.preset.payload() for side in found.values()] == [preset.payload() for _, _, preset in presets]


def test_words_that_a_preset_has_are_taken() -> None:
    one = Tried("a", NOON, "look", BALANCED.to_json(), BALANCED.fingerprint)
    (label,) = (side.label for side in run_sides([one]).values())
    assert [side.label for side in run_sides([one], [label]).values()] == [f"{label} (2)"]
