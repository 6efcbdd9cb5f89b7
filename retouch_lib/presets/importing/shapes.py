"""Which shape a value that was read has: a payload, an envelope, a list of either, names with payloads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import envelope
from retouch_lib.presets.bounded_json import Json
from retouch_lib.presets.envelope import FoundPreset
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.validation import check
from retouch_lib.words.text import one_line

MAX_FOUND = 200
"""Presets of one import; more are left out, and said."""
MAX_PROBLEMS = 1_000
"""Sentences on places that can't be read; after so many no further place is looked at."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read from one source."""

    found: tuple[FoundPreset, ...]
    """At least one."""
    notes: tuple[str, ...] = ()
    """Sentences: how it was read, what was odd, what was left out and why. Those of `found` stand here too."""


Part = tuple[str, Callable[[], Imported]]
"""A place, and what reads it."""


def looks_right(value: Json) -> bool:
    """Whether a value found inside other text is meant as presets."""
    if isinstance(value, Mapping):
        return envelope.is_envelope(value) or "tasks" in value or _wrapped(value) or _named(value)
    return _is_list(value) and any(looks_right(item) or _is_task(item) for item in value)


def presets_in_value(value: Json, place: str = "", name: str = "") -> Imported:
    """Read a value of any of the shapes. Raises InvalidPayload, with the place before each problem."""
    if envelope.is_envelope(value):
        found = envelope.from_dict(value, place or envelope.WHOLE)
        return Imported((found,), found.notes)
    if isinstance(value, Mapping) and not _wrapped(value) and _named(value):
        return together([(_of(name), _reader(item, name)) for name, item in value.items()])
    if _is_list(value) and value and all(_is_task(item) for item in value):
        note = 'It is a list of tasks; "mode" was added around it.'
        return _payload({"tasks": list(value)}, place, name, (note,))
    if isinstance(value, Mapping) and _is_task(value) and "tasks" not in value:
        note = 'It is a single task; "mode" and "tasks" were added around it.'
        return _payload({"tasks": [value]}, place, name, (note,))
    if _is_list(value) and any(isinstance(item, Mapping) for item in value):
        return together([(_place(index, value), _reader(item)) for index, item in enumerate(value)])
    return _payload(value, place, name, ())


def together(parts: Iterable[Part]) -> Imported:
    """What several places hold; one that can't be read is left out and said. Raises InvalidPayload when none can."""
    found: list[FoundPreset] = []
    notes: list[str] = []
    problems: list[str] = []
    rest = False
    for place, part in parts:
        rest = len(found) > MAX_FOUND or len(problems) > MAX_PROBLEMS
        if rest:
            break
        try:
            imported = part()
        except InvalidPayload as error:
            problems.extend(_at(place, problem) for problem in error.problems[:3])
            continue
        found.extend(item if item.place == place else replace(item, place=place) for item in imported.found)
        notes.extend(_at(place, note) for note in imported.notes)
    if not found:
        raise InvalidPayload(*problems[:MAX_FOUND])
    skipped = [f"Left out: {problem}" for problem in problems]
    said = [*notes[:MAX_FOUND], *skipped[:MAX_FOUND]]
    if len(found) > MAX_FOUND:
        said.append(f"There are more than {MAX_FOUND} presets; the first {MAX_FOUND} were read.")
    elif rest:
        said.append("Too many places in it can't be read: what comes after them was not looked at.")
    return Imported(tuple(found[:MAX_FOUND]), tuple(said))


def _payload(value: Json, place: str, name: str, notes: Sequence[str]) -> Imported:
    if not isinstance(value, Mapping):
        raise InvalidPayload('the payload must be an object: {"mode": "professional", "tasks": […]}')
    if _wrapped(value):
        name = value["name"] if isinstance(value.get("name"), str) else name
        notes = (*notes, "Its payload was read; of the fields beside it only the name.")
        value = value["payload"]
    preset = Preset.from_json(value)
    named = replace(preset, name=one_line(name, envelope.MAX_NAME))
    return Imported((FoundPreset(named, place, findings=check(named), notes=tuple(notes)),), tuple(notes))


def _wrapped(value: Mapping[str, Json]) -> bool:
    """{"name": …, "payload": {…}} and the like."""
    return isinstance(value.get("payload"), Mapping) and "tasks" not in value


def _named(value: Mapping[str, Json]) -> bool:
    """{"v3": {…}, "v4": {…}}: every value is a payload or an envelope."""
    return bool(value) and all(
        isinstance(item, Mapping) and ("tasks" in item or envelope.is_envelope(item)) for item in value.values()
    )


def _reader(value: Json, name: str = "") -> Callable[[], Imported]:
    return lambda: _single(value, name)


def _single(value: Json, name: str) -> Imported:
    """No lists in lists: a name that a list gives is not one that another list may give again."""
    if envelope.is_envelope(value):
        return presets_in_value(value)
    return _payload(value, "", name, ())


def _is_list(value: Json) -> bool:
    return isinstance(value, list | tuple)


def _is_task(value: Json) -> bool:
    return isinstance(value, Mapping) and "Plugin" in value


def _place(index: int, value: Sequence[Json]) -> str:
    return f"preset {index + 1} of {len(value)}"


def _of(name: str) -> str:
    return f"“{one_line(name, 40)}”"


def _at(place: str, sentence: str) -> str:
    return f"{place}: {sentence}" if place and not sentence.startswith(place) else sentence
