"""Which payloads the engine takes, and the reasons it gives for the others."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.engine import PLUGINS
from retouch_lib.engine.payload import BadPayload, read_payload
from retouch_lib.engine.server import EngineServer
from retouch_lib.plugins import BY_KEY, Number
from tests.contract import raw
from tests.engines import jpeg_bytes

GOLDEN = Path(__file__).parents[1] / "golden"


def text(*tasks: Any, **extra: Any) -> str:
    return json.dumps({"mode": "professional", "tasks": list(tasks), **extra})


HEAL = {"Plugin": "Heal", "Scale": 0, "Alpha1": 1.0}

BAD = {
    "not JSON": ("{", "payload is not JSON"),
    "empty": ("", "payload is not JSON"),
    "no object": ("[1]", "not a JSON object"),
    "no tasks": ('{"mode":"professional"}', "tasks is missing or empty"),
    "empty tasks": (text(), "tasks is missing or empty"),
    "tasks no list": ('{"mode":"professional","tasks":{"Plugin":"Heal"}}', "tasks is missing or empty"),
    "too many": (text(*[HEAL] * 10_000), "10000 tasks are too many"),
    "deep": ('{"tasks":' + "[" * 100_000, "nested too deeply"),
    "long number": ('{"tasks":[{"Plugin":"Heal","Alpha1":' + "1" * 5000 + "}]}", "number that is too long"),
    "NaN": ('{"tasks":[{"Plugin":"Heal","Alpha1":NaN}]}', "NaN is not a JSON number"),
    "Infinity": ('{"tasks":[{"Plugin":"Heal","Alpha1":-Infinity}]}', "-Infinity is not a JSON number"),
    "1e309": (
        '{"mode":"professional","tasks":[{"Plugin":"Heal","Alpha1":1e309}]}',
        "Alpha1 is Infinity, which is no number",
    ),
    "no mode": (json.dumps({"tasks": [HEAL]}), "mode is missing"),
    "empty mode": (json.dumps({"mode": "", "tasks": [HEAL]}), 'mode is ""'),
    "mode null": (json.dumps({"mode": None, "tasks": [HEAL]}), "mode is null"),
    "mode": ('{"mode":"facefeatures","tasks":[{"Plugin":"Heal"}]}', 'mode is "facefeatures"'),
    "format": (text(HEAL, outputFormat="tiff"), 'outputFormat is "tiff", allowed jpeg or zip'),
    "format no text": (text(HEAL, outputFormat=[]), "outputFormat is [], allowed jpeg or zip"),
    "task no object": (text("Heal"), "tasks[0] is not an object"),
    "no plugin": (text({"Alpha1": 1}), "tasks[0] has no Plugin"),
    "plugin no text": (text({"Plugin": 7}), "tasks[0] has no Plugin"),
    "unknown plugin": (text(HEAL, {"Plugin": "Sparkle"}), "tasks[1] Sparkle: there is no such plugin"),
    "other letters": (text({"Plugin": "white teeth"}), 'no such plugin, but there is "White Teeth"'),
    "other marks": (text({"Plugin": "Dodge & Burn"}), 'no such plugin, but there is "Dodge Burn"'),
    "later plugin": (text({"Plugin": "Face Lifting"}), "tasks[0] Face Lifting: this plugin is not on"),
    "layer text": (text({**HEAL, "Layer": "1"}), 'Layer is "1", allowed 0 or 1'),
    "layer null": (text({**HEAL, "Layer": None}), "Layer is null, allowed 0 or 1"),
    "layer 2": (text({**HEAL, "Layer": 2}), "Layer is 2, allowed 0 or 1"),
    "scale": (text({**HEAL, "Scale": 4}), "Scale is 4, allowed 0, 1, 2 or 3"),
    "scale text": (text({**HEAL, "Scale": "0"}), 'Scale is "0"'),
    "scale half": (text({**HEAL, "Scale": 0.5}), "Scale is 0.5"),
    "over": (text({**HEAL, "Alpha1": 1.01}), "tasks[0] Heal: Alpha1 is 1.01, allowed 0–1"),
    "under": (text({**HEAL, "Alpha1": -0.1}), "Alpha1 is -0.1, allowed 0–1"),
    "second value": (text({"Plugin": "White Teeth", "Alpha2": 1.4}), "White Teeth: Alpha2 is 1.4, allowed 0–1"),
    "number as text": (text({**HEAL, "Alpha1": "1"}), 'Alpha1 is "1", which is no number'),
    "null": (text({**HEAL, "Alpha1": None}), "Alpha1 is null, which is no number"),
    "true": (text({**HEAL, "Alpha1": True}), "Alpha1 is true, which is no number"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_payload_is_refused_with_its_place(name: str) -> None:
    payload, reason = BAD[name]
    with pytest.raises(BadPayload) as caught:
        read_payload(payload)
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 200


def test_the_reason_is_in_the_reply(engine: EngineServer) -> None:
    reply = raw.start(engine.url, jpeg_bytes(), payload=BAD["over"][0])
    assert (reply.status, reply.json["status"]) == (462, 462)
    assert reply.json["message"].endswith("tasks[0] Heal: Alpha1 is 1.01, allowed 0–1")
    missing = raw.start(engine.url, jpeg_bytes(), payload=None)
    assert (missing.status, "payload is missing" in missing.json["message"]) == (462, True)


@pytest.mark.parametrize("name", ["slight", "balanced", "heavy"])
def test_the_vendors_presets_come_out_as_they_went_in(name: str) -> None:
    source = (GOLDEN / f"preset_{name}.json").read_text()
    assert read_payload(source) == json.loads(source)["tasks"]


@pytest.mark.parametrize("plugin", PLUGINS)
def test_each_range_is_closed_at_both_ends(plugin: str) -> None:
    for parameter in (item for item in BY_KEY[plugin].parameters if isinstance(item, Number)):
        field = parameter.path[0]
        assert parameter.minimum is not None
        assert parameter.maximum is not None
        for value in (parameter.minimum, parameter.maximum):
            assert read_payload(text({"Plugin": plugin, field: value})) == [{"Plugin": plugin, field: value}]
        for value in (parameter.minimum - 0.001, parameter.maximum + 0.001):
            with pytest.raises(BadPayload):
                read_payload(text({"Plugin": plugin, field: value}))


def test_a_layer_may_be_true_or_false_as_in_older_examples_of_the_vendor() -> None:
    asked = [{**HEAL, "Layer": value} for value in (True, False, 1, 0)]
    assert json.dumps(read_payload(text(*asked))) == json.dumps([{**HEAL, "Layer": value} for value in (1, 0, 1, 0)])


def test_unknown_fields_pass() -> None:
    tasks = [{**HEAL, "Layer": 0, "Later": {"a": [1]}}]
    assert read_payload(text(*tasks, more=1)) == tasks


@pytest.mark.parametrize(
    ("form", "asked", "made"),
    [
        (None, (0, 1), (0, 1)),
        (None, (None, None), (None, None)),
        ("jpeg", (0, 1), (0, 0)),
        ("zip", (0, 1), (0, 1)),
        ("zip", (0, None), (1, 1)),
    ],
)
def test_the_output_format_decides_over_the_layers(
    form: str | None, asked: tuple[int | None, ...], made: tuple[int | None, ...]
) -> None:
    tasks = [HEAL if layer is None else {**HEAL, "Layer": layer} for layer in asked]
    extra = {} if form is None else {"outputFormat": form}
    assert [task.get("Layer") for task in read_payload(text(*tasks, **extra))] == list(made)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["Plugin", "Scale", "Layer", "Alpha1", "Alpha2"]), JSON | st.just("Heal")))
def test_whatever_is_sent_is_taken_or_refused_but_never_breaks(task: dict[str, Any]) -> None:
    with suppress(BadPayload):
        assert read_payload(text(task)) == [task]


@given(st.text())
def test_any_text_is_taken_or_refused(payload: str) -> None:
    with suppress(BadPayload):
        assert read_payload(payload)
