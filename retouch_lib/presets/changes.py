"""What turns one preset's payload into another's, step by step, in words: "White Teeth · Whiten 25 % → 40 %".

`differences` tells values apart on the board; this is for passing presets on, so it is complete: there is no change
exactly where the fingerprints are equal.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from retouch_lib.plugins import Constant, Path, Plugin
from retouch_lib.presets.differences import OFF, UNSET, in_words, scale_in_words
from retouch_lib.presets.preset import Json, Preset, Task, canonical
from retouch_lib.words.text import shortened

PAYLOAD = "Payload"
ORDER = "Order"
_ON = "on"
_LONGEST_VALUE = 120
_Place = tuple[str, int]
"""A task's plugin, and which of its tasks it is: a payload may hold a plugin more than once."""


class ChangeKind(StrEnum):
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class PayloadChange:
    """One step. A plugin that is added or removed is one, with all its values."""

    kind: ChangeKind
    plugin: str
    """Its label, or PAYLOAD for what stands beside the tasks."""
    name: str
    """The value's label; empty where a whole plugin is added or removed."""
    before: str
    after: str

    def __str__(self) -> str:
        what = " · ".join(part for part in (self.plugin, self.name) if part)
        if self.kind is ChangeKind.CHANGED:
            return f"{what} {self.before} → {self.after}"
        values = self.after if self.kind is ChangeKind.ADDED else self.before
        return f"{what} {self.kind}{f' ({values})' if values != _ON else ''}"


def changes(before: Preset, after: Preset) -> tuple[PayloadChange, ...]:
    """In the order of `after`'s tasks, then what was removed, then the order and what stands beside the tasks."""
    return tuple(_changes(before, after))


def _changes(before: Preset, after: Preset) -> Iterator[PayloadChange]:
    old, new = _places(before), _places(after)
    for place, task in new.items():
        label = _label(task, place, {**old, **new})
        if place in old:
            yield from _values(label, task.known, _leaves(old[place].fields), _leaves(task.fields))
        else:
            yield PayloadChange(ChangeKind.ADDED, label, "", OFF, _all_values(task))
    for place, task in old.items():
        if place not in new:
            yield PayloadChange(ChangeKind.REMOVED, _label(task, place, {**old, **new}), "", _all_values(task), OFF)
    yield from _order([place for place in old if place in new], [place for place in new if place in old])
    yield from _values(PAYLOAD, None, _beside(before), _beside(after))


def _places(preset: Preset) -> dict[_Place, Task]:
    seen: Counter[str] = Counter()
    places = {}
    for task in preset.tasks:
        seen[task.plugin] += 1
        places[task.plugin, seen[task.plugin]] = task
    return places


def _label(task: Task, place: _Place, all_places: Iterable[_Place]) -> str:
    label = task.known.label if task.known else task.plugin
    return f"{label} ({place[1]})" if (task.plugin, 2) in all_places else label


def _order(before: list[_Place], after: list[_Place]) -> Iterator[PayloadChange]:
    if before != after:
        yield PayloadChange(
            ChangeKind.CHANGED, PAYLOAD, ORDER, *(", ".join(name for name, _ in places) for places in (before, after))
        )


def _values(label: str, plugin: Plugin | None, old: dict[Path, Json], new: dict[Path, Json]) -> Iterator[PayloadChange]:
    for path in dict.fromkeys((*old, *new)):
        if path in old and path in new and canonical(old[path]) == canonical(new[path]):
            continue
        name = _name(plugin, path)
        words = [_words(plugin, path, values[path]) if path in values else UNSET for values in (old, new)]
        if words[0] == words[1]:  # alike as shown, 39 % and 39 %: the figures themselves then
            words = [_raw(values[path]) if path in values else UNSET for values in (old, new)]
        kind = (
            ChangeKind.CHANGED
            if path in old and path in new
            else ChangeKind.ADDED
            if path in new
            else ChangeKind.REMOVED
        )
        yield PayloadChange(kind, label, name, *words)


def _all_values(task: Task) -> str:
    values = _leaves(task.fields)
    return ", ".join(f"{_name(task.known, path)} {_words(task.known, path, values[path])}" for path in values) or _ON


def _leaves(fields: Mapping[str, Json], above: Path = ()) -> dict[Path, Json]:
    """Each value that is no object with something in it, by the way to it."""
    leaves: dict[Path, Json] = {}
    for key, value in fields.items():
        path = (*above, key)
        leaves.update(_leaves(value, path) if isinstance(value, Mapping) and value else {path: value})
    return leaves


def _beside(preset: Preset) -> dict[Path, Json]:
    return _leaves({"mode": preset.mode, **preset.extra})


def _name(plugin: Plugin | None, path: Path) -> str:
    for parameter in plugin.parameters if plugin else ():
        if parameter.path == path and not isinstance(parameter, Constant):
            return parameter.label
    if plugin and plugin.scale is not None and path == ("Scale",):
        return plugin.scale.value
    return ".".join(path)


def _words(plugin: Plugin | None, path: Path, value: Json) -> str:
    for parameter in plugin.parameters if plugin else ():
        if parameter.path == path and value is not None and not isinstance(value, str | list | Mapping):
            return shortened(in_words(parameter, value), _LONGEST_VALUE)
    if plugin and plugin.scale is not None and path == ("Scale",) and isinstance(value, int):
        return scale_in_words(plugin, value)
    return value if isinstance(value, str) and value.strip() else _raw(value)


def _raw(value: Json) -> str:
    return shortened(json.dumps(value, ensure_ascii=False), _LONGEST_VALUE)
