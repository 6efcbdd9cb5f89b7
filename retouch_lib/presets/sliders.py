"""What a slider of a mix means: a layer's opacity, shown as the value that it stands for in a preset.

A layer that was rendered at the value r and lies there with the opacity o stands for the value o · r. That holds for
numbers that say how much of an effect is laid in (`Number.is_blend`); of all else a slider is an opacity, and says so.
Strengths are opacities in thousandths, as `imaging.mix` has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from retouch_lib.imaging.archive.layer_order import Layer
from retouch_lib.imaging.strengths import FULL, MOST
from retouch_lib.plugins import BY_KEY, FLATTENED, Number, Plugin
from retouch_lib.presets.preset import Preset, Task


class Meaning(Enum):
    VALUE = "value"
    """The slider shows a number of the preset."""
    OPACITY = "opacity"
    """It shows the layer's opacity, by that name."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A number that a layer was rendered with, and that its slider moves."""

    parameter: Number
    value: float
    """As the payload had it; above 0."""

    def at(self, strength: int) -> float:
        """What it is worth at that strength: not rounded."""
        return self.value * strength / FULL

    def rounded(self, strength: int) -> float:
        """The same as a preset may have it: in the plugin's steps, within its range."""
        step = self.parameter.step
        value = round(round(self.at(strength) / step) * step, 6)
        return value if self.parameter.maximum is None else min(value, self.parameter.maximum)


@dataclass(frozen=True, slots=True)
class Slider:
    """The slider of one layer."""

    layer: int
    """The layer's number."""
    plugin: str
    """As the archive names it; from outside."""
    task: Task | None
    """What the layer was rendered with; None where the payload has no such task."""
    values: tuple[Rendered, ...]
    """What it moves; empty where it shows an opacity."""
    sentence: str
    """What has to be known of it; empty where there is nothing to say."""

    @property
    def meaning(self) -> Meaning:
        return Meaning.VALUE if self.values else Meaning.OPACITY

    @property
    def label(self) -> str:
        """What the slider shows: "Blend", "Whiten + Brighten", "Opacity"."""
        return " + ".join(one.parameter.label.partition(" (")[0] for one in self.values) or "Opacity"

    @property
    def most(self) -> int:
        """The highest strength, extrapolated: no value leaves its plugin's range. FULL for an opacity."""
        if not self.values:
            return FULL
        bounds = [
            int(one.parameter.maximum / one.value * FULL + 1e-6)
            for one in self.values
            if one.parameter.maximum is not None
        ]
        return max(FULL, min(MOST, *bounds)) if bounds else MOST

    def shown(self, strength: int) -> tuple[float, ...]:
        """What the slider shows at that strength, 1.0 for 100 %: of a pair both values."""
        return tuple(one.at(strength) for one in self.values) or (strength / FULL,)

    def strength(self, value: float) -> int:
        """At which the first value shown is that one. It may be above `most`."""
        return round(value / (self.values[0].value if self.values else 1) * FULL)


_PAIR = "{} move together: they were rendered into one layer."
_SENSITIVITY = (
    "Sensitivity chooses which spots are found, not how much is done: the slider is the layer’s opacity. A preset can "
    "only have it whole, or not at all."
)
_NOT_A_BLEND = (
    "Retouch4me doesn’t say that {} stands for the layer’s opacity: the slider is the opacity. A preset can only have "
    "this plugin as it was rendered, or not at all."
)
_UNTOLD = "The payload didn’t say how strongly this layer was rendered: the slider is its opacity."
_NO_VALUE = "This layer was rendered at 0: the slider is its opacity."
_FLATTENED = "These are the tasks that were not asked for as layers, in one: the slider is its opacity."
_UNKNOWN = "This plugin is not in our table: the slider is its layer’s opacity."


def sliders(rendered: Preset, layers: Sequence[Layer]) -> tuple[Slider, ...]:
    """One for each layer that is composited, from the lowest up. `rendered`: what the layers were asked with.

    Of several layers of a plugin the first belongs to its first task that asked for one, and so on.
    """
    left = {task.plugin: _layered(rendered, task.plugin) for task in rendered.tasks}
    return tuple(
        _slider(layer, next(left[layer.name], None) if layer.name in left else None)
        for layer in layers
        if layer.blend is not None
    )


def _layered(rendered: Preset, plugin: str) -> Iterator[Task]:
    return (task for task in rendered.tasks if task.plugin == plugin and task.layered)


def _slider(layer: Layer, task: Task | None) -> Slider:
    plugin = BY_KEY.get(layer.name)
    values = tuple(_moved(plugin, task)) if plugin and task else ()
    return Slider(layer.number, layer.name, task, values, _sentence(layer.name, plugin, task, values))


def _moved(plugin: Plugin, task: Task) -> Iterator[Rendered]:
    for number in blends(plugin):
        value = task.number(number.path)
        if value is not None and value > 0:
            yield Rendered(number, value)


def blends(plugin: Plugin) -> tuple[Number, ...]:
    """The plugin's numbers that a layer's opacity stands for; none of what is no layer of pixels."""
    if plugin.blend is None:
        return ()
    return tuple(one for one in plugin.parameters if isinstance(one, Number) and one.is_blend)


def _sentence(name: str, plugin: Plugin | None, task: Task | None, values: Sequence[Rendered]) -> str:
    if name == FLATTENED:
        return _FLATTENED
    if plugin is None:
        return _UNKNOWN
    if values:
        labels = [one.parameter.label.partition(" (")[0] for one in values]
        return _PAIR.format(" and ".join(labels)) if len(labels) > 1 else ""
    numbers = [one for one in plugin.parameters if isinstance(one, Number)]
    if blends(plugin):
        told = task is not None and any(task.get(one.path) is not None for one in blends(plugin))
        return _NO_VALUE if told else _UNTOLD
    if any(one.label == "Sensitivity" for one in numbers):
        return _SENSITIVITY
    return _NOT_A_BLEND.format(f"“{numbers[0].label}”" if numbers else "its setting")
