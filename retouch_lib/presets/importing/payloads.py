"""Which shape one value has (an envelope, a payload, a list of tasks), and the preset that it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from retouch_lib.presets import envelope
from retouch_lib.presets.bounded_json import Json
from retouch_lib.presets.envelope import MAX_NAME, MAX_NOTE, FoundPreset
from retouch_lib.presets.importing import tokens_in_text
from retouch_lib.presets.importing.placeholders import require_values
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.validation import check
from retouch_lib.words.text import one_line, visible

_NAMES = ("name", "title", "label", "preset_name", "presetName")
_NOTES = ("note", "description", "desc", "comment")
_SPELLED = ("mode", "tasks", "Plugin", "Scale", "Alpha1", "Alpha2", "Layer", "outputFormat")
_BY_LETTERS = {key.casefold(): key for key in _SPELLED}
_LIST = 'It is a list of tasks; "mode" was added around it.'
_SINGLE = 'It is a single task; "mode" and "tasks" were added around it.'
_TAKEN = "Fields that only name or describe it were taken out of the payload: {}. The API knows none of them."
_LETTERS = "Names of fields were put into the API's spelling: {}."


def is_task(value: Json) -> bool:
    """Whether it is an object with the field of a task."""
    return _has(value, "plugin")


def is_task_list(value: Json) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(is_task(item) for item in value)


def has_tasks(value: Json) -> bool:
    """Whether it is an object with the field of a payload, or our own file."""
    return envelope.is_envelope(value) or _has(value, "tasks")


def _has(value: Json, field: str) -> bool:
    """Whether it has the field, in any spelling; a schema of it ({"type": "array"}) is none."""
    return isinstance(value, Mapping) and any(
        isinstance(key, str) and key.casefold() == field and not _is_schema(item) for key, item in value.items()
    )


def _is_schema(value: Json) -> bool:
    return isinstance(value, Mapping) and ("$ref" in value or isinstance(value.get("type"), str))


def holds_a_task(value: Mapping[str, Json]) -> bool:
    """Whether one of its tasks, at least, looks like one."""
    tasks = next((item for key, item in value.items() if isinstance(key, str) and key.casefold() == "tasks"), ())
    return isinstance(tasks, list | tuple) and any(is_task(task) for task in tasks)


def own_name(value: Mapping[str, Json]) -> str:
    """The name that an object gives itself, or nothing."""
    field = _first_text(value, (*_NAMES, "key") if "value" in value else _NAMES)
    return one_line(value[field], MAX_NAME) if field else ""


def _first_text(value: Mapping[str, Json], fields: Sequence[str]) -> str:
    """The first of these fields that holds a text, or nothing."""
    return next((field for field in fields if isinstance(value.get(field), str)), "")


def preset_of(value: Json, place: str, name: str) -> FoundPreset:
    """The preset in an object with tasks, a list of tasks, or a single one. Raises InvalidPayload."""
    if envelope.is_envelope(value):
        return envelope.from_dict(value, place or envelope.WHOLE)
    notes: list[str] = []
    if isinstance(value, list | tuple):
        notes.append(_LIST)
        value = {"tasks": list(value)}
    elif is_task(value) and not has_tasks(value):
        notes.append(_SINGLE)
        value = {"tasks": [value]}
    value = _spelled(value, notes)
    value = _without_tokens(value, notes)
    noted = _first_text(value, _NOTES)
    labels = {_first_text(value, _NAMES), noted} - {""}
    payload = {key: item for key, item in value.items() if key not in labels}
    if len(payload) < len(value):
        notes.append(_TAKEN.format(", ".join(f"“{key}”" for key in value if key not in payload)))
    require_values(payload)
    preset = Preset.from_json(payload)
    note = visible(value[noted], keep="\n")[:MAX_NOTE].strip() if noted else ""
    named = replace(preset, name=own_name(value) or one_line(name, MAX_NAME), note=note)
    return FoundPreset(named, place, findings=check(named), notes=tuple(notes))


def _spelled(value: Mapping[str, Json], notes: list[str]) -> Mapping[str, Json]:
    """The payload with `Tasks` as `tasks`, `plugin` as `Plugin`, as structs of Go and C# and others write them."""
    changed: dict[str, None] = {}
    payload = _with_letters(value, changed)
    tasks = payload.get("tasks")
    if isinstance(tasks, Sequence) and not isinstance(tasks, str):
        payload["tasks"] = [_with_letters(task, changed) if isinstance(task, Mapping) else task for task in tasks]
    if changed:
        notes.append(_LETTERS.format(", ".join(changed)))
    return payload


def _with_letters(value: Mapping[str, Json], changed: dict[str, None]) -> dict[str, Json]:
    result: dict[str, Json] = {}
    for key, item in value.items():
        right = _BY_LETTERS.get(key.casefold(), key) if isinstance(key, str) else key
        if right != key and right not in value and right not in result:
            changed[f"“{one_line(key, 20)}” is “{right}”"] = None
            result[right] = item
        else:
            result[key] = item
    return result


def _without_tokens(value: Json, notes: list[str]) -> Json:
    """Without the fields, at any depth, that are a token's or have one in their text."""
    if isinstance(value, Mapping):
        kept = {key: item for key, item in value.items() if not _is_token(key, item)}
        if len(kept) < len(value) and tokens_in_text.LEFT_OUT not in notes:
            notes.append(tokens_in_text.LEFT_OUT)
        return {key: _without_tokens(item, notes) for key, item in kept.items()}
    return [_without_tokens(item, notes) for item in value] if isinstance(value, list | tuple) else value


def _is_token(key: Json, value: Json) -> bool:
    if not isinstance(key, str) or not isinstance(value, str):
        return False
    return tokens_in_text.is_key(key) or bool(tokens_in_text.in_text(value) or tokens_in_text.in_text(key))
