"""`result.json` of a layer archive: what each plugin found. From outside, so every part is looked at before it is kept.

{"jsonVersion": "1", "plugins": [{"pluginName": "…", "metadata": {…}, "faces": [{…}, …]}, …]}
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from retouch_lib.words.text import is_whole, one_line

Json = Any

MAX_BYTES = 4 * 1024 * 1024
"""The matrices of a face's shape for some hundred faces stay below."""
MAX_DEPTH = 24
_MAX_PLUGINS = 200
_MAX_FACES = 1000
_MAX_NAME = 60


@dataclass(frozen=True, slots=True)
class PluginReport:
    """What one plugin wrote down. The values are the server's own and mean what the vendor says."""

    name: str
    metadata: Mapping[str, Json]
    faces: tuple[Mapping[str, Json], ...]


class UnreadableReport(ValueError):
    """The text is no such report; the text of this error is the reason, without a full stop."""


def read_reports(data: bytes) -> tuple[PluginReport, ...]:
    """The reports in the order they stand. What has another shape is left out. Raises UnreadableReport."""
    value = _parsed(data)
    _refuse_depth(value)
    _refuse_half_characters(value)
    plugins = value.get("plugins") if isinstance(value, dict) else None
    if not isinstance(plugins, list):
        raise UnreadableReport("it lists no plugins")
    return tuple(_report(item) for item in plugins[:_MAX_PLUGINS] if isinstance(item, dict))


def _parsed(data: bytes) -> Json:
    if len(data) > MAX_BYTES:
        raise UnreadableReport(f"it has more than {MAX_BYTES >> 20} MB")
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_number, parse_float=_finite)
    except RecursionError:
        raise UnreadableReport("it is nested too deeply") from None
    except ValueError:  # also of bytes that are not UTF-8, and of a number of thousands of digits
        raise UnreadableReport("it is no valid JSON") from None


def _refuse_depth(value: Json) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return
    raise UnreadableReport("it is nested too deeply")


def _refuse_half_characters(value: Json) -> None:
    """JSON's \\ud800 alone can't be written as UTF-8, and so not be shown."""
    if not is_whole(json.dumps(value, ensure_ascii=False)):
        raise UnreadableReport("a text in it holds half a character")


def _report(item: dict[str, Json]) -> PluginReport:
    name, metadata, faces = item.get("pluginName"), item.get("metadata"), item.get("faces")
    return PluginReport(
        name=one_line(name, _MAX_NAME) if isinstance(name, str) else "",
        metadata=metadata if isinstance(metadata, dict) else {},
        faces=tuple(face for face in faces[:_MAX_FACES] if isinstance(face, dict)) if isinstance(faces, list) else (),
    )


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(text: str) -> float:
    raise ValueError(text)
