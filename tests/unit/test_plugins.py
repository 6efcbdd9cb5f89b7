"""The plugin table against the vendor's pages, written out by hand in tests/golden/plugins.txt."""

from __future__ import annotations

from retouch_lib.engine.retouch import ALSO_WITHOUT_FACE, EFFECTS
from retouch_lib.plugins import (
    PLUGINS,
    SCALE_CHOICES,
    BlendMode,
    Choice,
    Constant,
    Group,
    Number,
    Parameter,
    Plugin,
    ScaleMeaning,
    in_group,
)
from tests.conftest import GOLDEN

TABLE = GOLDEN / "plugins.txt"


def row(plugin: Plugin) -> str:
    """A plugin as the golden file has it: what it adds to a result, and a line for each of its parameters."""
    merged = f", merged as {plugin.blend.value}" if plugin.blend else ""
    scale = f"; Scale: {plugin.scale.value}, from {plugin.default_scale}" if plugin.scale else ""
    lines = [f"{plugin.key}: {plugin.yields.value}{merged}{scale}", *map(parameter, plugin.parameters)]
    return "\n  ".join([*lines, plugin.layer_use] if plugin.layer_use else lines)


def parameter(it: Parameter) -> str:
    path = " / ".join(it.path)
    if isinstance(it, Constant):
        return f"{path} = always {it.value}"
    allowed = "on or off"
    if isinstance(it, Number):
        allowed = "any number" if it.minimum is it.maximum is None else f"{it.minimum:g} to {it.maximum:g}"
        allowed += "" if it.unit == "percent" else f" ({it.unit})"
        assert it.step == (0.1 if it.unit == "degrees" else 1.0 if it.label.startswith("Custom") else 0.01)
        if it.minimum is not None and it.maximum is not None:
            assert it.default is not None
            assert it.minimum <= it.default <= it.maximum
    elif isinstance(it, Choice):
        allowed = ", ".join(it.options) + (" and others" if it.open else "")
    return f"{path} = {it.label}: {allowed}; {'left out' if it.default is None else it.default}"


def test_the_vendors_table() -> None:
    """Names, fields, ranges, Scale and the nine uses of layers that the vendor words, in the order of sending.

    A default is the balanced preset's; full strength (or the middle, for shapes) where it has no such plugin.
    """
    assert "\n".join(map(row, PLUGINS)) + "\n" == TABLE.read_text()
    assert [plugin.order for plugin in PLUGINS] == list(range(17))


def test_what_works_without_a_face() -> None:
    without = {plugin.key for plugin in PLUGINS if not plugin.needs_face}
    assert without == {
        *("Face Detection", "Clean Backdrop", "Fabric", "Dust", "Portrait Volumes", "Color Correction", "Crop")
    }
    here = {plugin.key for plugin in PLUGINS if plugin.key in EFFECTS and not plugin.needs_face}
    assert here - {"Face Detection"} == ALSO_WITHOUT_FACE, "as the local engine has it"


def test_scale_in_words() -> None:
    assert SCALE_CHOICES == {
        ScaleMeaning.SUBJECT: ("Auto", "Close-up", "Half body", "Full body"),
        ScaleMeaning.DIRT_SIZE: ("Auto", "Largest", "Medium", "Finest"),
    }


def test_every_plugin_has_one_sentence_for_a_photographer() -> None:
    for plugin in PLUGINS:
        assert plugin.about.endswith(".")
        assert plugin.about.count(". ") == 0
        assert len(plugin.about) > 20


def test_the_groups_of_the_board_hold_every_plugin_once() -> None:
    shown = [plugin for group in Group for plugin in in_group(group)]
    assert sorted(shown, key=lambda plugin: plugin.order) == list(PLUGINS)
    assert [group.value for group in Group] == [
        "Skin",
        "Eyes & teeth",
        "Clothes & background",
        "Shape & colour",
        "Data",
    ]


def test_heal_is_first_on_screen_and_the_others_keep_the_order() -> None:
    assert [plugin.key for plugin in in_group(Group.SKIN)] == [
        "Heal",
        "Mattifier",
        "Dodge Burn",
        "Skin Tone",
        "Portrait Volumes",
    ]


def test_only_colour_correction_can_have_no_layer() -> None:
    assert [plugin.key for plugin in PLUGINS if not plugin.can_layer] == ["Color Correction"]


def test_what_a_layer_is_for_names_its_blend_mode_and_is_said_of_layers_only() -> None:
    for plugin in PLUGINS:
        if plugin.blend is not None:
            kind = f"{plugin.blend.label.lower().replace(' ', '-')} layer"
        else:
            kind = {"Skin Mask": "mask", "Face Lifting": "flow layer"}.get(plugin.key, "")
        if kind:
            assert plugin.layer_use.startswith(f"Use this {kind} "), plugin.key
            assert plugin.layer_use.endswith(".")
        else:
            assert plugin.layer_use == "", plugin.key


def test_blend_modes_are_called_as_in_photoshop() -> None:
    assert [mode.label for mode in BlendMode] == ["Normal", "Darken", "Soft light", "Linear light"]
