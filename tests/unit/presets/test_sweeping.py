"""Sweeps: even steps, what is in which cell, and the layers that make it."""

from __future__ import annotations

import pytest

from retouch_lib.imaging.archive.layer_order import Layer
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.plugins import BY_KEY
from retouch_lib.presets.layer_sweep import LayerAxis, layer_sweep, whole
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.sliders import Slider, sliders
from retouch_lib.presets.sweeping import MOST, Axis, Sweep, steps

RENDERED = Preset(
    "layers",
    (
        Task("Heal", {"Scale": 0, "Alpha1": 0.9, "Layer": 1}),
        Task("Dodge Burn", {"Scale": 2, "Alpha1": 1.35, "Alpha2": 0.35, "Layer": 1}),
        Task("Eye Brilliance", {"Alpha1": 0.8, "Layer": 1}),
    ),
)


def made() -> dict[str, Slider]:
    names = [task.plugin for task in RENDERED.tasks]
    layers = [Layer(place, f"{name}.png", name, BY_KEY[name].blend, False, 8, 8, 1) for place, name in enumerate(names)]
    return {one.plugin: one for one in sliders(RENDERED, layers)}


def test_steps_are_even_and_the_plugins_own() -> None:
    assert steps(0, 1.35, 4, 0.01) == (0, 0.45, 0.9, 1.35)
    assert steps(0, 0.9, 5, 0.01) == (0, 0.22, 0.45, 0.68, 0.9), "as even as whole per cent can be"
    assert steps(0.1, 0.13, 9, 0.01) == (0.1, 0.11, 0.12, 0.13), "no step twice"
    with pytest.raises(ValueError, match="too narrow"):
        steps(0.5, 0.51, 5, 0.01)


@pytest.mark.parametrize("values", [(0.0, 1.0), tuple(range(MOST + 1)), (0.0, 0.5, 0.5), (1.0, 0.5, 0.0)])
def test_an_axis_has_three_to_nine_rising_values(values: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        Axis("Heal", "Opacity", values)


def test_cells_stand_in_rows_and_say_what_is_in_them() -> None:
    across, down = Axis("Dodge Burn", "Blend", (0, 0.45, 0.9)), Axis("White Teeth", "Whiten", (0.1, 0.2, 0.3, 0.4))
    sweep = Sweep(across, down)
    assert [len(row) for row in sweep.rows] == [3, 3, 3, 3]
    cell = sweep.cell("3-1")
    assert cell is not None
    assert cell.values == (0.45, 0.4)
    assert sweep.in_words(cell) == "Dodge Burn 45 %, White Teeth 40 %"
    assert sweep.cell("4-0") is None
    assert [cell.id for cell in Sweep(across).cells] == ["0-0", "0-1", "0-2"]


def test_a_cells_layers_show_its_values_and_all_else_stays() -> None:
    """Of a pair the first value counts; Heal's is an opacity, by that name."""
    dodge, heal = made()["Dodge Burn"], made()["Heal"]
    found = layer_sweep([LayerAxis(dodge, 0, 1.35, 4), LayerAxis(heal, 0, 1, 3)], Strengths((200, 300, 400)))
    assert [axis.label for axis in found.sweep.axes] == ["Blend + Warmth", "Opacity"]
    assert [[str(found.strengths(cell)) for cell in row] for row in found.sweep.rows] == [
        ["0-0-400", "0-300-400", "0-667-400", "0-1000-400"],
        ["200-0-400", "200-300-400", "200-667-400", "200-1000-400"],
        ["1000-0-400", "1000-300-400", "1000-667-400", "1000-1000-400"],
    ]
    assert found.sweep.in_words(found.sweep.rows[1][3]) == "Dodge Burn 135 %, Heal opacity 20 %"


def test_one_step_is_where_the_layer_stands() -> None:
    """Next to an end, too; ends stay, and what lies beyond them is no step."""
    dodge = made()["Dodge Burn"]

    def values(low: float, high: float, strength: int) -> tuple[float, ...]:
        return LayerAxis(dodge, low, high, 4).axis(Strengths((FULL, strength, FULL))).values

    assert values(0, 1.35, 741) == (0, 0.45, 1.0, 1.35)
    assert values(0, 1.35, 15) == (0, 0.02, 0.9, 1.35)
    assert values(0, 1.35, FULL) == values(0, 1.35, 0) == (0, 0.45, 0.9, 1.35)
    assert values(0.3, 0.6, FULL) == (0.3, 0.4, 0.5, 0.6)


def test_no_cell_goes_further_than_its_slider() -> None:
    dodge = made()["Dodge Burn"]
    assert whole(dodge) == 1.35
    most = whole(dodge, extrapolate=True)
    assert most == pytest.approx(2.0, abs=0.002), "no further than the plugin goes"
    found = layer_sweep([LayerAxis(dodge, 0, 5, 3)], Strengths((FULL, 0, FULL)))
    assert [found.strengths(cell).values[1] for cell in found.sweep.cells] == [0, dodge.most, dodge.most]
    assert dodge.most > FULL


def test_one_layer_is_on_one_axis_only() -> None:
    dodge = LayerAxis(made()["Dodge Burn"], 0, 1, 3)
    for axes in ([], [dodge, dodge]):
        with pytest.raises(ValueError, match="one or two"):
            layer_sweep(axes, Strengths.full(3))
