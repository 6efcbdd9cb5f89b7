"""What the API would refuse about a payload, and what is merely unusual; each finding names its place."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from retouch_lib.errors import InvalidPayload
from retouch_lib.plugins import SCALE_CHOICES, Choice, Number, Parameter, Plugin, Switch
from retouch_lib.presets import DEFAULT_MODE, Json, Preset, Task


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a payload. Errors keep it from being sent; warnings are shown, and it is sent as it is."""

    severity: Literal["error", "warning"]
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def check(preset: Preset) -> tuple[Finding, ...]:
    """All findings, in the payload's order."""
    return tuple(_findings(preset))


def require_valid(preset: Preset) -> None:
    """Raise InvalidPayload with every error of `check`; warnings pass."""
    errors = [str(finding) for finding in check(preset) if finding.severity == "error"]
    if errors:
        raise InvalidPayload(*errors)


def _findings(preset: Preset) -> Iterator[Finding]:
    if preset.mode != DEFAULT_MODE:
        yield _warning(
            "mode", f'"{preset.mode}" is not documented here; only "{DEFAULT_MODE}" is. It is sent as it is.'
        )
    if not preset.tasks:
        yield _error("tasks", "no plugin is switched on")
    for key in preset.extra:
        if key != "outputFormat":
            yield _warning(key, "this field is not documented. It is kept and sent as it is.")
    seen: set[str] = set()
    latest = -1
    for index, task in enumerate(preset.tasks):
        place = f"tasks[{index}] {task.plugin}"
        if task.plugin in seen:
            yield _warning(place, "this plugin stands in the payload more than once")
        seen.add(task.plugin)
        if task.known is None:
            yield _warning(place, "this plugin is not in our table. It is kept and sent as it is.")
            yield from _numbers_are_finite(place, task)
            continue
        if task.known.order < latest:
            yield _warning(place, "tasks are best listed in the plugin table's order; this one comes late")
        latest = max(latest, task.known.order)
        yield from _known_task(place, task, task.known)


def _known_task(place: str, task: Task, plugin: Plugin) -> Iterator[Finding]:
    documented = {parameter.path[0] for parameter in plugin.parameters} | {"Layer"}
    if plugin.scale is not None:
        documented.add("Scale")
        yield from _scale(place, task.fields.get("Scale"), plugin)
    if task.fields.get("Layer", 0) not in (0, 1) or isinstance(task.fields.get("Layer"), bool):
        yield _error(place, f"Layer is {_show(task.fields['Layer'])}, allowed 0 (flattened) or 1 (its own layer)")
    for parameter in plugin.parameters:
        value = task.get(parameter.path)
        if value is not None:
            yield from _value(place, parameter, value)
        elif task.fields.get(parameter.path[0], {}) is None:
            yield _error(place, f"{parameter.path[0]} is null; give a value or leave it out")
    for key in task.fields:
        if key not in documented:
            yield _warning(place, f'the field "{key}" is not documented for this plugin. It is kept and sent as it is.')


def _scale(place: str, value: Json, plugin: Plugin) -> Iterator[Finding]:
    assert plugin.scale is not None
    if value is not None and (isinstance(value, bool) or value not in range(len(SCALE_CHOICES[plugin.scale]))):
        words = ", ".join(f"{number} {word}" for number, word in enumerate(SCALE_CHOICES[plugin.scale]))
        yield _error(place, f"Scale is {_show(value)}, allowed {words}")


def _value(place: str, parameter: Parameter, value: Json) -> Iterator[Finding]:
    name = parameter.path[-1]
    if isinstance(parameter, Number):
        yield from _number(place, name, parameter, value)
    elif isinstance(parameter, Choice) and value not in parameter.options:
        yield _error(place, f"{name} is {_show(value)}, allowed {' or '.join(parameter.options)}")
    elif isinstance(parameter, Switch) and not isinstance(value, bool):
        yield _error(place, f"{name} is {_show(value)}, allowed true or false")


def _number(place: str, name: str, parameter: Number, value: Json) -> Iterator[Finding]:
    if isinstance(value, str):
        yield _error(place, f"{name} is the text {_show(value)}; a number without quotes is needed")
    elif isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        yield _error(place, f"{name} is {_show(value)}, which is no number")
    elif (parameter.minimum is not None and value < parameter.minimum) or (
        parameter.maximum is not None and value > parameter.maximum
    ):
        yield _error(place, f"{name} is {value:g}, allowed {parameter.minimum:g}–{parameter.maximum:g}")


def _numbers_are_finite(place: str, task: Task) -> Iterator[Finding]:
    """JSON has no NaN or infinity, whatever the plugin: such a payload could not be written down."""
    for key, value in _leaves(task.fields):
        if isinstance(value, float) and not math.isfinite(value):
            yield _error(place, f"{key} is {value}, which is no number")


def _leaves(value: Json, key: str = "") -> Iterator[tuple[str, Json]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _leaves(item, str(name))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item, key)
    else:
        yield key, value


def _show(value: Json) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 40 else text[:37] + "…"


def _error(place: str, message: str) -> Finding:
    return Finding("error", place, message)


def _warning(place: str, message: str) -> Finding:
    return Finding("warning", place, message)
