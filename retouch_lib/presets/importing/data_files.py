"""Presets kept as YAML or TOML, read as the value that JSON would hold."""

from __future__ import annotations

import math
import re
import tomllib
from datetime import date, datetime, time
from typing import Any

import yaml

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.bounded_json import MAX_TEXT, Json
from retouch_lib.presets.importing import yaml_nodes

MAX_DEPTH = yaml_nodes.MAX_DEPTH
_FAST = hasattr(yaml, "CSafeLoader")
_Loader: Any = yaml.CSafeLoader if _FAST else yaml.SafeLoader
MAX_YAML = MAX_TEXT if _FAST else 100_000
"""The parser in Python, which takes the place of libyaml where there is none, needs a second for so many letters."""
MAX_TOML = 250_000
"""The parser is written in Python: half a second."""
_MAX_DOTS = 1_000
"""In one line: a dotted key takes the square of its dots."""
_MAX_DIGITS = 400
_UNSEEN = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML takes nowhere (YAML 1.2.2, 5.1)."""


def from_yaml(text: str) -> Json:
    """The object or list in a text; a list of them where it holds several documents (---).

    Raises InvalidPayload, with the line, where it is no YAML, is nested deeper than 20 levels, has a key twice or
    aliases that stand for too much. Dates, and words as yes and on, are texts.
    """
    text = text.removeprefix("\ufeff")
    _require_length(text, MAX_YAML, "YAML")
    unseen = _UNSEEN.search(text)
    if unseen is not None:
        raise yaml_nodes.refused("not YAML: a character that it can't hold", text.count("\n", 0, unseen.start()))
    try:
        found = yaml_nodes.documents(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error) from None
    except yaml.YAMLError:
        raise InvalidPayload("not YAML") from None
    values = [value for value in found if isinstance(value, dict | list)]
    if not values:
        raise InvalidPayload("it is YAML without an object or a list, and so without a preset")
    return values[0] if len(values) == 1 else values


def from_toml(text: str) -> Json:
    """The object in a text. Raises InvalidPayload with the line. Dates and times are texts."""
    text = text.removeprefix("\ufeff")
    _require_length(text, MAX_TOML, "TOML")
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > _MAX_DOTS:
            raise InvalidPayload(f"not TOML that can be read: too many dots in one line, at line {number}")
    try:
        return _plain(tomllib.loads(text), 1)
    except tomllib.TOMLDecodeError as error:
        raise InvalidPayload(f"not TOML: {_told(error, text)}") from None
    except (RecursionError, ValueError):  # a number with thousands of digits
        raise InvalidPayload("not TOML that can be read: it is nested too deeply, or a number is too long") from None


def _require_length(text: str, most: int, form: str) -> None:
    if len(text) > most:
        raise InvalidPayload(f"the {form} is too long to be read: over {most:,} characters")


def _not_yaml(error: yaml.MarkedYAMLError) -> InvalidPayload:
    mark = error.problem_mark or error.context_mark
    place = "" if mark is None else f" at line {mark.line + 1}, column {mark.column + 1}"
    return InvalidPayload(f"not YAML: {error.problem or error.context}{place}")


def _told(error: tomllib.TOMLDecodeError, text: str) -> str:
    """Its last words are where: "(at line 2, column 5)", "(at end of document)"."""
    problem, _, place = str(error)[-300:].rpartition(" (at ")
    if place.startswith("line"):
        return f"{problem} at {place.rstrip(')')}"
    return f"{problem} at its end, line {len(text.splitlines()) or 1}"


def _plain(value: Any, depth: int) -> Json:
    if depth > MAX_DEPTH:
        raise InvalidPayload(f"it is nested too deeply; at most {MAX_DEPTH} levels are read")
    if isinstance(value, dict):
        return {key: _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return math.inf if isinstance(value, int) and abs(value) > 10**_MAX_DIGITS else value
