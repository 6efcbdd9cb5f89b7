"""What differs between presets is told in the board's words."""

from retouch_lib.presets.differences import Difference, differences
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.vendor import BALANCED, HEAVY, LAYERED, SLIGHT


def test_equal_presets_differ_in_nothing() -> None:
    assert differences([BALANCED, BALANCED]) == ()


def test_values_stand_in_per_cent_and_missing_plugins_are_off() -> None:
    rows = differences([SLIGHT, BALANCED, HEAVY])
    assert Difference("Fabric", "Blend", ("off", "39 %", "75 %")) in rows
    assert Difference("White Teeth", "Whiten", ("10 %", "25 %", "65 %")) in rows
    assert Difference("Dodge Burn", "Blend", ("35 %", "100 %", "135 %")) in rows
    assert not [row for row in rows if row.plugin == "Dodge Burn" and row.name == "Subject"], "all three say half body"


def test_rows_follow_the_table() -> None:
    plugins = list(dict.fromkeys(row.plugin for row in differences([SLIGHT, HEAVY])))
    assert plugins == [
        "Heal",
        "Fabric",
        "Eye Vessels",
        "Eye Brilliance",
        "White Teeth",
        "Dodge Burn",
        "Skin Tone",
        "Portrait Volumes",
    ]


def test_scale_is_told_by_its_word() -> None:
    auto = BALANCED.with_task(Task("Dodge Burn", {"Scale": 0, "Alpha1": 1.0, "Alpha2": 0.2}))
    assert differences([BALANCED, auto]) == (Difference("Dodge Burn", "Subject", ("Half body", "Auto")),)


def test_layers_and_unknown_plugins_are_shown_too() -> None:
    rows = differences([BALANCED, LAYERED])
    assert Difference("Heal", "Layer", ("–", "1")) in rows
    strange = Preset("strange", (*BALANCED.tasks, Task("Hair", {"Alpha1": 0.5})))
    assert differences([BALANCED, strange]) == (Difference("Hair", "Alpha1", ("off", "0.5")),)
