"""From a preset to the strengths of rendered layers, and back; what can't be said the other way is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from retouch_lib.errors import InvalidPayload
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.plugins import BY_KEY, FLATTENED, SCALE_CHOICES, Yields
from retouch_lib.presets.preset import Json, Preset, Task, canonical
from retouch_lib.presets.sliders import Meaning, Slider, blends
from retouch_lib.presets.validation import require_valid

_NO_LAYER = "{}: there is no layer of it; it is left out."
_TOO_STRONG = "{}: {} is wanted, its layer goes to {}."
_PAIR = "{}: {} would be {}, not {}: it moves together with {}."
_OTHERWISE = "{}: its layer was rendered with {} {}, not {}."
_UNSAID = "{}: the preset doesn’t say its {}, and Retouch4me not what it is then; its layer is shown whole."
_ONLY_WHOLE = "{}: it is kept as it was rendered; an opacity of {} can’t be said in a preset."
_PAST_RANGE = "{}: {} goes to {} at most."
_OUT = "{}: it is too faint for the plugin’s steps; it is left out."
_NOTHING = "tasks: in this mix every layer is off"
_LAYER = ("Layer",)


@dataclass(frozen=True, slots=True)
class Simulation:
    """A preset as strengths of layers."""

    strengths: Strengths
    remarks: tuple[str, ...]
    """What of the preset the layers can't show, a sentence each; names in them are from outside."""

    @property
    def is_whole(self) -> bool:
        return not self.remarks


@dataclass(frozen=True, slots=True)
class Saved:
    """A mix as a preset."""

    preset: Preset
    remarks: tuple[str, ...]
    """What of the mix the preset can't say."""


def simulate(preset: Preset, sliders: Sequence[Slider], count: int, *, extrapolate: bool = False) -> Simulation:
    """The strengths at which the layers look as the preset would; `count`: of the archive's layers, masks too.

    A plugin that the preset does not have is off. `extrapolate`: beyond what was rendered, as far as a slider goes.
    """
    values = [0] * count
    remarks: list[str] = []
    left = list(preset.tasks)
    for slider in sliders:
        task = next((one for one in left if one.plugin == slider.plugin), None)
        if task is not None:
            left.remove(task)
            strength, said = _strength(task, slider, slider.most if extrapolate else FULL)
            values[slider.layer] = strength
            remarks += said
    remarks += [_NO_LAYER.format(task.plugin) for task in left if _shows(task)]
    return Simulation(Strengths(tuple(values)), tuple(dict.fromkeys(remarks)))


def as_preset(sliders: Sequence[Slider], strengths: Strengths, rendered: Preset, name: str = "") -> Saved:
    """The mix as a preset that renders it: numbers in the plugins' steps, without layers.

    Tasks of `rendered` that were not asked for as layers stay as they are, unless the layer "Flattened" that holds them
    is off. Raises InvalidPayload where nothing is left.
    """
    remarks: list[str] = []
    kept: dict[int, Task] = {}
    flat = [task for task in rendered.tasks if not task.layered and _shows(task)]
    for slider in sliders:
        strength = strengths.values[slider.layer]
        if slider.plugin == FLATTENED:
            remarks += _whole(slider, strength) if strength else ()
            flat = flat if strength else []
        if slider.task is None or not strength:
            continue
        task, said = _task(slider, slider.task, strength)
        remarks += said
        if task is not None:
            kept[id(slider.task)] = task
    tasks = [task if any(task is one for one in flat) else kept.get(id(task)) for task in rendered.tasks]
    preset = Preset(name, tuple(task.drop(*_LAYER) for task in tasks if task is not None), mode=rendered.mode)
    if not preset.tasks:
        raise InvalidPayload(_NOTHING)
    require_valid(preset)
    return Saved(preset, tuple(dict.fromkeys(remarks)))


def percent(value: float) -> str:
    """0.085 → "8.5 %"."""
    return f"{round(100 * value, 1):g} %"


def _strength(task: Task, slider: Slider, most: int) -> tuple[int, list[str]]:
    """At which strength the layer stands for the task, at most `most`; and what is not as the task has it."""
    remarks = list(_otherwise(task, slider))
    if slider.meaning is Meaning.OPACITY:
        return FULL, remarks
    wanted = [task.number(one.parameter.path) for one in slider.values]
    if None in wanted:
        return FULL, [*remarks, _UNSAID.format(slider.plugin, slider.label)]
    strength = slider.strength(wanted[0] or 0.0)
    if strength > most:
        most_shown = percent(slider.values[0].at(most))
        return most, [*remarks, _TOO_STRONG.format(slider.plugin, percent(wanted[0] or 0.0), most_shown)]
    first = slider.values[0].parameter.label
    for one, value in zip(slider.values[1:], wanted[1:], strict=True):
        if value is not None and abs(one.at(strength) - value) > one.parameter.step / 2:
            label = one.parameter.label.partition(" (")[0]
            remarks.append(_PAIR.format(slider.plugin, label, percent(one.at(strength)), percent(value), first))
    return strength, remarks


def _otherwise(task: Task, slider: Slider) -> Iterator[str]:
    """Where the layer was rendered with something else than the task has, apart from what the slider moves."""
    if slider.task is None:
        return
    moved = [one.parameter.path for one in slider.values]
    ours, theirs = (_apart_from(one, moved) for one in (task, slider.task))
    for key in dict.fromkeys((*ours, *theirs)):
        if canonical(ours.get(key)) != canonical(theirs.get(key)):
            label = _labels(slider.plugin).get(key, key)
            yield _OTHERWISE.format(
                *(slider.plugin, label, _said(slider.plugin, key, theirs.get(key))),
                _said(slider.plugin, key, ours.get(key)),
            )


def _apart_from(task: Task, moved: Sequence[tuple[str, ...]]) -> Mapping[str, Json]:
    for path in (_LAYER, *moved):
        task = task.drop(*path)
    return task.fields


def _labels(plugin: str) -> dict[str, str]:
    known = BY_KEY.get(plugin)
    named = (
        {one.path[0]: one.label.partition(" (")[0] for one in known.parameters if hasattr(one, "label")}
        if known
        else {}
    )
    return {**named, "Scale": known.scale.value if known and known.scale else "Scale"}


def _said(plugin: str, key: str, value: Json | None) -> str:
    known = BY_KEY.get(plugin)
    if value is None:
        return "nothing said"
    if key == "Scale" and known and known.scale and value in range(len(SCALE_CHOICES[known.scale])):
        return SCALE_CHOICES[known.scale][int(value)]
    if isinstance(value, int | float) and not isinstance(value, bool) and key.startswith("Alpha"):
        return percent(value)
    return canonical(value)[:60]


def _task(slider: Slider, task: Task, strength: int) -> tuple[Task | None, list[str]]:
    """The task that renders the layer at that strength; None where it would change nothing."""
    if slider.meaning is Meaning.OPACITY:
        return task, _whole(slider, strength)
    remarks = []
    for one in slider.values:
        value = one.rounded(strength)
        task = task.put(one.parameter.path, value)
        if one.at(strength) - value > one.parameter.step / 2 + 1e-9:
            remarks.append(_PAST_RANGE.format(slider.plugin, one.parameter.label.partition(" (")[0], percent(value)))
    if all(task.get(number.path) in (0, None) for number in (blends(task.known) if task.known else ())):
        return None, [_OUT.format(slider.plugin)]
    return task, remarks


def _whole(slider: Slider, strength: int) -> list[str]:
    return [] if strength == FULL else [_ONLY_WHOLE.format(slider.plugin, percent(strength / FULL))]


def _shows(task: Task) -> bool:
    """Whether it changes the picture: masks and metadata don't."""
    return task.known is None or task.known.yields not in (Yields.MASK, Yields.METADATA)
