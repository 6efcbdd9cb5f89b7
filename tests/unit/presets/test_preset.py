"""Presets: JSON both ways, the fingerprint, edits that leave the rest alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.errors import InvalidPayload
from retouch_lib.plugins import BY_KEY, PLUGINS
from retouch_lib.presets.preset import MAX_TASKS, Preset, Task, default_task
from retouch_lib.presets.validation import check
from retouch_lib.presets.vendor import BALANCED

whole_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.one_of(
    st.integers(-(10**18), 10**18), st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 2).map(float)
)


def values_with(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Whatever JSON can say, with strings from there."""
    return st.recursive(
        st.one_of(st.none(), st.booleans(), numbers, texts),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
        max_leaves=6,
    )


def field_names_of(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    known = st.sampled_from(["Scale", "Alpha1", "Alpha2", "Layer"])
    return st.one_of(known, texts.filter(lambda key: key != "Plugin"))


def plugin_names_of(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.sampled_from(sorted(BY_KEY)), texts.filter(str.strip))


def tasks_with(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Task]:
    fields = st.dictionaries(field_names_of(texts), values_with(texts), max_size=4)
    return st.builds(Task, plugin_names_of(texts), fields)


def extras_with(texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(texts.filter(lambda key: key not in ("mode", "tasks")), values_with(texts), max_size=2)


def presets_with(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Preset]:
    """Presets of known and unknown plugins and fields, with strings from there."""
    return st.builds(
        Preset,
        name=st.just(""),
        tasks=st.lists(tasks_with(texts), min_size=1, max_size=5).map(tuple),
        mode=texts,
        extra=extras_with(texts),
    )


values = values_with(whole_text)
plugin_names = plugin_names_of(whole_text)
field_names = field_names_of(whole_text)
tasks = tasks_with(whole_text)
extras = extras_with(whole_text)
presets = presets_with(whole_text)
anything = st.one_of(values, st.sampled_from([float("nan"), float("inf"), 10**400, "\ud800"]))
nearly_payloads = st.builds(
    json.dumps,
    st.fixed_dictionaries(
        {
            "tasks": st.lists(
                st.dictionaries(field_names, anything, max_size=3).map(lambda task: {"Plugin": "Crop", **task})
            )
        },
        optional={"mode": anything, "outputFormat": anything},
    ),
)


class TestJson:
    @given(presets)
    def test_there_and_back_is_the_same_preset(self, preset: Preset) -> None:
        assert Preset.from_json(preset.to_json()) == preset
        assert Preset.from_json(preset.to_json(indent=2).encode()) == preset
        assert Preset.from_json(preset.payload()) == preset

    @given(presets)
    def test_what_is_sent_is_the_payload_as_utf8_on_one_line(self, preset: Preset) -> None:
        text = preset.to_json()
        assert json.loads(text.encode()) == preset.payload()
        assert "\n" not in text

    def test_the_order_of_tasks_and_fields_is_kept(self) -> None:
        text = '{"mode":"professional","tasks":[{"Plugin":"Skin Tone","Alpha2":1.0,"Scale":0},{"Plugin":"Heal"}]}'
        assert Preset.from_json(text).to_json() == text

    def test_unknown_plugins_and_fields_are_kept(self) -> None:
        text = (
            '{"mode":"professional","tasks":[{"Plugin":"Freckles 2","Strength":[1,{"a":null}]},'
            '{"Plugin":"Heal","Gamma":"π"}],"outputFormat":"zip","experiment":{"on":true}}'
        )
        preset = Preset.from_json(text)
        assert preset.to_json() == text
        assert preset.tasks[0].known is None
        assert preset.extra == {"outputFormat": "zip", "experiment": {"on": True}}

    def test_a_missing_mode_is_the_documented_one(self) -> None:
        assert Preset.from_json('{"tasks":[{"Plugin":"Heal"}]}').mode == "professional"

    def test_a_byte_order_mark_is_no_fault(self) -> None:
        text = BALANCED.to_json()
        assert Preset.from_json("\ufeff" + text).fingerprint == BALANCED.fingerprint
        assert Preset.from_json(text.encode("utf-8-sig")).fingerprint == BALANCED.fingerprint

    def test_a_pair_of_escapes_is_one_character(self) -> None:
        preset = Preset.from_json(r'{"tasks":[{"Plugin":"Heal","Mark":"\ud83d\ude42"}]}')
        assert preset.tasks[0].fields["Mark"] == "🙂"


def one_task(fields: str) -> str:
    return f'{{"tasks":[{{"Plugin":"White Teeth",{fields}}}]}}'


def nested(depth: int) -> str:
    return one_task('"Alpha1":' + "[" * depth + "]" * depth)


class TestBadInput:
    """Each ends in a sentence that names the place; none in another exception."""

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "not JSON: Expecting value at line 1, column 1"),
            ("{", "not JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
            ("{'mode': 'professional'}", "not JSON: Expecting property name"),
            ('{"tasks":\n[1,]}', "line 2"),
            ("[]", "the payload must be an object"),
            ("null", "the payload must be an object"),
            ("3", "the payload must be an object"),
            ('"text"', "the payload must be an object"),
            ("{}", "tasks: a list with at least one"),
            ('{"tasks": []}', "tasks: a list with at least one"),
            ('{"tasks": {"Plugin": "Heal"}}', "tasks: a list with at least one"),
            ('{"tasks": "Heal"}', "tasks: a list with at least one"),
            ('{"tasks": [7]}', "tasks[0]: 7 is no object"),
            ('{"tasks": [{"Plugin": "Heal"}, null]}', "tasks[1]: null is no object"),
            ('{"tasks": [{"Scale": 0}]}', 'tasks[0]: "Plugin" with the plugin\'s name is missing'),
            ('{"tasks": [{"Plugin": 5}]}', 'tasks[0]: "Plugin" with the plugin\'s name is missing'),
            ('{"tasks": [{"Plugin": " "}]}', 'tasks[0]: "Plugin" with the plugin\'s name is missing'),
            ('{"mode": 1, "tasks": [{"Plugin": "Heal"}]}', "mode: 1 is no text"),
            (one_task('"Alpha1": NaN'), "tasks[0].Alpha1: NaN is no number that can be sent"),
            (one_task('"Alpha1": -Infinity'), "tasks[0].Alpha1: Infinity (or a number past 1e308) is no number"),
            (one_task('"Alpha1": 1e309'), "tasks[0].Alpha1: Infinity (or a number past 1e308) is no number"),
            (one_task('"Alpha1": 1' + "0" * 350), "tasks[0].Alpha1: a number past 1e308 is no number"),
            (one_task('"Alpha1": 1' + "0" * 5000), "tasks[0].Alpha1: Infinity (or a number past 1e308) is no number"),
            (one_task('"Alpha1": 1, "Alpha1": 0'), '"Alpha1" stands twice in one object'),
            ('{"tasks": [{"Plugin": "Heal"}], "tasks": []}', '"tasks" stands twice in one object'),
            (one_task(r'"Note": "\ud800"'), "tasks[0].Note: a text holds half a character"),
            (one_task(r'"\udc00": 1'), "tasks[0]: a text holds half a character"),
            (r'{"tasks": [{"Plugin": "\ud83d"}]}', "tasks[0].Plugin: a text holds half a character"),
            (nested(14), "nested too deeply; at most 16 levels"),
            (nested(900), "nested too deeply; at most 16 levels"),
            (nested(200_000), "nested too deeply; at most 16 levels"),
            (" " * 1_000_001, "too long to be a payload: over 1,000,000 characters"),
            ('{"tasks":[' + ",".join(['{"Plugin":"Heal"}'] * 10_000) + "]}", "tasks: 10,000 are too many"),
        ],
        ids=lambda text: f"{text[:30]}…" if len(text) > 30 else text,
    )
    def test_as_text(self, text: str, sentence: str) -> None:
        with pytest.raises(InvalidPayload) as caught:
            Preset.from_json(text)
        assert sentence in str(caught.value)
        assert len(str(caught.value)) < 200
        with pytest.raises(InvalidPayload):
            Preset.from_json(text.encode("utf-8", "surrogatepass"))

    @pytest.mark.parametrize(
        "data",
        [
            b'{"tasks": [{"Plugin": "\xff"}]}',
            BALANCED.to_json().encode("utf-16"),
            b"\xed\xa0\x80",
            b"\x89PNG\r\n\x1a\n",
        ],
        ids=["latin-1", "utf-16", "surrogate", "png"],
    )
    def test_bytes_that_are_not_utf8(self, data: bytes) -> None:
        with pytest.raises(InvalidPayload, match="not UTF-8"):
            Preset.from_json(data)

    def test_many_different_keys_and_one_twice_take_no_time(self) -> None:
        keys = ",".join(f'"{index}":1' for index in range(80_000))
        with pytest.raises(InvalidPayload, match='"79999" stands twice'):
            Preset.from_json(f'{{{keys},"79999":1}}')

    @pytest.mark.parametrize(
        ("value", "sentence"),
        [
            ({"tasks": [{"Plugin": "Heal", "Alpha1": float("nan")}]}, "tasks[0].Alpha1: NaN"),
            ({"tasks": [{"Plugin": "Heal", "Alpha1": 10**400}]}, "tasks[0].Alpha1: a number past 1e308"),
            ({"tasks": [{"Plugin": "Heal", "Alpha1": {1, 2}}]}, "tasks[0].Alpha1: a Python set"),
            ({"tasks": [{"Plugin": "Heal", 5: 1}]}, "tasks[0]: the key 5 is no text"),
        ],
        ids=["nan", "huge", "set", "key"],
    )
    def test_as_a_python_mapping(self, value: dict[str, Any], sentence: str) -> None:
        with pytest.raises(InvalidPayload) as caught:
            Preset.from_json(value)
        assert sentence in str(caught.value)

    def test_a_mapping_that_holds_itself(self) -> None:
        value: dict[str, Any] = {"tasks": [{"Plugin": "Heal"}]}
        value["again"] = value
        with pytest.raises(InvalidPayload, match="nested too deeply"):
            Preset.from_json(value)

    def test_the_largest_payload_that_is_read(self) -> None:
        text = '{"tasks":[' + ",".join(['{"Plugin":"Heal"}'] * MAX_TASKS) + "]}"
        assert len(Preset.from_json(text).tasks) == MAX_TASKS

    @given(st.one_of(st.text(max_size=60), st.binary(max_size=60), nearly_payloads))
    def test_anything_at_all_is_refused_with_a_sentence_or_can_be_checked_and_sent(self, source: str | bytes) -> None:
        try:
            preset = Preset.from_json(source)
        except InvalidPayload as error:
            sentence = str(error)
        else:
            sentence = "\n".join(str(finding) for finding in check(preset)) or "nothing to say"
            assert preset.to_json().encode()
            assert preset.fingerprint
        assert sentence.strip()


def reordered(value: Any) -> Any:
    """The same JSON with every object's keys in the opposite order."""
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    return [reordered(item) for item in value] if isinstance(value, list) else value


class TestFingerprint:
    @given(presets)
    def test_spacing_and_key_order_do_not_count(self, preset: Preset) -> None:
        text = json.dumps(reordered(preset.payload()), indent=3)
        assert Preset.from_json(text).fingerprint == preset.fingerprint

    @given(presets, whole_text, whole_text, whole_text)
    def test_name_note_and_author_do_not_count(self, preset: Preset, name: str, note: str, author: str) -> None:
        renamed = Preset(name, preset.tasks, note, author, preset.mode, preset.extra)
        assert renamed.fingerprint == preset.fingerprint

    @pytest.mark.parametrize(
        ("one", "other"),
        [("1", "1.0"), ("0", "-0.0"), ("2", "2e0"), ("0.5", "5e-1"), ("100", "1E2"), ('"é"', r'"\u00e9"')],
    )
    def test_one_value_written_two_ways_is_one(self, one: str, other: str) -> None:
        fingerprints = {Preset.from_json(one_task(f'"Alpha1": {value}')).fingerprint for value in (one, other)}
        assert len(fingerprints) == 1

    @pytest.mark.parametrize(
        ("one", "other"),
        [("1", "true"), ("0", "false"), ("0", "null"), ("1", '"1"'), ("0.39", "0.3900001"), ("[]", "{}"), ("1", "[1]")],
    )
    def test_different_values_are_different(self, one: str, other: str) -> None:
        fingerprints = {Preset.from_json(one_task(f'"Alpha1": {value}')).fingerprint for value in (one, other)}
        assert len(fingerprints) == 2

    def test_the_order_of_tasks_counts(self) -> None:
        swapped = Preset("", BALANCED.tasks[::-1])
        assert swapped.fingerprint != BALANCED.fingerprint

    def test_mode_layer_and_further_fields_count(self) -> None:
        seen = {
            BALANCED.fingerprint,
            Preset("", BALANCED.tasks, mode="retouch4fun").fingerprint,
            BALANCED.with_layers(True).fingerprint,
            Preset("", BALANCED.tasks, extra={"outputFormat": "zip"}).fingerprint,
            Preset("", BALANCED.tasks[:-1]).fingerprint,
        }
        assert len(seen) == 5

    def test_it_never_changes(self) -> None:
        """Stored rows are found by it: a new way of computing it would pay for known results again."""
        assert BALANCED.fingerprint == "3629cc7e877243bf478edce0ced876d2c500ace9b8d43295e690845c922429ac"

    @given(presets)
    def test_it_is_a_sha256(self, preset: Preset) -> None:
        assert len(preset.fingerprint) == 64
        assert int(preset.fingerprint, 16) >= 0


class TestEdits:
    @given(tasks, numbers)
    def test_put_then_get(self, task: Task, value: float) -> None:
        for path in (("Alpha1",), ("User Params", "AI", "Color Correction Mode")):
            assert task.put(path, value).get(path) == value

    @given(tasks, numbers)
    def test_put_leaves_the_other_fields_and_the_original_alone(self, task: Task, value: float) -> None:
        before = task.as_dict()
        changed = task.put(("Alpha1",), value).as_dict()
        assert task.as_dict() == before
        assert {**before, "Alpha1": value} == changed
        assert list(changed)[: len(before)] == list(before)

    @given(tasks)
    def test_drop_takes_one_field(self, task: Task) -> None:
        dropped = task.drop("Scale")
        assert "Scale" not in dropped.fields
        assert {**dropped.fields, **{key: task.fields[key] for key in task.fields if key == "Scale"}} == task.fields

    def test_drop_along_a_path_takes_what_it_leaves_empty(self) -> None:
        path = ("User Params", "AI", "Color Correction Mode")
        task = Task("Color Correction", {"Layer": 0}).put(path, "Full")
        assert task.drop(*path).fields == {"Layer": 0}
        both = task.put(("User Params", "AI", "Mood"), 1)
        assert both.drop(*path).fields == {"Layer": 0, "User Params": {"AI": {"Mood": 1}}}
        assert both.drop("User Params", "Basic", "Enable Basic") == both
        odd = Task("Crop", {"User Params": "text"})
        assert odd.drop("User Params", "Angle") == odd

    def test_get_through_what_is_no_object_is_none(self) -> None:
        task = Task("Crop", {"User Params": "text"})
        assert task.get(("User Params", "Angle")) is None
        assert task.put(("User Params", "Angle"), 2).get(("User Params", "Angle")) == 2

    def test_with_task_replaces_in_place(self) -> None:
        fabric = Task("Fabric", {"Scale": 0, "Alpha1": 0.5})
        changed = BALANCED.with_task(fabric)
        assert [task.plugin for task in changed.tasks] == [task.plugin for task in BALANCED.tasks]
        assert changed.task("Fabric") == fabric

    @pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.key)
    def test_a_plugin_switched_on_joins_at_the_tables_place(self, plugin: Any) -> None:
        changed = BALANCED.without(plugin.key).with_task(default_task(plugin))
        assert [finding for finding in check(changed) if "order" in finding.message] == []
        assert changed.task(plugin.key) == default_task(plugin)

    def test_an_unknown_plugin_joins_at_the_end(self) -> None:
        assert BALANCED.with_task(Task("Freckles", {})).tasks[-1].plugin == "Freckles"

    def test_without_takes_every_task_of_that_plugin(self) -> None:
        twice = Preset("", (*BALANCED.tasks, Task("Heal", {})))
        assert twice.without("Heal").task("Heal") is None
        assert len(twice.without("Heal").tasks) == len(BALANCED.tasks) - 1

    def test_layers_on_and_off_again(self) -> None:
        layered = BALANCED.with_layers(True)
        assert layered.layered
        assert all(task.fields["Layer"] == 1 for task in layered.tasks)
        assert layered.with_layers(False).payload() == BALANCED.payload()

    def test_colour_correction_is_flattened_even_then(self) -> None:
        preset = BALANCED.with_task(default_task(BY_KEY["Color Correction"])).with_layers(True)
        colour = preset.task("Color Correction")
        assert colour is not None
        assert "Layer" not in colour.fields

    @pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.key)
    def test_a_plugins_default_task_is_valid(self, plugin: Any) -> None:
        findings = check(Preset("", (default_task(plugin),)))
        said = [finding.message for finding in findings]
        assert said == (
            ["straightened by hand (Manual) and without ManualArea, it changes nothing"] * (plugin.key == "Crop")
        )

    def test_the_default_task_of_a_nested_plugin(self) -> None:
        assert default_task(BY_KEY["Color Correction"]).as_dict() == {
            "Plugin": "Color Correction",
            "User Params": {"AI": {"Color Correction Mode": "Full"}, "Basic": {"Enable Basic": True}},
        }
