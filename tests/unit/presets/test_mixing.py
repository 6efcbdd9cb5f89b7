"""Mixes and presets: what to ask for, what a slider means, a preset as strengths and strengths as a preset."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.errors import InvalidPayload
from retouch_lib.imaging.archive.layer_order import Layer
from retouch_lib.imaging.strengths import FULL, MOST, Strengths
from retouch_lib.plugins import BY_KEY, FLATTENED, PLUGINS, BlendMode, Number
from retouch_lib.presets.layer_request import layers_for
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.simulating import as_preset, simulate
from retouch_lib.presets.sliders import Meaning, Slider, blends, sliders
from retouch_lib.presets.transferring import transferred
from retouch_lib.presets.validation import check
from retouch_lib.presets.vendor import BALANCED, HEAVY, LAYERED, LOOKS, SLIGHT

MIXED = [plugin for plugin in PLUGINS if blends(plugin)]


def layers_of(preset: Preset, *names: str) -> list[Layer]:
    """The layers that an archive of it holds; the mask has no blend mode."""
    asked = names or [task.plugin for task in preset.tasks if task.layered]
    blend = {name: BY_KEY[name].blend if name in BY_KEY else BlendMode.NORMAL for name in asked}
    return [Layer(number, "", name, blend[name], blend[name] is None, 8, 8, 9) for number, name in enumerate(asked)]


def of(preset: Preset, *names: str) -> tuple[Slider, ...]:
    return sliders(preset, layers_of(preset, *names))


def one(plugin: str, **fields: object) -> Preset:
    return Preset("one", (Task(plugin, {**fields, "Layer": 1}),))  # type: ignore[dict-item]


def about(tasks: Sequence[tuple[str, dict[str, float]]]) -> Preset:
    return Preset("", tuple(Task(plugin, values) for plugin, values in tasks))


def test_which_numbers_an_opacity_stands_for() -> None:
    """As issue 14 and the vendor's table have it: blends, and the second values that move with them."""
    told = {plugin.key: [number.path[0] for number in blends(plugin)] for plugin in PLUGINS}
    pairs = {"White Teeth", "Dodge Burn", "Skin Tone"}
    alone = {"Clean Backdrop", "Fabric", "Dust", "Eye Vessels", "Eye Brilliance", "Mattifier", "Portrait Volumes"}
    assert {plugin for plugin, paths in told.items() if paths == ["Alpha1", "Alpha2"]} == pairs
    assert {plugin for plugin, paths in told.items() if paths == ["Alpha1"]} == alone
    assert sum(map(len, told.values())) == 2 * len(pairs) + len(alone)


def test_a_slider_shows_the_value_that_it_stands_for() -> None:
    (slider,) = of(one("Dodge Burn", Scale=2, Alpha1=1.35, Alpha2=0.35))
    assert (slider.meaning, slider.label) == (Meaning.VALUE, "Blend + Warmth")
    assert slider.sentence.startswith("Blend and Warmth move together")
    assert slider.shown(FULL) == (1.35, 0.35)
    assert slider.shown(500) == pytest.approx((0.675, 0.175))
    assert slider.strength(0.675) == 500
    assert slider.most == 1481, "beyond, Blend would leave its range: 2 / 1.35"


@pytest.mark.parametrize(
    ("preset", "words"),
    [
        (one("Heal", Alpha1=0.8), "which spots"),
        (one("Glasses Anti Glare", **{"Glasses Glare Removal": 1.0}), "“Glare removal”"),
        (one("Fabric", Alpha1=0), "rendered at 0"),
        (one("Fabric", Alpha1="0.5"), "rendered at 0"),
        (one("Fabric"), "didn’t say"),
        (one("Fabrik", Alpha1=1), "not in our table"),
    ],
    ids=lambda value: value.tasks[0].plugin if isinstance(value, Preset) else "",
)
def test_what_is_only_an_opacity_says_why(preset: Preset, words: str) -> None:
    (slider,) = of(preset)
    assert (slider.meaning, slider.label, slider.most) == (Meaning.OPACITY, "Opacity", FULL)
    assert words in slider.sentence
    assert slider.shown(400) == (0.4,)


def test_masks_have_no_slider_and_layers_find_their_tasks() -> None:
    twice = Preset("", tuple(Task("Fabric", {"Alpha1": value, "Layer": 1}) for value in (0.5, 1.5)))
    first, second, third = of(twice, "Skin Mask", "Fabric", "Fabric", "Fabric")
    assert [slider.layer for slider in (first, second, third)] == [1, 2, 3]
    assert (first.shown(FULL), second.shown(FULL), third.task) == ((0.5,), (1.5,), None)
    (flat,) = of(twice, FLATTENED)
    assert "not asked for as layers" in flat.sentence


def test_the_layers_of_three_looks_are_each_plugin_at_its_most() -> None:
    asked = layers_for([BALANCED, SLIGHT, HEAVY])
    assert not check(asked.preset)
    assert all(task.layered for task in asked.preset.tasks)
    told = {task.plugin: (task.get(("Alpha1",)), task.get(("Alpha2",))) for task in asked.preset.tasks}
    assert told == {
        "Heal": (1.0, None),
        "Fabric": (0.75, None),
        "Eye Vessels": (1.0, None),
        "Eye Brilliance": (0.85, None),
        "White Teeth": (0.65, 0.55),
        "Dodge Burn": (1.35, 0.35),
        "Skin Tone": (1.15, 1.15),
        "Portrait Volumes": (0.9, None),
    }
    assert [task.plugin for task in asked.preset.tasks] == [task.plugin for task in BALANCED.tasks]
    assert layers_for([SLIGHT, BALANCED]).preset.tasks[0].get(("Alpha1",)) == 0.8, "Heal is the first preset's own"


def test_what_has_no_layer_to_mix_is_left_out_and_said() -> None:
    odd = about([("Crop", {}), ("Color Correction", {}), ("Face Lifting", {}), ("Fabric", {"Alpha1": 0}), ("New", {})])
    asked = layers_for([odd, LAYERED])
    assert asked.left_out == ("Face Lifting", "Color Correction", "Crop")
    assert "Crop has no layer of its own" in asked.remarks[-1]
    assert [task.plugin for task in asked.preset.tasks] == [*(task.plugin for task in LAYERED.tasks), "New"]
    for nothing in ([], [odd.without("New")], [about([("Skin Mask", {"Alpha1": 1})])]):
        with pytest.raises(InvalidPayload, match="layer"):
            layers_for(nothing)
    with pytest.raises(InvalidPayload, match="Alpha1"):
        layers_for([about([("Fabric", {"Alpha1": 3})])])


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_a_look_is_simulated_by_the_layers_of_all(look: Preset) -> None:
    asked = layers_for([HEAVY, BALANCED, SLIGHT]).preset
    drawn = of(asked)
    made = simulate(look, drawn, len(asked.tasks))
    for slider in drawn:
        task = look.task(slider.plugin)
        wanted = task.get(("Alpha1",)) if task else 0.0
        if slider.meaning is Meaning.VALUE:
            assert slider.shown(made.strengths.values[slider.layer])[0] == pytest.approx(wanted, abs=0.001)
        else:
            assert made.strengths.values[slider.layer] == (FULL if task else 0)


def test_what_can_t_be_simulated_is_named() -> None:
    asked = layers_for([HEAVY]).preset
    wanted = about(
        [
            ("Heal", {"Scale": 1, "Alpha1": 0.8}),
            ("Fabric", {"Scale": 0, "Alpha1": 0.9}),
            ("White Teeth", {"Scale": 0, "Alpha1": 0.65, "Alpha2": 0.1}),
            ("Mattifier", {"Scale": 0, "Alpha1": 1.0}),
            ("Skin Tone", {"Scale": 0}),
            ("Skin Mask", {"Alpha1": 1.0}),
        ]
    )
    assert simulate(wanted, of(asked), len(asked.tasks)).remarks == (
        "Heal: its layer was rendered with Subject Auto, not Close-up.",
        "Heal: its layer was rendered with Sensitivity 90 %, not 80 %.",
        "Fabric: 90 % is wanted, its layer goes to 75 %.",
        "White Teeth: Brighten would be 55 %, not 10 %: it moves together with Whiten.",
        "Skin Tone: the preset doesn’t say its Blend + Second strength, and Retouch4me not what it is then; its layer "
        "is shown whole.",
        "Mattifier: there is no layer of it; it is left out.",
    )
    beyond = simulate(wanted, of(asked), len(asked.tasks), extrapolate=True)
    assert beyond.strengths.values[1] == 1200
    assert not [said for said in beyond.remarks if said.startswith("Fabric")]


def in_steps(number: Number) -> st.SearchStrategy[float]:
    return st.integers(1, round(100 * (number.maximum or 1))).map(lambda steps: steps / 100)


@given(st.data())
def test_round_trip(data: st.DataObject) -> None:
    """A preset in the plugins' steps, of layers rendered at any higher value, is saved as the same preset again."""
    chosen = data.draw(st.lists(st.sampled_from(MIXED), min_size=1, max_size=5, unique=True))
    tasks = []
    for plugin in sorted(chosen, key=lambda one: one.order):
        first, *rest = blends(plugin)
        task = Task(plugin.key, {"Scale": 0, "Alpha1": data.draw(in_steps(first))})
        tasks.append(task.put(("Alpha2",), data.draw(in_steps(rest[0]))) if rest else task)
    preset = Preset("own", tuple(tasks))
    alone = {plugin.key for plugin in chosen if len(blends(plugin)) == 1}
    strongest = [task.put(("Alpha1",), blends(BY_KEY[task.plugin])[0].maximum or 1) for task in tasks]
    asked = layers_for([preset, Preset("", tuple(task for task in strongest if task.plugin in alone) or preset.tasks)])
    made = simulate(preset, of(asked.preset), len(asked.preset.tasks))
    assert made.is_whole
    saved = as_preset(of(asked.preset), made.strengths, asked.preset, "own")
    assert (saved.preset, saved.remarks) == (preset, ())


@given(st.lists(st.integers(0, MOST), min_size=9, max_size=9))
def test_a_saved_mix_is_always_valid_and_its_numbers_are_in_steps(values: list[int]) -> None:
    asked = layers_for([HEAVY, LAYERED]).preset
    try:
        saved = as_preset(of(asked), Strengths(tuple(values)), asked).preset
    except InvalidPayload:
        assert max(values[1:]) < 100
        return
    assert not check(saved)
    assert not saved.layered
    for task in saved.tasks:
        for value in (task.get(("Alpha1",)), task.get(("Alpha2",))):
            assert value is None or round(float(str(value)) * 100, 6).is_integer()


def test_what_a_preset_can_t_say_of_a_mix() -> None:
    rendered = Preset("", (*layers_for([HEAVY]).preset.tasks[:2], Task("Color Correction"), Task("Skin Mask")))
    drawn = of(rendered, "Heal", "Fabric", FLATTENED)
    saved = as_preset(drawn, Strengths((400, 3, FULL)), rendered, "mine")
    assert saved.remarks == (
        "Heal: it is kept as it was rendered; an opacity of 40 % can’t be said in a preset.",
        "Fabric: it is too faint for the plugin’s steps; it is left out.",
    )
    assert [task.plugin for task in saved.preset.tasks] == ["Heal", "Color Correction"]
    with pytest.raises(InvalidPayload, match="every layer is off"):
        as_preset(drawn, Strengths((0, 0, 0)), rendered)
    assert as_preset(drawn, Strengths((0, 0, 1)), rendered).remarks[0].startswith("Flattened: it is kept")


@given(st.lists(st.integers(0, FULL), min_size=8, max_size=8))
def test_a_mix_on_layers_that_are_stronger_stands_for_the_same_values(values: list[int]) -> None:
    weak, strong = layers_for([BALANCED]).preset, layers_for([BALANCED, HEAVY]).preset
    mixed, target = of(weak), of(strong)
    made = transferred(mixed, Strengths(tuple(values)), target, 8)
    for before, after in zip(mixed, target, strict=True):
        wanted = before.shown(values[before.layer])[0]
        assert after.shown(made.strengths.values[after.layer])[0] == pytest.approx(wanted, abs=0.001)
    again = transferred(target, made.strengths, mixed, 8)
    assert max(abs(one - other) for one, other in zip(again.strengths.values, values, strict=True)) <= 2


def test_what_the_other_layers_can_t_show_of_a_mix_is_named() -> None:
    strong, weak = layers_for([HEAVY]).preset, layers_for([SLIGHT]).preset
    made = transferred(of(strong), Strengths((400, 500, 0, 0, 0, FULL, 0, 0)), of(weak), 6)
    by_plugin = {slider.plugin: made.strengths.values[slider.layer] for slider in of(weak)}
    assert by_plugin == {
        "Heal": 400,
        "Eye Vessels": 0,
        "White Teeth": 0,
        "Dodge Burn": MOST,
        "Skin Tone": 0,
        "Portrait Volumes": 0,
    }
    assert made.remarks == (
        "Heal: its layer was rendered with Sensitivity 80 %, not 90 %.",
        "Dodge Burn: 135 % is wanted, its layer goes to 52.5 %.",
        "Fabric: there is no layer of it; it is left out.",
    )
