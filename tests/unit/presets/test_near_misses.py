"""Names that differ little from a known one: said, kept as they are, and put right when somebody asks."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.plugins import BY_KEY, PLUGINS
from retouch_lib.presets.near_misses import corrected, meant, meant_field, meant_plugin
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.validation import check
from tests.unit.presets.test_preset import presets

KEPT = "It is kept and sent as it is."


@pytest.mark.parametrize(
    ("written", "plugin"),
    [
        ("Portrait Volume", "Portrait Volumes"),
        ("PortraitVolumes", "Portrait Volumes"),
        ("portrait volumes", "Portrait Volumes"),
        ("portrait-volumes", "Portrait Volumes"),
        ("Eye Vesels", "Eye Vessels"),
        ("Dodge&Burn", "Dodge Burn"),
        ("Dodge and Burn", "Dodge Burn"),
        ("Heal ", "Heal"),
        ("HEAL", "Heal"),
        ("Healing", "Heal"),
        ("skin_tone", "Skin Tone"),
        ("White teeth", "White Teeth"),
        ("Colour Correction", "Color Correction"),
        ("Glasses Antiglare", "Glasses Anti Glare"),
        ("Mattify", "Mattifier"),
    ],
)
def test_plugins(written: str, plugin: str) -> None:
    assert meant_plugin(written) == plugin
    (finding,) = check(Preset("", (Task(written, {"Alpha1": 0.5}),)))
    assert finding.severity == "warning"
    assert finding.message == f'this plugin is not in our table; did you mean "{plugin}"? {KEPT}'


@pytest.mark.parametrize(
    "written", ["Freckles", "Skin", "Eye", "Teeth", "Hair", "Portrait Volumes 2", "", " ", "—", "x" * 5_000]
)
def test_what_is_like_no_plugin(written: str) -> None:
    assert meant_plugin(written) == ""


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.key)
def test_what_is_right_needs_no_other_name(plugin: Any) -> None:
    assert meant_plugin(plugin.key) == ""


@pytest.mark.parametrize(
    ("plugin", "path", "field"),
    [
        ("Heal", ("alpha1",), "Alpha1"),
        ("Heal", ("Alpha 1",), "Alpha1"),
        ("Heal", ("Alfa1",), "Alpha1"),
        ("Heal", ("Scale ",), "Scale"),
        ("Heal", ("Layers",), "Layer"),
        ("Heal", ("Alpha2",), ""),
        ("White Teeth", ("Alpha3",), ""),
        ("White Teeth", ("Alpha",), ""),
        ("Face Detection", ("scale",), ""),
        ("Crop", ("UserParams",), "User Params"),
        ("Crop", ("User Params", "Aspect Ratio"), "AspectRatio"),
        ("Crop", ("User Params", "Alpha1"), ""),
        ("Color Correction", ("User Params", "AI", "color correction mode"), "Color Correction Mode"),
        ("Face Lifting", ("face lifting"), "Face Lifting"),
        ("Clean Backdrop", ("AutoMask",), "Automask"),
    ],
)
def test_fields(plugin: str, path: Any, field: str) -> None:
    path = (path,) if isinstance(path, str) else path
    assert meant_field(BY_KEY[plugin], path) == field


def test_what_is_said_of_fields_and_words() -> None:
    task = Task("Heal", {"alpha1": 0.5})
    (finding,) = check(Preset("", (task,)))
    assert str(finding) == (
        f'tasks[0] Heal: the field "alpha1" is not documented for this plugin; did you mean "Alpha1"? {KEPT}'
    )
    preset = Preset("", (Task("Heal"),), mode="Professional", extra={"OutputFormat": "zip", "outputFormat": "jpg"})
    assert [finding.message.split("; ")[-1] for finding in check(preset)] == [
        f'did you mean "professional"? {KEPT}',
        f'did you mean "outputFormat"? {KEPT}'.replace("; ", ""),
        f'did you mean "jpeg"? {KEPT}',
    ]


def test_put_right_on_request() -> None:
    written = Preset.from_json({
        "mode": "Professional",
        "tasks": [
            {"Plugin": "heal ", "Scale ": 0, "alpha1": 0.8, "Strange": [1]},
            {"Plugin": "Crop", "UserParams": {"aspectRatio": "2:3", "AutoStraightenMode": "person"}, "Layer": True},
            {"Plugin": "Freckles", "alpha1": 0.3},
        ],
        "outputformat": "ZIP",
    })  # fmt: skip
    right = corrected(written)
    assert right.payload() == {
        "mode": "professional",
        "tasks": [
            {"Plugin": "Heal", "Scale": 0, "Alpha1": 0.8, "Strange": [1]},
            {"Plugin": "Crop", "User Params": {"AspectRatio": "2 : 3", "AutoStraightenMode": "Person"}, "Layer": True},
            {"Plugin": "Freckles", "alpha1": 0.3},
        ],
        "outputFormat": "zip",
    }
    assert corrected(right) == right


def test_what_stands_where_a_value_is_needed_stays() -> None:
    odd = Preset("", (Task("Heal", {"Alpha1": {"alpha1": 1}}), Task("Crop", {"User Params": {"Angle": {}}})))
    assert corrected(odd) == odd


def test_nothing_is_written_over() -> None:
    tasks = (Task("Heal", {"Alpha1": 0.5, "alpha1": 0.9}), Task("Heal ", {"ALPHA1": 1, "alpha 1": 2}))
    right = corrected(Preset("", tasks, extra={"outputFormat": "zip", "OutputFormat": "jpeg"}))
    assert right.tasks[0] == tasks[0]
    assert right.tasks[1].plugin == "Heal ", "Heal stands there already"
    assert right.extra == {"outputFormat": "zip", "OutputFormat": "jpeg"}
    two = corrected(Preset("", (Task("Fabric", {"ALPHA1": 1, "alpha 1": 2}),)))
    assert two.tasks[0].fields == {"Alpha1": 1, "alpha 1": 2}


@given(presets)
def test_no_value_is_lost(preset: Preset) -> None:
    right = corrected(preset)
    assert len(right.tasks) == len(preset.tasks)
    for before, after in zip(preset.tasks, right.tasks, strict=True):
        assert len(after.fields) == len(before.fields)
    assert corrected(right).payload() == right.payload()
    assert len(right.extra) == len(preset.extra)


@given(st.text(max_size=30), st.lists(st.text(max_size=12), max_size=6))
def test_any_name(written: str, known: list[str]) -> None:
    found = meant(written, known)
    assert found == "" or (found in known and written not in known)


def test_a_great_many_unknown_names_take_no_time() -> None:
    preset = Preset("", tuple(Task("Heal", {f"Alph{n}{m}": 1 for m in range(1_000)}) for n in range(90)))
    begun = time.thread_time()
    assert len(check(preset)) > 80_000
    assert time.thread_time() - begun < 10
