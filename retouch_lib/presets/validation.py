"""What the API would refuse about a payload, and what is merely unusual; each finding names its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from retouch_lib.errors import InvalidPayload
from retouch_lib.plugins import SCALE_CHOICES, Choice, Constant, Number, Parameter, Path, Plugin, Switch
from retouch_lib.presets import crop_rules
from retouch_lib.presets.bounded_json import is_finite, show
from retouch_lib.presets.near_misses import OUTPUT_FORMATS, TOP_LEVEL, meant, meant_field, meant_plugin
from retouch_lib.presets.preset import DEFAULT_MODE, Json, Preset, Task, require_readable
from retouch_lib.words.text import shortened

_KEPT = "It is kept and sent as it is."
_OLDER_ALPHA2 = frozenset(("Skin Tone", "Mattifier", "Portrait Volumes"))
"""The vendor's older examples send `"Alpha2": 0` with them; nothing is to be said of it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a payload. Errors keep it from being sent; warnings are shown, and it is sent as it is."""

    severity: Literal["error", "warning"]
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def check(preset: Preset) -> tuple[Finding, ...]:
    """All findings, in the payload's order; each once. Without an error among them, the payload can be read back."""
    found = tuple(dict.fromkeys((*_payload(preset), *_tasks(preset))))
    return found if any(finding.severity == "error" for finding in found) else (*_unreadable(preset), *found)


def require_valid(preset: Preset) -> None:
    """Raise InvalidPayload with every error of `check`; warnings pass."""
    errors = [str(finding) for finding in check(preset) if finding.severity == "error"]
    if errors:
        raise InvalidPayload(*errors)


def _unreadable(preset: Preset) -> Iterator[Finding]:
    """Why the payload could not be read back: it is kept with its result, so only what can be read back is sent."""
    try:
        require_readable(preset)
    except InvalidPayload as error:
        for problem in error.problems:
            place, colon, message = problem.partition(": ")
            yield _error(place, message) if colon else _error("payload", problem)


def _payload(preset: Preset) -> Iterator[Finding]:
    if preset.mode != DEFAULT_MODE:
        text = f'{show(preset.mode)} is not documented here; only "{DEFAULT_MODE}" is'
        yield _kept("mode", text, meant(preset.mode, (DEFAULT_MODE,)))
    for key, value in preset.extra.items():
        place = shortened(key)
        yield from _finite(place, "the value", value)
        if key != "outputFormat":
            yield _kept(place, "this field is not documented", meant(key, TOP_LEVEL))
        elif value not in OUTPUT_FORMATS:
            text = f"{show(value)} is not documented; {' and '.join(OUTPUT_FORMATS)} are"
            yield _kept(place, text, meant(value, OUTPUT_FORMATS))
    if not preset.tasks:
        yield _error("tasks", "no plugin is switched on")


def _tasks(preset: Preset) -> Iterator[Finding]:
    seen: set[str] = set()
    latest = -1
    for index, task in enumerate(preset.tasks):
        place = f"tasks[{index}] {shortened(task.plugin)}"
        if task.plugin in seen:
            yield _warning(place, "this plugin stands in the payload more than once")
        seen.add(task.plugin)
        if task.known is None:
            yield _kept(place, "this plugin is not in our table", meant_plugin(task.plugin))
            for key, value in task.fields.items():
                yield from _finite(place, key, value)
            continue
        if task.known.order < latest:
            yield _warning(place, "tasks are best listed in the plugin table's order; this one comes late")
        latest = max(latest, task.known.order)
        yield from _known_task(place, task, task.known)


def _known_task(place: str, task: Task, plugin: Plugin) -> Iterator[Finding]:
    if "Scale" in task.fields and plugin.scale is not None:
        yield from _scale(place, task.fields["Scale"], SCALE_CHOICES[plugin.scale])
    if "Layer" in task.fields:
        yield from _layer(place, task.fields["Layer"], plugin)
    for parameter in plugin.parameters:
        yield from _parameter(place, task.fields, parameter)
    documented = {parameter.path for parameter in plugin.parameters} | {("Layer",)}
    if plugin.scale is not None:
        documented.add(("Scale",))
    for path, value in _undocumented(task.fields, documented):
        if path == ("Alpha2",) and plugin.key in _OLDER_ALPHA2 and value == 0 and not isinstance(value, bool):
            continue
        name = shortened(".".join(path))
        yield _kept(place, f'the field "{name}" is not documented for this plugin', meant_field(plugin, path))
        yield from _finite(place, name, value)
    if plugin.key == crop_rules.CROP:
        yield from (_warning(place, remark) for remark in crop_rules.remarks(task))


def _scale(place: str, value: Json, choices: tuple[str, ...]) -> Iterator[Finding]:
    if isinstance(value, bool) or value not in range(len(choices)):
        words = ", ".join(f"{number} {word}" for number, word in enumerate(choices))
        yield _error(place, f"Scale is {show(value)}, allowed {words}")


def _layer(place: str, value: Json, plugin: Plugin) -> Iterator[Finding]:
    if value not in (0, 1):  # true and false, too, as some of the vendor's examples have it
        yield _error(place, f"Layer is {show(value)}, allowed 0 (flattened) or 1 (its own layer)")
    elif value == 1 and not plugin.can_layer:
        yield _warning(place, "this plugin is documented as always flattened (Layer 0)")


def _parameter(place: str, fields: Mapping[str, Json], parameter: Parameter) -> Iterator[Finding]:
    """What stands at the parameter's path; nothing there is fine, the plugin's own default holds."""
    value: Json = fields
    for depth, key in enumerate(parameter.path):
        if not isinstance(value, Mapping):
            yield _error(place, f"{'.'.join(parameter.path[:depth])} is {show(value)}, an object is needed")
            return
        if key not in value:
            return
        value = value[key]
    name = parameter.path[-1]
    if value is None:
        yield _error(place, f"{name} is null; give a value or leave it out")
    elif isinstance(parameter, Number):
        yield from _number(place, name, parameter, value)
    elif isinstance(parameter, Choice):
        yield from _choice(place, name, parameter, value)
    elif isinstance(parameter, Switch) and not isinstance(value, bool):
        yield _error(place, f"{name} is {show(value)}, allowed true or false")
    elif isinstance(parameter, Constant) and (isinstance(value, bool) or value != parameter.value):
        yield _warning(place, f"{name} is {show(value)}; only {parameter.value} is documented. {_KEPT}")


def _choice(place: str, name: str, choice: Choice, value: Json) -> Iterator[Finding]:
    if value in choice.options:
        return
    suggested = meant(value, choice.options)
    if choice.takes(value):
        yield _kept(place, f"{name} is {show(value)}; {', '.join(choice.options)} are documented", suggested)
    else:
        options = " or ".join(choice.options)
        yield _error(place, f"{name} is {show(value)}, allowed {options}{_question(suggested)}")


def _number(place: str, name: str, parameter: Number, value: Json) -> Iterator[Finding]:
    if isinstance(value, str):
        yield _error(place, f"{name} is the text {show(value)}; a number without quotes is needed")
    elif isinstance(value, bool) or not isinstance(value, int | float) or not is_finite(value):
        yield _error(place, f"{name} is {show(value)}, which is no number")
    elif (parameter.minimum is not None and value < parameter.minimum) or (
        parameter.maximum is not None and value > parameter.maximum
    ):
        yield _error(place, f"{name} is {show(value)}, allowed {_range(parameter)}")


def _range(parameter: Number) -> str:
    if parameter.minimum is None:
        return f"up to {parameter.maximum:g}"
    if parameter.maximum is None:
        return f"{parameter.minimum:g} or more"
    return f"{parameter.minimum:g}–{parameter.maximum:g}"


def _undocumented(fields: Mapping[str, Json], documented: set[Path], above: Path = ()) -> Iterator[tuple[Path, Json]]:
    """Each field, at any level, that is neither a parameter nor on the way to one."""
    for key, value in fields.items():
        path = (*above, key)
        if path in documented:
            continue
        if not any(known[: len(path)] == path for known in documented):
            yield path, value
        elif isinstance(value, Mapping):
            yield from _undocumented(value, documented, path)


def _finite(place: str, name: str, value: Json) -> Iterator[Finding]:
    """JSON has no NaN or infinity, whatever the field: such a payload could not be written down."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _finite(place, key, item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _finite(place, name, item)
    elif isinstance(value, int | float) and not is_finite(value):
        yield _error(place, f"{shortened(name)} is {show(value)}, which is no number")


def _kept(place: str, message: str, suggested: str = "") -> Finding:
    """A warning about what the documentation doesn't have, with the name that was perhaps meant."""
    return _warning(place, f"{message}{_question(suggested) or '.'} {_KEPT}")


def _question(suggested: str) -> str:
    return f'; did you mean "{suggested}"?' if suggested else ""


def _error(place: str, message: str) -> Finding:
    return Finding("error", place, message)


def _warning(place: str, message: str) -> Finding:
    return Finding("warning", place, message)
