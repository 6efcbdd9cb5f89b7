"""Values of YAML, built from a parser's events: nothing is ever made but objects, lists, texts and numbers.

What the two versions of YAML read differently stays a text, so that it is noticed and not paid for: yes and on (true in
YAML 1.1), 010 (8 in 1.1), 1:30 (90 in 1.1), 1_000. So do dates, and what bears a tag of its own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import yaml

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.bounded_json import Json, show

MAX_DEPTH = 20
_MAX_REPEATED = 20_000
"""Values that aliases bring again, all together: nine lines can stand for a billion of them."""
_MAX_DIGITS = 400
_TAG = "tag:yaml.org,2002:"
_SOLVED = frozenset(_TAG + name for name in ("int", "float", "bool", "null"))

_CONSTANTS: dict[str, Json] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_WHOLE = re.compile(r"[-+]?(?:0|[1-9]\d*+)")
_BROKEN = re.compile(r"[-+]?(?:\.\d++|\d++(?:\.\d*+(?:[eE][-+]?\d++)?|[eE][-+]?\d++))")
_NO_KEY = object()
_MERGE = object()
"""The key `<<`, whose value's pairs count as the object's own."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """A value, and how much it is when its aliases are written out."""

    value: Json
    size: int = 1
    height: int = 0
    """Levels of objects and lists."""


@dataclass(slots=True)
class _Open:
    """An object or a list under way."""

    value: dict[str, Json] | list[Json]
    anchor: str | None
    size: int = 1
    height: int = 1
    key: object = _NO_KEY
    """What waits for its value."""
    merged: dict[str, Json] = field(default_factory=dict)

    @property
    def wants_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is _NO_KEY

    def add(self, item: _Whole, line: int) -> None:
        self.size += item.size
        self.height = max(self.height, item.height + 1)
        if isinstance(self.value, list):
            self.value.append(item.value)
            return
        key, self.key = self.key, _NO_KEY
        if key is _MERGE:
            self._merge(item.value, line)
        elif isinstance(key, str):
            self.value[key] = item.value

    def _merge(self, value: Json, line: int) -> None:
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, dict):
                raise refused("<< takes the values of an object, and there is none", line)
            self.merged = {**one, **self.merged}

    def closed(self) -> _Whole:
        value = {**self.merged, **self.value} if isinstance(self.value, dict) and self.merged else self.value
        return _Whole(value, self.size, self.height)


def refused(problem: str, line: int) -> InvalidPayload:
    """`line` counts from 0, as the parser does."""
    return InvalidPayload(f"{problem}, at line {line + 1}")


def documents(events: Iterable[yaml.Event]) -> list[Json]:
    """The value of each document. Raises InvalidPayload with a line, and what the parser raises."""
    found: list[Json] = []
    building = _Building()
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            building.anchors.clear()
        elif isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            whole = building.take(event, event.start_mark.line if event.start_mark else 0)
            if whole is not None:
                found.append(whole.value)
    return found


class _Building:
    """One document under way."""

    def __init__(self) -> None:
        self.anchors: dict[str, _Whole] = {}
        self._open: list[_Open] = []
        self._repeated = 0

    def take(self, event: yaml.Event, line: int) -> _Whole | None:
        """The document's value where the event ends it."""
        if isinstance(event, yaml.CollectionStartEvent):
            self._begin(event, line)
            return None
        if isinstance(event, yaml.AliasEvent):
            return self._add(self._alias(event.anchor, line), line)
        if isinstance(event, yaml.CollectionEndEvent):
            ended = self._open.pop()
            return self._add(self._named(ended.anchor, ended.closed()), line)
        assert isinstance(event, yaml.ScalarEvent)
        if self._open and self._open[-1].wants_key:
            self._key(event, line)
            return None
        return self._add(self._named(event.anchor, _Whole(scalar(event))), line)

    def _begin(self, event: yaml.CollectionStartEvent, line: int) -> None:
        if self._open and self._open[-1].wants_key:
            raise refused("a key is no text", line)
        if len(self._open) == MAX_DEPTH:
            raise _too_deep(line)
        if event.tag == f"{_TAG}set":
            raise refused("a set is nothing that JSON can say", line)
        is_object = isinstance(event, yaml.MappingStartEvent)
        self._open.append(_Open({} if is_object else [], event.anchor))

    def _key(self, event: yaml.ScalarEvent, line: int) -> None:
        """As it is written, whatever it would be as a value; `<<` alone means more."""
        around = self._open[-1]
        if event.value == "<<" and event.implicit[0]:
            around.key = _MERGE
            return
        if event.value in around.value:
            raise refused(f"{show(event.value)} stands twice in one object; keep one of them", line)
        around.key = event.value

    def _alias(self, name: str | None, line: int) -> _Whole:
        if self._open and self._open[-1].wants_key:
            raise refused(f"the key *{name} is no text", line)
        if name is None or name not in self.anchors:
            raise refused(f"*{name} stands for nothing before it", line)
        again = self.anchors[name]
        self._repeated += again.size
        if self._repeated > _MAX_REPEATED:
            raise refused("its aliases (*) stand for too much", line)
        if len(self._open) + again.height > MAX_DEPTH:
            raise _too_deep(line)
        return again

    def _named(self, anchor: str | None, whole: _Whole) -> _Whole:
        if anchor is not None:
            self.anchors[anchor] = whole
        return whole

    def _add(self, whole: _Whole, line: int) -> _Whole | None:
        if not self._open:
            return whole
        self._open[-1].add(whole, line)
        return None


def scalar(event: yaml.ScalarEvent) -> Json:
    """What a single value stands for: a text where it is quoted, or where nothing else is sure."""
    if not event.implicit[0] and event.tag not in _SOLVED:
        return event.value
    text = event.value
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _WHOLE.fullmatch(text):
        return int(text) if len(text) <= _MAX_DIGITS else math.inf
    return float(text) if _BROKEN.fullmatch(text) else text


def _too_deep(line: int) -> InvalidPayload:
    return refused(f"it is nested too deeply; at most {MAX_DEPTH} levels are read", line)
