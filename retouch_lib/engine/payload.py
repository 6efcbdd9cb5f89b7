"""What this server accepts as a payload, checked against the plugin table.

Written apart from `presets` and `validation`, which check before sending: two readings of one document find more
mistakes than one. The API documents only that a bad task is answered with 462; the reasons are ours.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from retouch_lib.engine import PLUGINS
from retouch_lib.plugins import BY_KEY, Choice, Number, Parameter, Plugin, Switch

MODE = "professional"
MAX_TASKS = 100
_SCALES = range(4)


class BadPayload(ValueError):
    """The payload is refused; `str()` is the reason, as sent in the reply."""


def read_payload(text: str) -> list[dict[str, Any]]:
    """The tasks of a payload's JSON text, in its order, each known and in range, `Layer` as 0 or 1. Raises BadPayload.

    `outputFormat`, where it is given, decides: "jpeg" takes all layers away, "zip" gives every task one when none has.
    The API does not document what it does with both.
    """
    payload = _parse(text)
    if not isinstance(payload, dict):
        raise BadPayload("payload is not a JSON object")
    if "mode" not in payload:
        raise BadPayload(f'mode is missing; the API takes {{"mode":"{MODE}","tasks":[…]}}')
    if payload["mode"] != MODE:
        raise BadPayload(f'mode is {_show(payload["mode"])}; only "{MODE}" is on the local engine')
    form = payload.get("outputFormat")
    if form not in (None, "jpeg", "zip"):
        raise BadPayload(f"outputFormat is {_show(form)}, allowed jpeg or zip")
    tasks = payload.get("tasks")
    if not isinstance(tasks, list) or not tasks:
        raise BadPayload("tasks is missing or empty")
    if len(tasks) > MAX_TASKS:
        raise BadPayload(f"{len(tasks)} tasks are too many; at most {MAX_TASKS} are taken")
    for index, task in enumerate(tasks):
        _check_task(f"tasks[{index}]", task)
    tasks = [{**task, "Layer": int(task["Layer"])} if "Layer" in task else task for task in tasks]
    if form == "jpeg" or (form == "zip" and not any(task.get("Layer", 0) for task in tasks)):
        return [{**task, "Layer": int(form == "zip")} for task in tasks]
    return tasks


def _parse(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise BadPayload(f"payload is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise BadPayload("payload is nested too deeply") from None
    except BadPayload:
        raise
    except ValueError:  # an integer of thousands of digits
        raise BadPayload("payload holds a number that is too long") from None


def _refuse_constant(name: str) -> Any:
    raise BadPayload(f"{name} is not a JSON number")


def _check_task(place: str, task: Any) -> None:
    if not isinstance(task, dict):
        raise BadPayload(f"{place} is not an object")
    name = task.get("Plugin")
    if not isinstance(name, str) or not name:
        raise BadPayload(f"{place} has no Plugin")
    place = f"{place} {name[:40]}"
    plugin = BY_KEY.get(name)
    if plugin is None:
        raise BadPayload(f"{place}: there is no such plugin{_similar(name)}")
    if name not in PLUGINS:
        raise BadPayload(f"{place}: this plugin is not on the local engine yet")
    _check_layer(place, task.get("Layer", 0))
    _check_scale(place, plugin, task.get("Scale", 0))
    for parameter in plugin.parameters:
        value = _at(task, parameter)
        if value is not _ABSENT:
            _check_value(f"{place}: {parameter.path[-1]}", parameter, value)


def _similar(name: str) -> str:
    """The name that was meant, as far as only letter case and what stands between the words differ."""
    meant = {_letters(key): key for key in BY_KEY}.get(_letters(name))
    return f', but there is "{meant}"' if meant else ""


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _check_layer(place: str, layer: Any) -> None:
    """The vendor's older examples write it as true or false."""
    if layer not in (0, 1):
        raise BadPayload(f"{place}: Layer is {_show(layer)}, allowed 0 or 1")


def _check_scale(place: str, plugin: Plugin, scale: Any) -> None:
    if plugin.scale is not None and (isinstance(scale, bool) or scale not in _SCALES):
        raise BadPayload(f"{place}: Scale is {_show(scale)}, allowed 0, 1, 2 or 3")


def _check_value(place: str, parameter: Parameter, value: Any) -> None:
    if isinstance(parameter, Number):
        _check_number(place, parameter, value)
    elif isinstance(parameter, Choice) and not parameter.takes(value):
        raise BadPayload(f"{place} is {_show(value)}, allowed {' or '.join(parameter.options)}")
    elif isinstance(parameter, Switch) and not isinstance(value, bool):
        raise BadPayload(f"{place} is {_show(value)}, allowed true or false")


def _check_number(place: str, number: Number, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadPayload(f"{place} is {_show(value)}, which is no number")
    low = -math.inf if number.minimum is None else number.minimum
    high = math.inf if number.maximum is None else number.maximum
    if not low <= value <= high:
        raise BadPayload(f"{place} is {value:g}, allowed {low:g}–{high:g}")


_ABSENT = object()


def _at(task: Mapping[str, Any], parameter: Parameter) -> Any:
    """The value at the parameter's path, or _ABSENT."""
    value: Any = task
    for key in parameter.path:
        if not isinstance(value, Mapping) or key not in value:
            return _ABSENT
        value = value[key]
    return value


def _show(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else text[:37] + "…"
