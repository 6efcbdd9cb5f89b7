"""Sweeps of payloads: axes as they are typed, bounded whatever is typed, and what is in each cell."""

from __future__ import annotations

import pytest

from retouch_lib.errors import InvalidAxis, InvalidPayload
from retouch_lib.presets.payload_sweep import PayloadSweep, payload_sweep
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.validation import require_valid
from retouch_lib.presets.varying import LONGEST_AXIS, MOST_VALUES, PRESET, read_axis, variables
from retouch_lib.presets.vendor import BALANCED, LOOKS

SOFT = Preset(
    "soft",
    (Task("Heal", {"Scale": 0, "Alpha1": 0.8, "Layer": 1}), Task("Dodge Burn", {"Scale": 2, "Alpha1": 0.5})),
)


def cells(sweep: PayloadSweep) -> list[str]:
    return [sweep.name(cell) for cell in sweep.sweep.cells]


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("Heal.Sensitivity=20:100:20", (0.2, 0.4, 0.6, 0.8, 1.0)),
        ("heal.sensitivity = 20 : 90 : 30", (0.2, 0.5, 0.8)),
        ("Heal.Sensitivity=80, 20%,20,12.5", (0.125, 0.2, 0.8)),
        ("Heal.Sensitivity=0.1:0.3:0.1", (0.001, 0.002, 0.003)),
        ("Crop.Angle=-2:2:2", (-2.0, 0.0, 2.0)),
        ("Heal.Scale=Close-up,auto", (1.0, 0.0)),
        ("Heal=off", (1.0,)),
        ("Clean Backdrop.Protect the person=off,on", (1.0, 0.0)),
        ("Color Correction.Corrects=Exposure & WB", (1.0,)),
        ("preset=heavy,slight", (2.0, 0.0)),
    ],
)
def test_axes_are_read_as_they_are_typed(typed: str, values: tuple[float, ...]) -> None:
    assert read_axis(typed, LOOKS)[1] == values


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "no axis"),
        ("Heal.Sensitivity", "no axis"),
        ("Heal.Sensitivity=", "no value"),
        ("Heal.Sensitivity=,,", "no value"),
        ("Heal.Sensitivity=1:2", "from:to:step"),
        ("Heal.Sensitivity=1:2:3:4", "from:to:step"),
        ("Heal.Sensitivity=0:100:0", "by a step above 0"),
        ("Heal.Sensitivity=100:0:10", "goes upward"),
        ("Heal.Sensitivity=0:999999:0.000001", f"{MOST_VALUES} values"),
        ("Heal.Sensitivity=0:1e9:1", "no number"),
        ("Heal.Sensitivity=nan", "no number"),
        ("Heal.Sensitivity=" + "9" * 3000, "no number"),
        ("Heal.Sensitivity=" + "1," * LONGEST_AXIS, f"{LONGEST_AXIS:,} letters"),
        ("Heal.Sensitivity=" + ",".join(map(str, range(MOST_VALUES + 1))), f"{MOST_VALUES} values"),
        ("Heal.Sensitivity=120", "outside of 0 to 100 %"),
        ("Heal.Blend=1", "Of Heal there are: Heal, Heal.Sensitivity, Heal.Scale"),
        ("<b>=1", "Nothing is called"),
        ("Heal.Scale=Huge", "none of Auto, Close-up"),
        ("preset=nobody", "none of slight"),
        ("Heal.Scale=\\", "no value"),
    ],
)
def test_what_makes_no_axis_is_said(typed: str, said: str) -> None:
    with pytest.raises(InvalidAxis, match=said):
        read_axis(typed, LOOKS)


def test_all_that_can_be_varied_is_named_once_and_read_back() -> None:
    """The values that a field begins with make payloads that the API takes."""
    found = list(variables(LOOKS))
    assert len({one.name for one in found}) == len(found) > 50
    for one in found:
        values = one.read(one.usual)
        assert one.read(one.typed(values)) == values
        for value in values:
            if (one.name, one.in_words(value)) != ("Heal", "Heal off"):
                require_valid(one.put(SOFT, value))


def test_a_name_may_hold_what_separates_others() -> None:
    odd = Preset("a, b\\c", SOFT.tasks)
    sweep = payload_sweep(SOFT, [f"{PRESET}=a\\, b\\\\c,soft"], [SOFT, odd])
    assert cells(sweep) == ["a, b\\c", "soft"]
    assert read_axis(sweep.axes[0].typed, [SOFT, odd])[1] == sweep.axes[0].values


def test_a_cell_is_the_preset_with_its_values_as_one_picture() -> None:
    sweep = payload_sweep(SOFT, ["Heal.Sensitivity=20,80", "Dodge Burn.Blend=0:100:50"])
    assert [len(row) for row in sweep.sweep.rows] == [2, 2, 2]
    cell = sweep.sweep.rows[2][0]
    assert sweep.name(cell) == "soft · Heal Sensitivity 20 %, Dodge Burn Blend 100 %"
    made = sweep.preset(cell)
    assert made.payload()["tasks"] == [
        {"Plugin": "Heal", "Scale": 0, "Alpha1": 0.2},
        {"Plugin": "Dodge Burn", "Scale": 2, "Alpha1": 1.0},
    ]
    same = sweep.preset(sweep.sweep.rows[1][1])
    assert same.fingerprint == SOFT.with_layers(wanted=False).fingerprint, "80 and 50 % are what the preset has"


def test_whole_presets_are_varied_before_their_parameters_and_off_is_last() -> None:
    sweep = payload_sweep(SOFT, ["Heal.Sensitivity=10", "preset=slight,heavy"], LOOKS)
    assert cells(sweep) == ["Heal Sensitivity 10 %, slight", "Heal Sensitivity 10 %, heavy"]
    heals = [sweep.preset(cell).task("Heal") for cell in sweep.sweep.cells]
    assert [task.number(("Alpha1",)) for task in heals if task] == [0.1, 0.1]
    off = payload_sweep(SOFT, ["Heal=on,off", "Heal.Sensitivity=10"])
    assert [bool(off.preset(cell).task("Heal")) for cell in off.sweep.cells] == [True, False]


def test_a_plugin_that_the_preset_lacks_joins_with_its_defaults() -> None:
    (cell,) = (sweep := payload_sweep(SOFT, ["White Teeth.Whiten=40"])).sweep.cells
    teeth = sweep.preset(cell).task("White Teeth")
    assert teeth is not None
    assert teeth.fields == {"Scale": 0, "Alpha1": 0.4, "Alpha2": 0.25}


def test_what_makes_no_sweep() -> None:
    one = "Heal.Sensitivity=1:40:1"
    for axes, said in (
        ([], "One axis or two"),
        ([one, "Dodge Burn.Blend=1", "Heal=on"], "One axis or two"),
        ([one, one.lower()], "on both axes"),
        ([one, "Dodge Burn.Blend=1:40:1"], "1,600 cells"),
    ):
        with pytest.raises(InvalidAxis, match=said):
            payload_sweep(SOFT, axes)
    with pytest.raises(InvalidPayload, match="Heal off: tasks: no plugin is switched on"):
        payload_sweep(Preset("heal", SOFT.tasks[:1]), ["Heal=on,off"])


def test_a_finer_sweep_lies_between_the_neighbours() -> None:
    sweep = payload_sweep(BALANCED, ["Heal.Sensitivity=20:100:20", "Heal.Scale=Auto,Close-up"])
    middle, edge = sweep.sweep.rows[1][2], sweep.sweep.rows[0][4]
    finer = sweep.refined(middle)
    assert finer is not None
    assert [axis.typed for axis in finer.axes] == ["Heal.Sensitivity=40, 50, 60, 70, 80"]
    heal = finer.base.task("Heal")
    assert heal is not None
    assert heal.get(("Scale",)) == 1, "what is no number stays as the cell has it"
    at_the_edge = sweep.refined(edge)
    assert at_the_edge is not None
    assert [axis.typed for axis in at_the_edge.axes] == ["Heal.Sensitivity=80, 90, 100"]


def test_there_is_nothing_finer_than_the_plugins_steps() -> None:
    sweep = payload_sweep(BALANCED, ["Heal.Sensitivity=20,21,22"])
    assert sweep.refined(sweep.sweep.rows[0][1]) is None
    words = payload_sweep(BALANCED, ["Heal.Scale=Auto,Close-up"])
    assert words.refined(words.sweep.rows[0][1]) is None
