"""What is said about a payload before it is sent, and where."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.errors import InvalidPayload
from retouch_lib.plugins import PLUGINS, Number
from retouch_lib.presets.preset import Preset, Task, default_task
from retouch_lib.presets.validation import check, require_valid
from retouch_lib.presets.vendor import BALANCED

KEPT = "It is kept and sent as it is."
NUMBERS = [
    pytest.param(plugin, parameter, id=f"{plugin.key}: {parameter.label}")
    for plugin in PLUGINS
    for parameter in plugin.parameters
    if isinstance(parameter, Number) and parameter.maximum is not None
]


def about(*tasks: Task | tuple[str, dict[str, Any]], **more: Any) -> list[str]:
    """Every finding on a payload of these tasks, as "severity place: message"."""
    made = tuple(task if isinstance(task, Task) else Task(*task) for task in tasks)
    return [f"{finding.severity} {finding}" for finding in check(Preset("", made, **more))]


def test_the_message_names_the_place_the_value_and_what_is_allowed() -> None:
    preset = Preset("", (*BALANCED.tasks[:2], Task("White Teeth", {"Scale": 0, "Alpha1": 0.2, "Alpha2": 1.4})))
    assert [str(finding) for finding in check(preset)] == ["tasks[2] White Teeth: Alpha2 is 1.4, allowed 0–1"]


@pytest.mark.parametrize(("plugin", "parameter"), NUMBERS)
def test_both_ends_of_a_range_are_allowed_and_nothing_beyond(plugin: Any, parameter: Number) -> None:
    assert parameter.minimum is not None
    assert parameter.maximum is not None
    task = default_task(plugin)
    for value in (parameter.minimum, parameter.maximum):
        assert about(task.put(parameter.path, value)) == []
    for value in (parameter.minimum - 0.001, parameter.maximum + 0.001, -1, 10**30):
        (found,) = about(task.put(parameter.path, value))
        assert found.startswith(f"error tasks[0] {plugin.key}: {parameter.path[-1]} is {value}, allowed 0–")


def test_a_value_a_hair_too_large_is_shown_as_it_is() -> None:
    assert about(("Heal", {"Alpha1": 1.0000001})) == ["error tasks[0] Heal: Alpha1 is 1.0000001, allowed 0–1"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0.5", 'is the text "0.5"; a number without quotes is needed'),
        (True, "is true, which is no number"),
        (None, "is null; give a value or leave it out"),
        ([1], "is [1], which is no number"),
        ({}, "is {}, which is no number"),
        (float("nan"), "is NaN, which is no number"),
        (float("inf"), "is Infinity (or a number past 1e308), which is no number"),
        (10**400, "is a number past 1e308, which is no number"),
        ("9" * 90, f'is the text "{"9" * 38}…; a number without quotes is needed'),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_number(value: Any, words: str) -> None:
    assert about(("Heal", {"Scale": 0, "Alpha1": value})) == [f"error tasks[0] Heal: Alpha1 {words}"]


@pytest.mark.parametrize("value", [-1, 4, 0.5, "0", True, None, [], 10**400])
def test_scale_is_one_of_four_words(value: Any) -> None:
    (subject,) = about(("Heal", {"Scale": value}))
    assert subject.endswith("allowed 0 Auto, 1 Close-up, 2 Half body, 3 Full body")
    (dirt,) = about(("Dust", {"Scale": value}))
    assert dirt.endswith("allowed 0 Auto, 1 Largest, 2 Medium, 3 Finest")


@pytest.mark.parametrize("value", [2, -1, "1", "true", None, 0.5, []])
def test_layer_is_nought_or_one(value: Any) -> None:
    (found,) = about(("Heal", {"Layer": value}))
    assert found.startswith("error tasks[0] Heal: Layer is ")
    assert about(("Heal", {"Layer": 0}), ("Fabric", {"Layer": 1})) == []


def test_layer_may_be_a_boolean_and_is_sent_as_it_is() -> None:
    preset = Preset("", (Task("Heal", {"Layer": True}), Task("Fabric", {"Layer": False})))
    assert check(preset) == ()
    assert preset.to_json().count("true") == preset.to_json().count("false") == 1
    assert preset.layered
    assert [task.layered for task in preset.tasks] == [True, False]
    assert not preset.with_layers(False).layered
    (flat,) = about(("Color Correction", {"Layer": True}))
    assert "always flattened" in flat


def test_choices_and_switches() -> None:
    assert about(("Glasses Anti Glare", {"LayoutMode": "half"})) == [
        'error tasks[0] Glasses Anti Glare: LayoutMode is "half", allowed full or patch'
    ]
    assert about(("Clean Backdrop", {"Automask": 1})) == [
        "error tasks[0] Clean Backdrop: Automask is 1, allowed true or false"
    ]
    assert about(("Color Correction", {"User Params": {"AI": {"Color Correction Mode": "full"}}})) == [
        'error tasks[0] Color Correction: Color Correction Mode is "full", '
        'allowed Exposure only or Exposure & WB or Full; did you mean "Full"?'
    ]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"User Params": None}, "User Params is null, an object is needed"),
        ({"User Params": "AI"}, 'User Params is "AI", an object is needed'),
        ({"User Params": {"AI": 7}}, "User Params.AI is 7, an object is needed"),
        ({"User Params": {"AI": {"Color Correction Mode": None}}}, "Color Correction Mode is null; give a value"),
    ],
    ids=str,
)
def test_what_stands_in_the_way_of_a_nested_value_is_said_once(fields: dict[str, Any], sentence: str) -> None:
    (found,) = about(("Color Correction", fields))
    assert sentence in found
    assert found.startswith("error")


def test_a_value_left_out_is_fine() -> None:
    assert about(*((plugin.key, {}) for plugin in PLUGINS if plugin.key != "Crop")) == []


class TestWarnings:
    """Shown, and sent as it is: the vendor adds plugins and fields now and then."""

    def test_unknown_plugins_and_fields(self) -> None:
        assert about(("Heal", {"Strength": 1, "Alpha1": 0.5}), ("Freckles", {"Alpha1": 9})) == [
            f'warning tasks[0] Heal: the field "Strength" is not documented for this plugin. {KEPT}',
            f"warning tasks[1] Freckles: this plugin is not in our table. {KEPT}",
        ]

    def test_an_unknown_field_inside_a_known_one(self) -> None:
        (found,) = about(("Color Correction", {"User Params": {"AI": {"Mood": 1}}}))
        assert found.startswith('warning tasks[0] Color Correction: the field "User Params.AI.Mood" is not documented')

    def test_a_scale_where_none_is_documented(self) -> None:
        (found,) = about(("Face Detection", {"Scale": 0}))
        assert found.startswith('warning tasks[0] Face Detection: the field "Scale"')

    def test_an_unusual_order(self) -> None:
        assert about(("Skin Tone", {}), ("Heal", {}), ("Portrait Volumes", {})) == [
            "warning tasks[1] Heal: tasks are best listed in the plugin table's order; this one comes late"
        ]

    def test_one_plugin_twice(self) -> None:
        assert about(("Heal", {}), ("Heal", {})) == [
            "warning tasks[1] Heal: this plugin stands in the payload more than once"
        ]

    def test_a_mode_and_top_level_fields(self) -> None:
        found = about(("Heal", {}), mode="retouch4fun", extra={"outputFormat": "tiff", "speed": 2})
        assert [text.split(":")[0] for text in found] == ["warning mode", "warning outputFormat", "warning speed"]
        assert about(("Heal", {}), extra={"outputFormat": "zip"}) == []

    def test_a_layer_of_what_is_always_flattened(self) -> None:
        assert about(("Color Correction", {"Layer": 1})) == [
            "warning tasks[0] Color Correction: this plugin is documented as always flattened (Layer 0)"
        ]

    def test_another_version_of_a_constant(self) -> None:
        (found,) = about(("Face Lifting", {"face_lifting_version": 4}))
        assert found.startswith("warning tasks[0] Face Lifting: face_lifting_version is 4; only 3 is documented.")


@pytest.mark.parametrize("bad", [float("nan"), float("-inf"), 10**400])
@pytest.mark.parametrize(
    "preset",
    [
        lambda bad: Preset("", (Task("Freckles", {"a": [{"b": bad}]}),)),
        lambda bad: Preset("", (Task("Heal", {"Strength": bad}),)),
        lambda bad: Preset("", (Task("Heal", {}),), extra={"more": {"deep": bad}}),
    ],
    ids=["unknown plugin", "unknown field", "top level"],
)
def test_a_number_json_does_not_have_is_an_error_anywhere(preset: Any, bad: float) -> None:
    with pytest.raises(InvalidPayload, match="which is no number"):
        require_valid(preset(bad))


def test_no_task_is_an_error() -> None:
    with pytest.raises(InvalidPayload, match="tasks: no plugin is switched on"):
        require_valid(Preset("", ()))


def test_require_valid_tells_every_error_and_lets_warnings_pass() -> None:
    require_valid(Preset("", (Task("Freckles", {}),)))
    with pytest.raises(InvalidPayload) as caught:
        require_valid(Preset("", (Task("Freckles", {}), Task("Heal", {"Alpha1": 2, "Scale": 9}))))
    assert [problem.split(" is ")[0] for problem in caught.value.problems] == [
        "tasks[1] Heal: Scale",
        "tasks[1] Heal: Alpha1",
    ]


def test_messages_stay_short_whatever_the_names() -> None:
    long = "x" * 5_000
    for text in about((long, {}), ("Heal", {long: 1, "Scale": long}), mode=long, extra={long: 1}):
        assert len(text) < 220


@given(st.sampled_from([row.values[1] for row in NUMBERS]), st.floats(allow_nan=False, allow_infinity=False))
def test_an_error_exactly_outside_the_range(parameter: Number, value: float) -> None:
    assert parameter.minimum is not None
    assert parameter.maximum is not None
    plugin = next(plugin for plugin in PLUGINS if parameter in plugin.parameters)
    found = check(Preset("", (Task(plugin.key).put(parameter.path, value),)))
    assert bool(found) is not (parameter.minimum <= value <= parameter.maximum)


HEAL = Task("Heal", {"Scale": 0, "Alpha1": 0.5})


@pytest.mark.parametrize(
    ("preset", "found"),
    [
        (Preset("", (HEAL,) * 101), "error tasks: 101 are too many; at most 100 are read and sent"),
        (Preset("", (HEAL,), mode=1), "error mode: 1 is no text"),  # type: ignore[arg-type]
        (Preset("", (HEAL,), mode="\ud800"), "error mode: a text holds half a character"),
        (Preset("", (HEAL,), extra={"more": {1, 2}}), "error payload: it holds something that JSON can't say"),
        (Preset("", (HEAL,), extra={"more": "x" * 1_000_000}), "error the text is too long"),
        (Preset("", (Task(" "),)), 'error tasks[0]: "Plugin" with the plugin\'s name is missing'),
        (Preset("", (Task("Face Lifting", {"face_lifting_version": math.inf}),)), "error payload: it holds something"),
        (Preset("", (Task("New", {"a": 10**5000}),)), "error tasks[0] New: a is a number past 1e308"),
    ],
    ids=["tasks", "mode", "surrogate", "no JSON", "long", "unnamed", "infinite constant", "digits"],
)
def test_what_could_not_be_read_back_is_not_sent(preset: Preset, found: str) -> None:
    assert any(str(f"{one.severity} {one}").startswith(found) for one in check(preset))
    with pytest.raises(InvalidPayload):
        require_valid(preset)


def _nested(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), _nested, max_leaves=30))
def test_what_passes_is_read_back_as_the_same_payload(value: Any) -> None:
    preset = Preset("", (HEAL, Task("New", {"field": value})), extra={"more": value})
    try:
        require_valid(preset)
    except InvalidPayload:
        return
    assert Preset.from_json(preset.to_json()).fingerprint == preset.fingerprint


class TestCrop:
    """The vendor's page of Crop: everything stands in "User Params"."""

    @staticmethod
    def about(layer: Any = None, **fields: Any) -> list[str]:
        task: dict[str, Any] = {"User Params": fields} if layer is None else {"User Params": fields, "Layer": layer}
        return [text.replace("tasks[0] Crop: ", "") for text in about(("Crop", task))]

    @pytest.mark.parametrize("mode", ["AI", "Person"])
    @pytest.mark.parametrize("aspect", ["Original", "Square", "2 : 3", "4 : 5", "16 : 9"])
    def test_documented_values(self, mode: str, aspect: str) -> None:
        assert self.about(AutoStraightenMode=mode, AspectRatio=aspect, ManualCenterX=0.4, ManualCenterY=0.6) == []

    def test_by_hand_within_an_area(self) -> None:
        area: dict[str, Any] = {"AutoStraightenMode": "Manual", "Angle": -2.5, "ManualArea": 0.8}
        assert self.about(**area, AspectRatio="Free", ManualAspectRatio=1.25) == []
        assert self.about(**area, AspectRatio="Custom", CustomAspectX=5, CustomAspectY=7) == []

    def test_an_aspect_that_is_not_named_is_kept_and_said(self) -> None:
        (said,) = self.about(AutoStraightenMode="AI", AspectRatio="5 : 7")
        assert said.startswith('warning AspectRatio is "5 : 7"; Free, Original, ')
        assert said.endswith(f"are documented. {KEPT}")
        (said,) = self.about(AutoStraightenMode="AI", AspectRatio="16:9")
        assert said.endswith(f'are documented; did you mean "16 : 9"? {KEPT}')
        (said,) = self.about(AutoStraightenMode="AI", AspectRatio=1.5)
        assert said.startswith("error AspectRatio is 1.5, allowed Free or Original")

    def test_a_way_to_straighten_that_there_is_not(self) -> None:
        assert self.about(AutoStraightenMode="person", ManualArea=1) == [
            'error AutoStraightenMode is "person", allowed AI or Person or Manual; did you mean "Person"?'
        ]

    @pytest.mark.parametrize("fields", [{}, {"AutoStraightenMode": "Manual"}, {"Angle": 3}], ids=str)
    def test_what_changes_nothing(self, fields: dict[str, Any]) -> None:
        assert self.about(**fields) == [
            "warning straightened by hand (Manual) and without ManualArea, it changes nothing"
        ]

    @pytest.mark.parametrize("layer", [1, True])
    def test_its_layer_is_no_picture(self, layer: Any) -> None:
        assert self.about(layer, AutoStraightenMode="Person", AspectRatio="Original") == [
            "warning its layer brings no picture, only the angle in result.json"
        ]

    def test_fields_that_count_only_with_another(self) -> None:
        found = self.about(AutoStraightenMode="AI", ManualAspectRatio=1.5, CustomAspectX=2, AspectRatio="Square")
        assert found == [
            'warning ManualAspectRatio counts only where AspectRatio is "Free"',
            'warning CustomAspectX counts only where AspectRatio is "Custom"',
        ]

    def test_switched_on_it_leaves_out_what_the_vendor_leaves_out(self) -> None:
        crop = next(plugin for plugin in PLUGINS if plugin.key == "Crop")
        assert default_task(crop).fields == {
            "User Params": {"AutoStraightenMode": "Manual", "ManualCenterX": 0.5, "ManualCenterY": 0.5}
        }


class TestOlderExamples:
    """They send `"Alpha2": 0` where the table has none: nothing is said that makes anybody take it away."""

    @pytest.mark.parametrize("plugin", ["Skin Tone", "Mattifier", "Portrait Volumes"])
    @pytest.mark.parametrize("value", [0, 0.0])
    def test_nothing_is_said(self, plugin: str, value: float) -> None:
        assert about((plugin, {"Scale": 0, "Alpha1": 0.5, "Alpha2": value, "Layer": 0})) == []

    @pytest.mark.parametrize("value", [0.3, "0", False, None])
    def test_another_value_is_said(self, value: Any) -> None:
        assert about(("Mattifier", {"Alpha2": value})) != []

    def test_it_is_sent(self) -> None:
        source = {"mode": "professional", "outputFormat": "zip", "tasks": [{"Plugin": "Mattifier", "Alpha2": 0}]}
        preset = Preset.from_json(source)
        assert check(preset) == ()
        assert preset.payload() == source
