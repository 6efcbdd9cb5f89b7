"""What changed between two presets is told in words, and told completely."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.presets.changes import ChangeKind, PayloadChange, changes
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.vendor import BALANCED, LAYERED, SLIGHT
from tests.unit.presets.test_preset import extras, field_names, plugin_names, presets, tasks, values


def said(before: Preset, after: Preset) -> list[str]:
    return [str(change) for change in changes(before, after)]


def with_fields(plugin: str, **fields: object) -> Preset:
    task = BALANCED.task(plugin)
    assert task is not None
    return BALANCED.with_task(Task(plugin, {**task.fields, **fields}))


def test_values_that_changed_are_told_as_on_the_board() -> None:
    after = with_fields("White Teeth", Alpha1=0.4)
    assert said(BALANCED, after) == ["White Teeth · Whiten 25 % → 40 %"]
    assert said(BALANCED, with_fields("Dodge Burn", Scale=0)) == ["Dodge Burn · Subject Half body → Auto"]


def test_plugins_switched_on_and_off_are_one_step_with_their_values() -> None:
    assert said(SLIGHT, BALANCED)[1] == "Fabric added (Subject Auto, Blend 39 %)"
    assert said(BALANCED, BALANCED.without("Fabric")) == ["Fabric removed (Subject Auto, Blend 39 %)"]
    assert said(BALANCED, replace(BALANCED, tasks=(*BALANCED.tasks, Task("Hair")))) == ["Hair added"]


def test_fields_set_and_left_out() -> None:
    assert said(BALANCED, LAYERED.without("Skin Mask"))[0] == "Heal · Layer added (1)"
    assert said(with_fields("Heal", New={"a": [1], "b": 2}), BALANCED) == [
        "Heal · New.a removed ([1])",
        "Heal · New.b removed (2)",
    ]


def test_what_stands_beside_the_tasks() -> None:
    other = replace(BALANCED, mode="studio", extra={"outputFormat": "zip"})
    assert said(BALANCED, other) == ["Payload · mode professional → studio", "Payload · outputFormat added (zip)"]


def test_the_order_of_tasks_counts() -> None:
    heal, fabric, *rest = BALANCED.tasks
    swapped = replace(BALANCED, tasks=(fabric, heal, *rest))
    (change,) = changes(BALANCED, swapped)
    assert (change.kind, change.name) == (ChangeKind.CHANGED, "Order")
    assert change.before.startswith("Heal, Fabric, Eye Vessels")
    assert change.after.startswith("Fabric, Heal, Eye Vessels")


def test_a_plugin_that_stands_twice_is_numbered() -> None:
    twice = replace(BALANCED, tasks=(*BALANCED.tasks, Task("Heal", {"Alpha1": 0.5})))
    thrice = replace(twice, tasks=(*twice.tasks[:-1], Task("Heal", {"Alpha1": 0.6})))
    assert said(BALANCED, twice) == ["Heal (2) added (Sensitivity 50 %)"]
    assert said(twice, thrice) == ["Heal (2) · Sensitivity 50 % → 60 %"]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (0.39, 0.390001, "0.39 → 0.390001"),  # both are 39 %
        (1, True, "100 % → on"),
        (1.0, "1.0", "100 % → 1.0"),
        (None, 0.5, "null → 50 %"),
        (0.5, 10**300, f"50 % → {str(10**300)[:119]}…"),
        ("", " ", '"" → " "'),
    ],
)
def test_figures_that_look_alike_are_told_apart(before: object, after: object, words: str) -> None:
    assert said(with_fields("Heal", Alpha1=before), with_fields("Heal", Alpha1=after)) == [
        f"Heal · Sensitivity {words}"
    ]


def edited(preset: Preset) -> st.SearchStrategy[Preset]:
    """The preset with one thing done to it, which may come to nothing."""
    place = st.integers(0, len(preset.tasks) - 1)

    def put(index: int, task: Task) -> Preset:
        return replace(preset, tasks=(*preset.tasks[:index], task, *preset.tasks[index + 1 :]))

    return st.one_of(
        st.builds(
            lambda index, key, value: put(index, preset.tasks[index].put((key,), value)), place, field_names, values
        ),
        st.builds(lambda index, key: put(index, preset.tasks[index].drop(key)), place, field_names),
        st.builds(lambda index, name: put(index, Task(name, preset.tasks[index].fields)), place, plugin_names),
        st.builds(lambda task: replace(preset, tasks=(*preset.tasks, task)), tasks),
        st.permutations(preset.tasks).map(lambda order: replace(preset, tasks=tuple(order))),
        extras.map(lambda extra: replace(preset, extra=extra)),
        st.just(Preset.from_json(preset.to_json(indent=3))),
    )


pairs = presets.flatmap(lambda preset: st.tuples(st.just(preset), edited(preset)))


@given(st.one_of(pairs, st.tuples(presets, presets)))
def test_nothing_changed_exactly_where_the_fingerprints_are_equal(pair: tuple[Preset, Preset]) -> None:
    before, after = pair
    found = changes(before, after)
    assert (not found) == (before.fingerprint == after.fingerprint)
    assert all(change.before != change.after and str(change) for change in found)


@given(pairs)
def test_the_way_back_takes_as_many_steps(pair: tuple[Preset, Preset]) -> None:
    opposite = {
        ChangeKind.ADDED: ChangeKind.REMOVED,
        ChangeKind.REMOVED: ChangeKind.ADDED,
        ChangeKind.CHANGED: ChangeKind.CHANGED,
    }
    there = {(opposite[c.kind], c.plugin, c.name, c.after, c.before) for c in changes(*pair)}
    back = {(c.kind, c.plugin, c.name, c.before, c.after) for c in changes(*pair[::-1])}
    assert there == back


def test_a_change_reads_as_a_line() -> None:
    assert str(PayloadChange(ChangeKind.ADDED, "Heal", "", "off", "on")) == "Heal added"
