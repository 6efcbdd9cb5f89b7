"""Task and Preset, their JSON both ways, and the fingerprint that names a payload."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from retouch_lib.errors import InvalidPayload
from retouch_lib.plugins import BY_KEY, Constant, Path, Plugin
from retouch_lib.presets.bounded_json import Json as Json  # presets' public name too
from retouch_lib.presets.bounded_json import read_json, require_plain, show
from retouch_lib.presets.made_from import MadeFrom

MAX_TASKS = 100
DEFAULT_MODE = "professional"
_EMPTY: Mapping[str, Json] = MappingProxyType({})


@dataclass(frozen=True)
class Task:
    """One plugin with its values, exactly as sent: `fields` is everything but "Plugin", in the order it came."""

    plugin: str
    fields: Mapping[str, Json] = field(default_factory=lambda: _EMPTY)

    @property
    def known(self) -> Plugin | None:
        """The table's row, or None for a plugin the table doesn't have yet."""
        return BY_KEY.get(self.plugin)

    def get(self, path: Path) -> Json | None:
        """The value at a parameter's path, or None where the task does not set it."""
        value: Json = self.fields
        for key in path:
            if not isinstance(value, Mapping) or key not in value:
                return None
            value = value[key]
        return value

    def number(self, path: Path) -> float | None:
        """The same where it is a number, else None."""
        value = self.get(path)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def put(self, path: Path, value: Json) -> Task:
        """A copy with one value set; the other fields keep their places."""
        return Task(self.plugin, _put(self.fields, path, value))

    def drop(self, *path: str) -> Task:
        """A copy without what stands at a parameter's path; an object that it leaves empty goes, too."""
        return Task(self.plugin, _without(self.fields, path))

    @property
    def layered(self) -> bool:
        """Whether this task asks for its own layer, which makes the result a ZIP."""
        return self.fields.get("Layer") in (1, True)

    def as_dict(self) -> dict[str, Json]:
        return {"Plugin": self.plugin, **self.fields}


@dataclass(frozen=True)
class Preset:
    """A named payload. `extra` keeps the payload's other top-level fields, such as "outputFormat"."""

    name: str
    tasks: tuple[Task, ...]
    note: str = ""
    author: str = ""
    mode: str = DEFAULT_MODE
    extra: Mapping[str, Json] = field(default_factory=lambda: _EMPTY)
    made_from: MadeFrom | None = None
    """What it was made from, of a saved version; None where that is not known."""

    @classmethod
    def from_json(cls, source: str | bytes | Mapping[str, Json], name: str = "") -> Preset:
        """Read a payload. Unknown plugins and fields are kept; values are `validation.check`'s matter.

        Raises InvalidPayload, with a place, when the text is no JSON, not in a payload's shape, or could not be sent.
        """
        value = source if isinstance(source, Mapping) else read_json(source)
        if not isinstance(value, Mapping):
            raise InvalidPayload('the payload must be an object: {"mode": "professional", "tasks": […]}')
        require_plain(value)
        tasks = value.get("tasks")
        if not isinstance(tasks, list | tuple) or not tasks:
            raise InvalidPayload('tasks: a list with at least one {"Plugin": …} is needed')
        _require_few(len(tasks))
        mode = value.get("mode", DEFAULT_MODE)
        if not isinstance(mode, str):
            raise InvalidPayload(f"mode: {show(mode)} is no text")
        extra = {key: item for key, item in value.items() if key not in ("mode", "tasks")}
        return cls(name, tuple(_task(index, item) for index, item in enumerate(tasks)), mode=mode, extra=extra)

    def payload(self) -> dict[str, Json]:
        """The object as the API wants it."""
        return {"mode": self.mode, "tasks": [task.as_dict() for task in self.tasks], **self.extra}

    def to_json(self, *, indent: int | None = None) -> str:
        """The payload's text as sent (compact), or indented for reading."""
        separators = (",", ":") if indent is None else None
        return json.dumps(self.payload(), ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of the canonical payload: the same for any spacing, key order, and 1 against 1.0.

        Task order counts: the API works in the order given.
        """
        return hashlib.sha256(canonical(self.payload()).encode()).hexdigest()

    @property
    def layered(self) -> bool:
        return any(task.layered for task in self.tasks)

    def task(self, plugin: str) -> Task | None:
        """The first task of that plugin, or None."""
        return next((task for task in self.tasks if task.plugin == plugin), None)

    def with_task(self, task: Task) -> Preset:
        """A copy in which `task` replaces its plugin's first task, or joins at the table's place.

        Raises InvalidPayload where it would be one task more than can be read back.
        """
        tasks = list(self.tasks)
        for index, old in enumerate(tasks):
            if old.plugin == task.plugin:
                tasks[index] = task
                return replace(self, tasks=tuple(tasks))
        _require_few(len(tasks) + 1)
        tasks.insert(_place(tasks, task), task)
        return replace(self, tasks=tuple(tasks))

    def without(self, plugin: str) -> Preset:
        """A copy with no task of that plugin."""
        return replace(self, tasks=tuple(task for task in self.tasks if task.plugin != plugin))

    def with_layers(self, wanted: bool) -> Preset:
        """A copy in which every task that can asks for its own layer, or none does."""
        return replace(self, tasks=tuple(_with_layer(task) if wanted else task.drop("Layer") for task in self.tasks))


def canonical(value: Json) -> str:
    """One JSON text for all spellings of a value: the fingerprint's, and so what "the same value" means."""
    return json.dumps(_canonical(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def default_task(plugin: Plugin) -> Task:
    """The task a plugin starts with when it is switched on."""
    task = Task(plugin.key, {} if plugin.scale is None else {"Scale": plugin.default_scale})
    for parameter in plugin.parameters:
        value = parameter.value if isinstance(parameter, Constant) else parameter.default
        if value is not None:
            task = task.put(parameter.path, value)
    return task


def require_readable(preset: Preset) -> None:
    """Raise InvalidPayload unless the text that would be sent, and kept with its result, can be read back."""
    try:
        text = preset.to_json()
    except (ValueError, TypeError):
        raise InvalidPayload("payload: it holds something that JSON can't say") from None
    Preset.from_json(text)


def _require_few(tasks: int) -> None:
    if tasks > MAX_TASKS:
        raise InvalidPayload(f"tasks: {tasks:,} are too many; at most {MAX_TASKS} are read and sent")


def _with_layer(task: Task) -> Task:
    able = task.known is None or task.known.can_layer
    return task.put(("Layer",), 1) if able else task.drop("Layer")


def _place(tasks: Iterable[Task], task: Task) -> int:
    """Before the first task that comes later in the table."""
    tasks = list(tasks)
    if task.known is None:
        return len(tasks)
    for index, other in enumerate(tasks):
        if other.known and other.known.order > task.known.order:
            return index
    return len(tasks)


def _put(fields: Mapping[str, Json], path: Path, value: Json) -> dict[str, Json]:
    head, *rest = path
    inner = fields.get(head)
    new = _put(inner if isinstance(inner, Mapping) else {}, tuple(rest), value) if rest else value
    return {**fields, head: new}


def _without(fields: Mapping[str, Json], path: Path) -> dict[str, Json]:
    head, *rest = path
    inner = fields.get(head)
    if rest and not isinstance(inner, Mapping):
        return dict(fields)
    left = _without(inner, tuple(rest)) if rest and isinstance(inner, Mapping) else {}
    return {key: left if key == head else value for key, value in fields.items() if key != head or left}


def _task(index: int, value: Json) -> Task:
    if not isinstance(value, Mapping):
        raise InvalidPayload(f'tasks[{index}]: {show(value)} is no object; a task looks like {{"Plugin": "Heal", …}}')
    plugin = value.get("Plugin")
    if not isinstance(plugin, str) or not plugin.strip():
        raise InvalidPayload(f'tasks[{index}]: "Plugin" with the plugin\'s name is missing')
    return Task(plugin, {key: item for key, item in value.items() if key != "Plugin"})


def _canonical(value: Json) -> Json:
    if isinstance(value, Mapping):
        return {key: _canonical(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
