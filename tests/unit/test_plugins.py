"""The plugin table, row by row, against the vendor's pages written out by hand."""

from __future__ import annotations

import pytest

from retouch_lib.engine.retouch import ALSO_WITHOUT_FACE, EFFECTS
from retouch_lib.plugins import (
    BY_KEY,
    PLUGINS,
    SCALE_CHOICES,
    BlendMode,
    Choice,
    Constant,
    Group,
    Number,
    ScaleMeaning,
    Switch,
    Yields,
    in_group,
)

# name as sent: (field, label, minimum, maximum) of each number
NUMBERS = {
    "Face Detection": [],
    "Skin Mask": [("Alpha1", "Sensitivity", 0, 2)],
    "Clean Backdrop": [("Alpha1", "Blend", 0, 1)],
    "Heal": [("Alpha1", "Sensitivity", 0, 1)],
    "Fabric": [("Alpha1", "Blend", 0, 2)],
    "Dust": [("Alpha1", "Blend", 0, 2)],
    "Eye Vessels": [("Alpha1", "Blend", 0, 1)],
    "Eye Brilliance": [("Alpha1", "Blend", 0, 2)],
    "White Teeth": [("Alpha1", "Whiten", 0, 1), ("Alpha2", "Brighten", 0, 1)],
    "Mattifier": [("Alpha1", "Blend", 0, 1)],
    "Dodge Burn": [("Alpha1", "Blend", 0, 2), ("Alpha2", "Warmth", 0, 1)],
    "Skin Tone": [("Alpha1", "Blend", 0, 2), ("Alpha2", "Second value (unnamed by the vendor)", 0, 2)],
    "Portrait Volumes": [("Alpha1", "Blend", 0, 2)],
    "Face Lifting": [
        ("Face Lifting", "Face lifting", 0, 1),
        ("Face Masculinity", "Masculinity", 0, 1),
        ("Double Chin Correction", "Double chin correction", 0, 1),
        ("Face Lifting Depth", "Depth", 0, 1),
        ("Flow Smoothing", "Flow smoothing", None, None),
    ],
    "Glasses Anti Glare": [("Glasses Glare Removal", "Glare removal", 0, 1)],
    "Color Correction": [],
    "Crop": [
        ("User Params.Angle", "Angle", None, None),
        ("User Params.ManualCenterX", "Centre, horizontal", None, None),
        ("User Params.ManualCenterY", "Centre, vertical", None, None),
        ("User Params.ManualArea", "Area", None, None),
    ],
}

SUBJECT, DIRT = ScaleMeaning.SUBJECT, ScaleMeaning.DIRT_SIZE

# name as sent: what Scale means, what it adds to a layered result, how its layer merges
LAYERS = {
    "Face Detection": (None, "metadata", None),
    "Skin Mask": (SUBJECT, "mask", None),
    "Clean Backdrop": (DIRT, "pixels", "normal"),
    "Heal": (SUBJECT, "pixels", "normal"),
    "Fabric": (SUBJECT, "pixels", "normal"),
    "Dust": (DIRT, "pixels", "normal"),
    "Eye Vessels": (SUBJECT, "pixels", "normal"),
    "Eye Brilliance": (SUBJECT, "pixels", "normal"),
    "White Teeth": (SUBJECT, "pixels", "normal"),
    "Mattifier": (SUBJECT, "pixels", "darken"),
    "Dodge Burn": (SUBJECT, "pixels", "softLight"),
    "Skin Tone": (SUBJECT, "pixels", "softLight"),
    "Portrait Volumes": (SUBJECT, "pixels", "softLight"),
    "Face Lifting": (None, "geometry", None),
    "Glasses Anti Glare": (None, "pixels", "linearLight"),
    "Color Correction": (None, "pixels", None),
    "Crop": (None, "geometry", None),
}

# name as sent: the parameters that are no numbers
OTHERS = {
    "Clean Backdrop": [Switch(("Automask",), "Protect the person", True)],
    "Face Lifting": [Constant(("face_lifting_version",), 3)],
    "Glasses Anti Glare": [Choice(("LayoutMode",), "Layer covers", ("full", "patch"), "full")],
    "Color Correction": [
        Choice(
            ("User Params", "AI", "Color Correction Mode"),
            "Corrects",
            ("Exposure only", "Exposure & WB", "Full"),
            "Full",
        ),
        Switch(("User Params", "Basic", "Enable Basic"), "Basic", True),
    ],
    "Crop": [Choice(("User Params", "AutoStraightenMode"), "Straighten", ("AI", "Manual"), "AI")],
}

# The vendor's page, "Layer Previews", word for word
VENDORS_WORDS_FOR_LAYERS = {
    "Skin Mask": "Use this mask as a selection helper to confine color and texture work to skin areas.",
    "Heal": "Use this normal layer for blemish cleanup and removal of small skin distractions.",
    "Fabric": "Use this normal layer to soften wrinkles and clean texture on clothing and fabric details.",
    "Eye Vessels": "Use this normal layer to reduce visible veins and redness in the whites of the eyes.",
    "Eye Brilliance": "Use this normal layer to enhance iris detail and add subtle brightness to the eyes.",
    "White Teeth": "Use this normal layer to whiten and slightly brighten teeth while keeping the effect adjustable.",
    "Dodge Burn": "Use this soft-light layer for local light and shadow shaping on skin and facial features.",
    "Skin Tone": "Use this soft-light layer to unify skin color and reduce uneven tone transitions.",
    "Portrait Volumes": "Use this soft-light layer to emphasize shape and volume in the face and portrait contours.",
}

# Defaults follow the balanced preset; full strength (or the middle, for shapes) where it has no such plugin.
DEFAULTS = {
    "Heal": [1.0],
    "Fabric": [0.39],
    "Eye Vessels": [1.0],
    "Eye Brilliance": [0.5],
    "White Teeth": [0.25, 0.25],
    "Dodge Burn": [1.0, 0.2],
    "Skin Tone": [1.0, 1.0],
    "Portrait Volumes": [0.5],
    "Face Lifting": [0.5, 0.5, 0.5, 0.5, 0.5],
    "Mattifier": [1.0],
}


def numbers(key: str) -> list[Number]:
    return [parameter for parameter in BY_KEY[key].parameters if isinstance(parameter, Number)]


def test_all_seventeen_stand_in_the_order_in_which_tasks_are_sent() -> None:
    assert [plugin.key for plugin in PLUGINS] == list(NUMBERS) == list(LAYERS)
    assert len(PLUGINS) == 17
    assert [plugin.order for plugin in PLUGINS] == list(range(17))


@pytest.mark.parametrize("key", NUMBERS)
def test_numbers_with_their_fields_labels_and_ranges(key: str) -> None:
    found = [(".".join(number.path), number.label, number.minimum, number.maximum) for number in numbers(key)]
    assert found == NUMBERS[key]


@pytest.mark.parametrize("key", LAYERS)
def test_scale_and_layer(key: str) -> None:
    scale, yields, blend = LAYERS[key]
    plugin = BY_KEY[key]
    assert plugin.scale is scale
    assert plugin.yields is Yields(yields)
    assert plugin.blend is (BlendMode(blend) if blend else None)


@pytest.mark.parametrize("key", NUMBERS)
def test_choices_switches_and_constants(key: str) -> None:
    found = [parameter for parameter in BY_KEY[key].parameters if not isinstance(parameter, Number)]
    assert found == OTHERS.get(key, [])


@pytest.mark.parametrize("key", DEFAULTS)
def test_defaults(key: str) -> None:
    assert [number.default for number in numbers(key)] == DEFAULTS[key]


@pytest.mark.parametrize("key", NUMBERS)
def test_a_default_lies_in_its_range_and_a_step_is_one_per_cent(key: str) -> None:
    for number in numbers(key):
        assert number.minimum is None or number.minimum <= number.default
        assert number.maximum is None or number.default <= number.maximum
        assert number.step == (0.1 if number.unit == "degrees" else 0.01)


def test_what_works_without_a_face() -> None:
    without = {plugin.key for plugin in PLUGINS if not plugin.needs_face}
    assert without == {
        *("Face Detection", "Clean Backdrop", "Fabric", "Dust", "Portrait Volumes", "Color Correction", "Crop")
    }
    here = {plugin.key for plugin in PLUGINS if plugin.key in EFFECTS and not plugin.needs_face}
    assert here - {"Face Detection"} == ALSO_WITHOUT_FACE, "as the local engine has it"


def test_only_dodge_burn_starts_with_a_scale_other_than_auto() -> None:
    assert {plugin.key: plugin.default_scale for plugin in PLUGINS if plugin.default_scale} == {"Dodge Burn": 2}


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


@pytest.mark.parametrize("key", VENDORS_WORDS_FOR_LAYERS)
def test_what_a_layer_is_for_in_the_vendors_words(key: str) -> None:
    assert BY_KEY[key].layer_use == VENDORS_WORDS_FOR_LAYERS[key]


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
