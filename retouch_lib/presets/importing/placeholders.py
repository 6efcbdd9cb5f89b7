"""Values that only a script or a template knows: `" + alpha + "`, `${alpha}`, `{{ alpha }}`, `<%= alpha %>`.

A string that a script puts together of parts reads like a whole one; what stands there is no value to be paid for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.bounded_json import Json, show

_JOINED = re.compile(r"\s*(?:\+|\.{1,2}|&|\|\|)\s.*\s(?:\+|\.{1,2}|&|\|\|)\s*[@$a-z]{0,2}\s*|['\"]+.*['\"]+", re.DOTALL)
"""What stands between two strings that an operator joins; or a shell's end of one quote and beginning of the next."""
_NAMED = re.compile(r"\$\{?\w+\}?|.{0,40}\$\{[^{}]*\}.{0,40}|.{0,40}\{\{.*\}\}.{0,40}|<%.*%>|%\w+%|\$\(.*\)", re.DOTALL)
"""A variable of a shell or a template."""
_LONGEST = 1_000


_FIELDS = ("Plugin", "Scale", "Alpha1", "Alpha2", "Layer")


def require_values(payload: Mapping[str, Json]) -> None:
    """Raise InvalidPayload, with the place, where the mode, a plugin or one of its values is only a place for one."""
    for place, value in _looked_at(payload):
        if isinstance(value, str) and len(value) < _LONGEST and (_JOINED.fullmatch(value) or _NAMED.fullmatch(value)):
            raise InvalidPayload(f"{place}: {show(value)} is no value but a place for one, which only its script fills")


def _looked_at(payload: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    yield "mode", payload.get("mode")
    tasks = payload.get("tasks")
    for index, task in enumerate(tasks if isinstance(tasks, list | tuple) else ()):
        for field in _FIELDS if isinstance(task, Mapping) else ():
            yield f"tasks[{index}].{field}", task.get(field)
