"""What differs between presets, in words: one row per value that is not the same in all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retouch_lib.plugins import PLUGINS, SCALE_CHOICES, Constant, Number, Parameter, Path, Plugin
from retouch_lib.presets.preset import Json, Preset, Task

OFF = "off"
UNSET = "–"
_HUGE = 1e9
"""Far beyond what any plugin takes: such a number is shown as it is."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value and how each preset has it."""

    plugin: str
    name: str
    values: tuple[str, ...]
    """In the order of the presets compared."""


def differences(presets: Sequence[Preset]) -> tuple[Difference, ...]:
    """The rows that differ, in the table's order; unknown plugins and fields come after the known ones."""
    return tuple(row for row in _rows(presets) if len(set(row.values)) > 1)


def in_words(parameter: Parameter, value: Json) -> str:
    """A value as the board shows it: "39 %", "full", "on"."""
    if value is None:
        return UNSET
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(parameter, Number) and isinstance(value, int | float) and abs(value) < _HUGE:
        units = {"percent": f"{value * 100:.4g} %", "degrees": f"{value:.4g}°", "plain": f"{value:.4g}"}
        return units[parameter.unit]
    return str(value)


def scale_in_words(plugin: Plugin, value: Json) -> str:
    """A Scale as the board shows it: "Half body"."""
    if plugin.scale is None or isinstance(value, bool) or value not in range(len(SCALE_CHOICES[plugin.scale])):
        return UNSET if value is None else str(value)
    return SCALE_CHOICES[plugin.scale][value]


def _rows(presets: Sequence[Preset]) -> Iterator[Difference]:
    for plugin in PLUGINS:
        tasks = [preset.task(plugin.key) for preset in presets]
        if any(tasks):
            yield from _plugin_rows(plugin, tasks)
    names = dict.fromkeys(task.plugin for preset in presets for task in preset.tasks if task.known is None)
    for name in names:
        tasks = [preset.task(name) for preset in presets]
        fields = dict.fromkeys(field for task in tasks if task for field in task.fields)
        yield from (_row(name, field, (field,), tasks) for field in fields)


def _plugin_rows(plugin: Plugin, tasks: Sequence[Task | None]) -> Iterator[Difference]:
    if plugin.scale is not None:
        words = tuple(scale_in_words(plugin, task.fields.get("Scale")) if task else OFF for task in tasks)
        yield Difference(plugin.label, plugin.scale.value, words)
    for parameter in plugin.parameters:
        if not isinstance(parameter, Constant):
            words = tuple(in_words(parameter, task.get(parameter.path)) if task else OFF for task in tasks)
            yield Difference(plugin.label, parameter.label, words)
    if not plugin.parameters and plugin.scale is None:
        yield Difference(plugin.label, "", tuple("on" if task else OFF for task in tasks))
    known = {parameter.path[0] for parameter in plugin.parameters} | {"Scale"}
    extra = dict.fromkeys(field for task in tasks if task for field in task.fields if field not in known)
    yield from (_row(plugin.label, field, (field,), tasks) for field in extra)


def _row(plugin: str, name: str, path: Path, tasks: Sequence[Task | None]) -> Difference:
    values = tuple((UNSET if task.get(path) is None else str(task.get(path))) if task else OFF for task in tasks)
    return Difference(plugin, name, values)
