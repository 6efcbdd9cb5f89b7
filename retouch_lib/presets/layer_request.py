"""Which layers to ask for, so that several presets can be simulated of one result: each plugin once, at its most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retouch_lib.errors import InvalidPayload
from retouch_lib.imaging.archive.layer_order import Layer
from retouch_lib.plugins import PLUGINS, BlendMode, Number, Plugin, Yields
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.simulating import simulate
from retouch_lib.presets.sliders import blends, sliders
from retouch_lib.presets.validation import require_valid

NAME = "layers"
_NOTHING = "tasks: none of these plugins has a layer that could be mixed"
_NO_LAYER = "{} has no layer of its own: it is not in a mix."


@dataclass(frozen=True, slots=True)
class LayerRequest:
    """What is to be asked, and what will not be in it."""

    preset: Preset
    """Every task asks for its layer; valid."""
    left_out: tuple[str, ...]
    """Plugins that have no layer to be mixed, in the table's order."""

    def foreseen(self, preset: Preset) -> tuple[str, ...]:
        """What of that preset these layers will not be able to show, before they are there; names are from outside."""
        layers = [
            Layer(number, "", task.plugin, BlendMode.NORMAL if task.known is None else task.known.blend, False, 0, 0, 0)
            for number, task in enumerate(self.preset.tasks)
        ]
        return simulate(preset, sliders(self.preset, layers), len(layers)).remarks

    @property
    def remarks(self) -> tuple[str, ...]:
        return tuple(_NO_LAYER.format(plugin) for plugin in self.left_out)


def layers_for(presets: Sequence[Preset], name: str = NAME) -> LayerRequest:
    """The layers of all plugins of these presets, each at its highest value, in the table's order.

    A plugin that the table doesn't have comes last.

    Two values that move together (Dodge Burn's blend and warmth) are those of the preset that has the first one
    highest. All else (Heal's sensitivity, Scale, fields that nobody documents) is as the first of the presets has it
    that has the plugin: put the one that counts first. Of a plugin that stands in a preset twice its first task counts.

    Raises InvalidPayload where nothing is left to be asked, and for values that the API would refuse.
    """
    tasks: dict[str, Task] = {}
    for preset in presets:
        for task in {task.plugin: task for task in reversed(preset.tasks)}.values():
            tasks[task.plugin] = _stronger(tasks[task.plugin], task) if task.plugin in tasks else task
    wanted = [task for task in tasks.values() if _is_mixed(task.known) and not _does_nothing(task)]
    if not any(task.known is None or task.known.yields is Yields.PIXELS for task in wanted):
        raise InvalidPayload(_NOTHING)
    wanted.sort(key=lambda task: task.known.order if task.known else len(PLUGINS))
    asked = Preset(name, tuple(wanted)).with_layers(True)
    require_valid(asked)
    left_out = [task.known for task in tasks.values() if task.known and not _is_mixed(task.known)]
    return LayerRequest(asked, tuple(plugin.key for plugin in sorted(left_out, key=lambda one: one.order)))


def _is_mixed(plugin: Plugin | None) -> bool:
    """Whether it brings a layer of pixels, or what is found beside: a mask, the faces."""
    return plugin is None or plugin.blend is not None or plugin.yields in (Yields.MASK, Yields.METADATA)


def _does_nothing(task: Task) -> bool:
    """Whether all that its layer would be strong by is 0."""
    values = [task.get(number.path) for number in (blends(task.known) if task.known else ())]
    return bool(values) and all(value == 0 for value in values)


def _stronger(kept: Task, other: Task) -> Task:
    """The first task, with the other's values where they are higher."""
    numbers = blends(kept.known) if kept.known else ()
    if not numbers or _values(other, numbers) <= _values(kept, numbers):
        return kept
    for number in numbers:
        value = other.get(number.path)
        kept = kept.drop(*number.path) if value is None else kept.put(number.path, value)
    return kept


def _values(task: Task, numbers: Iterable[Number]) -> tuple[float, ...]:
    """To be compared; what is no number, or is not said, is 0: `require_valid` tells of it."""
    return tuple(task.number(number.path) or 0.0 for number in numbers)
