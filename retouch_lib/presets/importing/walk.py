"""A bounded walk through a value that was read: every preset in it, whatever stands around it.

So are read: Postman collections, HAR files, OpenAPI pages, notebooks, rows of a database, logs of jobs, settings of
any program; strings in them are texts of their own, in which JSON, a curl command or a script may stand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from retouch_lib.errors import InvalidPayload
from retouch_lib.plugins import BY_KEY
from retouch_lib.presets import envelope
from retouch_lib.presets.bounded_json import Json
from retouch_lib.presets.importing import mentions, payloads, tokens_in_text
from retouch_lib.presets.importing.collected import Collected
from retouch_lib.presets.importing.naming import tells
from retouch_lib.words.text import one_line

MAX_DEPTH = 20
"""Levels around a payload that are walked; strings that hold JSON count as one."""
_LONGEST = 80
_TOO_DEEP = f"it stands deeper than {MAX_DEPTH} levels, where nothing is looked for: paste that part by itself"
_ALONE = "a task stands there by itself, outside of any list of tasks: paste it alone, or put it into a list"
_AS_KEYS = 'plugins stand there as names of fields ({}), not as tasks with a "Plugin" each'


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands in its source."""

    base: str = ""
    """ "line 12", "curl command, line 3", or nothing for the whole text."""
    path: str = ""
    """ "presets[1].payload" """
    name: str = ""
    """The nearest name or key around it."""
    line: int = 0
    """For the order."""
    depth: int = 0

    def __str__(self) -> str:
        path = self.path if len(self.path) <= _LONGEST else f"…{self.path[-_LONGEST:]}"
        return ", ".join(part for part in (self.base, path) if part)

    def within(self, key: str | int) -> Place:
        if isinstance(key, int):
            return replace(self, path=f"{self.path or 'list'}[{key}]", depth=self.depth + 1)
        path = f"{self.path}.{one_line(key, 40)}" if self.path else one_line(key, 40)
        return replace(self, path=path, name=one_line(key, 100) if tells(key) else self.name, depth=self.depth + 1)


ReadText = Callable[[str, Place, Collected], None]
LineOf = Callable[[Json], int]
"""The line of a value, or 0 where it is not known."""


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk needs at every step."""

    into: Collected
    read_text: ReadText
    """Reads a text that stands in the value."""
    line_of: LineOf = lambda _: 0

    def through(self, value: Json, place: Place) -> None:
        """Collect the presets of a value and of everything in it."""
        if self.into.full:
            return
        if place.depth > MAX_DEPTH:
            if _mentioned_below(value):
                self._problem(value, place, _TOO_DEEP)
        elif isinstance(value, Mapping):
            self._object(value, place)
        elif isinstance(value, list | tuple):
            self._list(value, place)
        elif isinstance(value, str) and mentions.may_hold(value):
            self._text(value, place)

    def _object(self, value: Mapping[str, Json], place: Place) -> None:
        self._hide_tokens(value)
        passed: tuple[str, ...] = ()
        if envelope.is_envelope(value):
            self._read(value, place)
            return
        if payloads.has_tasks(value):
            if self._read(value, place) or payloads.holds_a_task(value):
                passed = ("tasks",)
        elif payloads.is_task(value):
            self._single(value, place)
            return
        if keys := [key for key, item in value.items() if key in BY_KEY and isinstance(item, int | float | Mapping)]:
            self._problem(value, place, _AS_KEYS.format(one_line(", ".join(f"“{key}”" for key in keys), 100)))
        place = replace(place, name=payloads.own_name(value)) if tells(payloads.own_name(value)) else place
        for key, item in value.items():
            if isinstance(key, str) and key.casefold() not in passed:
                self.through(item, place.within(key))

    def _single(self, value: Json, place: Place) -> None:
        if place.path:
            self._problem(value, place, _ALONE)
        else:
            self._read(value, place)

    def _list(self, value: Sequence[Json], place: Place) -> None:
        if payloads.is_task_list(value):
            self._read(value, place)
        elif len(value) > 1 and all(isinstance(item, str) for item in value):
            self.through(_joined(value), place)  # a notebook keeps its lines so
        else:
            for index, item in enumerate(value):
                self.through(item, place.within(index))

    def _text(self, value: str, place: Place) -> None:
        place = self._closer(value, place)
        self.read_text(value, replace(place, base=str(place), path="", depth=place.depth + 1), self.into)

    def _read(self, value: Json, place: Place) -> bool:
        """Whether it makes a preset; why not is said with its place."""
        place = self._closer(value, place)
        try:
            self.into.add(payloads.preset_of(value, str(place), place.name), place.line)
        except InvalidPayload as error:
            for problem in error.problems[:3]:
                self.into.problem(str(place), problem)
            return False
        return True

    def _problem(self, value: Json, place: Place, sentence: str) -> None:
        self.into.problem(str(self._closer(value, place)), sentence)

    def _closer(self, value: Json, place: Place) -> Place:
        """The place with the line of the value itself, where it is known."""
        line = self.line_of(value)
        return replace(place, base=f"line {line}", line=line) if line else place

    def _hide_tokens(self, value: Mapping[str, Json]) -> None:
        """A field `token`, or a form's {"key": "token", "value": …}."""
        told = value.get("key", value.get("name"))
        fields = {**value, told: value.get("value")} if isinstance(told, str) else value
        for key, item in fields.items():
            if (
                isinstance(key, str)
                and isinstance(item, str)
                and tokens_in_text.is_key(key)
                and tokens_in_text.is_value(item)
            ):
                self.into.tokens.add(item)
                self.into.note(tokens_in_text.LEFT_OUT)


def _joined(lines: Sequence[Json]) -> str:
    return ("" if str(lines[0]).endswith("\n") else "\n").join(str(line) for line in lines)


def _mentioned_below(value: Json) -> bool:
    """Whether tasks or a plugin's name stand anywhere in it; no recursion, however deep it is."""
    left = [value]
    while left:
        item = left.pop()
        if payloads.has_tasks(item) or payloads.is_task(item) or (isinstance(item, str) and mentions.may_hold(item)):
            return True
        if isinstance(item, Mapping):
            left.extend(item.values())
        elif isinstance(item, list | tuple):
            left.extend(item)
    return False
