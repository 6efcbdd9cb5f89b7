"""Which name was meant: "Portrait Volume" is no plugin, "Portrait Volumes" is. It is said, and taken on request."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from retouch_lib.plugins import BY_KEY, Choice, Path, Plugin
from retouch_lib.presets.bounded_json import Json
from retouch_lib.presets.preset import DEFAULT_MODE, Preset, Task

OUTPUT_FORMATS = ("jpeg", "zip")
TOP_LEVEL = ("mode", "tasks", "outputFormat")
_ALIKE = 0.7
"""Of difflib's ratio: "Healing" is as like "Heal" as that, "Skin" and "Skin Mask" are less so."""
_LONGEST = 40
"""Letters of a name that is compared at all."""


def meant(written: Json, known: Iterable[str]) -> str:
    """The known name that a written one differs little from, or nothing; blanks, signs and letter case do not count.

    >>> meant("eye vesels", ["Eye Vessels", "Eye Brilliance"])
    'Eye Vessels'
    """
    if not isinstance(written, str) or len(written) > 2 * _LONGEST:
        return ""
    return _meant(written, tuple(known))


def meant_plugin(written: str) -> str:
    """The plugin whose name was meant, or nothing."""
    return meant(written, BY_KEY)


def meant_field(plugin: Plugin, path: Path) -> str:
    """The field of the plugin that was meant by the last name of a path, or nothing."""
    return meant(path[-1], _fields(plugin, path[:-1]))


def corrected(preset: Preset) -> Preset:
    """The preset with every name that was meant in the place of the one written; values stay, and so does their order.

    A name stays where the one that was meant stands there already.
    """
    taken = {task.plugin for task in preset.tasks}
    extra = _renamed(preset.extra, TOP_LEVEL, OUTPUT_FORMATS)
    mode = meant(preset.mode, (DEFAULT_MODE,)) or preset.mode
    return replace(preset, tasks=tuple(_task(task, taken) for task in preset.tasks), extra=extra, mode=mode)


@lru_cache(maxsize=2_048)
def _meant(written: str, known: tuple[str, ...]) -> str:
    letters, names = _letters(written), {_letters(name): name for name in known}
    if not letters or len(letters) > _LONGEST or written in known:
        return ""
    if letters in names:
        return names[letters]
    alike = difflib.get_close_matches(letters, [name for name in names if _comparable(name, letters)], 1, _ALIKE)
    return names[alike[0]] if alike else ""


def _comparable(one: str, other: str) -> bool:
    """Whether they begin alike and have the same figures: Alpha3 is none of Alpha1 and Alpha2."""
    return one[:1] == other[:1] and [*filter(str.isdigit, one)] == [*filter(str.isdigit, other)]


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _fields(plugin: Plugin, above: Path = ()) -> list[str]:
    """Names that may stand in an object of the plugin's task."""
    here = len(above)
    names = [path[here] for path in (parameter.path for parameter in plugin.parameters) if path[:-1][:here] == above]
    common = ["Layer", *(["Scale"] if plugin.scale else [])] if not above else []
    return list(dict.fromkeys([*common, *names]))


def _task(task: Task, taken: set[str]) -> Task:
    name = meant_plugin(task.plugin)
    plugin = task.plugin if not name or name in taken else name
    known = BY_KEY.get(plugin)
    return Task(plugin, _object(task.fields, known, ())) if known else task


def _object(fields: Mapping[str, Json], plugin: Plugin, above: Path) -> dict[str, Json]:
    known = _fields(plugin, above)
    found: dict[str, Json] = {}
    for key, value in fields.items():
        name = key if key in known else meant(key, known)
        name = key if not name or (name != key and (name in fields or name in found)) else name
        found[name] = _value(value, plugin, (*above, name))
    return found


def _value(value: Json, plugin: Plugin, path: Path) -> Json:
    if isinstance(value, Mapping):
        return _object(value, plugin, path) if _fields(plugin, path) else value
    choice = next((one for one in plugin.parameters if isinstance(one, Choice) and one.path == path), None)
    return (meant(value, choice.options) if choice else "") or value


def _renamed(extra: Mapping[str, Json], known: tuple[str, ...], formats: tuple[str, ...]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, value in extra.items():
        name = meant(key, known)
        name = key if name != "outputFormat" or name in extra else name
        found[name] = (meant(value, formats) if name == "outputFormat" else "") or value
    return found
