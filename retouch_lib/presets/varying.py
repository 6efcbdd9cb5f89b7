"""What can be varied in a preset, and how a typed axis names it: "Heal.Sensitivity=20:100:20".

    PLUGIN.PARAMETER=from:to:step   numbers as the plugin shows them: percent, degrees, or plain
    PLUGIN.PARAMETER=20,40,80       the same, each by itself; of a parameter with words, its words
    PLUGIN.Scale=Auto,Half body
    PLUGIN=on,off                   the plugin as the preset has it (else with its defaults), and left out
    preset=slight,balanced          whole presets by name; parameters are then varied in each

Names are found whatever their case; a comma or a backslash within a value has a backslash before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from retouch_lib.errors import InvalidAxis
from retouch_lib.plugins import PLUGINS, SCALE_CHOICES, Choice, Number, Path, Plugin, Switch
from retouch_lib.presets.bounded_json import Json
from retouch_lib.presets.preset import Preset, Task, default_task
from retouch_lib.words.text import folded, shortened

MOST_VALUES = 40
"""Of an axis."""
LONGEST_AXIS = 4_000
"""Characters of a typed axis that are read."""
PRESET = "preset"
"""The name of the axis that varies whole presets."""
_NUMBER = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,6})?")
_SPLIT = re.compile(r"(?:\\.|[^\\,])+", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_TO_ESCAPE = re.compile(r"([\\,])")
_SIGNS = {"percent": " %", "degrees": "°", "plain": ""}
_PER_SHOWN = {"percent": Decimal(100), "degrees": Decimal(1), "plain": Decimal(1)}
"""What is shown, for 1 of what is sent."""
_ON, _OFF = "on", "off"
_STEPS = 4
"""Between the first and the last value that an axis starts with."""


class Variable(Protocol):
    """One thing of a preset that may be varied. Its values are numbers: of words, their places."""

    @property
    def name(self) -> str:
        """As it is typed: "Heal.Sensitivity"."""

    @property
    def title(self) -> str:
        """What it is called: "Heal Sensitivity"."""

    @property
    def order(self) -> int:
        """Of two that are varied together, the lower one is put first."""

    def put(self, preset: Preset, value: float) -> Preset:
        """The preset with that value. Raises InvalidPayload where it would be one task too many."""

    def in_words(self, value: float) -> str:
        """ "Heal Sensitivity 40 %" """

    def read(self, text: str) -> tuple[float, ...]:
        """The values typed behind "=", each once, in the order in which they stand on the axis. Raises InvalidAxis."""

    def typed(self, values: Sequence[float]) -> str:
        """Those values as they are typed."""

    @property
    def usual(self) -> str:
        """Values to begin with, as they are typed."""


@dataclass(frozen=True, slots=True)
class NumberVariable:
    """A number of a plugin."""

    plugin: Plugin
    parameter: Number

    order = 1

    @property
    def label(self) -> str:
        return self.parameter.label.partition(" (")[0]

    @property
    def name(self) -> str:
        return f"{self.plugin.key}.{self.label}"

    @property
    def title(self) -> str:
        return f"{self.plugin.label} {self.label}"

    @property
    def sign(self) -> str:
        """Behind a number that is shown: " %", "°"."""
        return _SIGNS[self.parameter.unit]

    def put(self, preset: Preset, value: float) -> Preset:
        return _with(preset, self.plugin, self.parameter.path, value)

    def in_words(self, value: float) -> str:
        return f"{self.title} {self.shown(value)}{self.sign}"

    def shown(self, value: float) -> str:
        """0.085 → "8.5"."""
        return f"{round(float(self._per_shown) * value, 4) + 0.0:g}"

    def read(self, text: str) -> tuple[float, ...]:
        parts = text.split(":")
        values = _ranged(parts, self.name) if len(parts) > 1 else [_number(one, self.name) for one in _split(text)]
        if len(values) > MOST_VALUES:
            raise _too_many(self.name)
        found = sorted({float(value / self._per_shown) for value in values})
        if not found:
            raise _none(self.name)
        for value in found:
            self._require_within(value)
        return tuple(found)

    def typed(self, values: Sequence[float]) -> str:
        return ", ".join(map(self.shown, values))

    @property
    def usual(self) -> str:
        low = self.parameter.minimum or 0.0
        high = self.parameter.maximum if self.parameter.maximum is not None else low + _STEPS * self.parameter.step * 10
        return f"{self.shown(low)}:{self.shown(high)}:{self.shown((high - low) / _STEPS)}"

    @property
    def range_in_words(self) -> str:
        """ "0 to 200 %"; empty where nobody says how far it goes."""
        if self.parameter.minimum is None or self.parameter.maximum is None:
            return ""
        return f"{self.shown(self.parameter.minimum)} to {self.shown(self.parameter.maximum)}{self.sign}"

    @property
    def _per_shown(self) -> Decimal:
        return _PER_SHOWN[self.parameter.unit]

    def _require_within(self, value: float) -> None:
        low, high = self.parameter.minimum, self.parameter.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            raise InvalidAxis(f"{self.name}: {self.shown(value)} is outside of {self.range_in_words}.")


class _Worded:
    """What is chosen among words: its values are their places."""

    __slots__ = ()

    @property
    def words(self) -> tuple[str, ...]:
        raise NotImplementedError

    @property
    def name(self) -> str:
        raise NotImplementedError

    @property
    def title(self) -> str:
        raise NotImplementedError

    @property
    def usual(self) -> str:
        return self.typed(range(min(_STEPS, len(self.words))))

    def in_words(self, value: float) -> str:
        return f"{self.title} {self.words[int(value)]}"

    def read(self, text: str) -> tuple[float, ...]:
        return _places(text, self.words, self.name)

    def typed(self, values: Sequence[float]) -> str:
        return ", ".join(_TO_ESCAPE.sub(r"\\\1", self.words[int(value)]) for value in values)


@dataclass(frozen=True, slots=True)
class WordVariable(_Worded):
    """A parameter of a plugin that takes one of a few words; Scale, and switches, too."""

    plugin: Plugin
    label: str
    path: Path
    sent: Mapping[str, Json]
    """What is sent for each word."""

    order = 1

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.sent)

    @property
    def name(self) -> str:
        return f"{self.plugin.key}.{self.label}"

    @property
    def title(self) -> str:
        return f"{self.plugin.label} {self.label}"

    def put(self, preset: Preset, value: float) -> Preset:
        return _with(preset, self.plugin, self.path, self.sent[self.words[int(value)]])


@dataclass(frozen=True, slots=True)
class OnOffVariable(_Worded):
    """Whether a plugin is in the preset at all."""

    plugin: Plugin

    order = 2

    @property
    def words(self) -> tuple[str, ...]:
        return (_ON, _OFF)

    @property
    def name(self) -> str:
        return self.plugin.key

    @property
    def title(self) -> str:
        return self.plugin.label

    def put(self, preset: Preset, value: float) -> Preset:
        if self.words[int(value)] == _OFF:
            return preset.without(self.plugin.key)
        return preset if preset.task(self.plugin.key) else preset.with_task(default_task(self.plugin))


@dataclass(frozen=True, slots=True)
class PresetVariable(_Worded):
    """Which preset the others are varied in."""

    presets: tuple[Preset, ...]
    """Those that may be named, no two alike."""

    order = 0

    @property
    def name(self) -> str:
        return PRESET

    @property
    def title(self) -> str:
        return "Preset"

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(preset.name for preset in self.presets)

    def put(self, preset: Preset, value: float) -> Preset:
        return self.presets[int(value)]

    def in_words(self, value: float) -> str:
        return self.words[int(value)]


def variables(presets: Sequence[Preset] = ()) -> Iterator[Variable]:
    """All that can be varied: whole presets where there are any to choose from, then plugin by plugin."""
    if presets:
        yield PresetVariable(tuple(presets))
    for plugin in PLUGINS:
        yield OnOffVariable(plugin)
        for parameter in plugin.parameters:
            if isinstance(parameter, Number):
                yield NumberVariable(plugin, parameter)
            elif isinstance(parameter, Choice):
                yield WordVariable(plugin, parameter.label, parameter.path, {one: one for one in parameter.options})
            elif isinstance(parameter, Switch):
                yield WordVariable(plugin, parameter.label, parameter.path, {_ON: True, _OFF: False})
        if plugin.scale is not None:
            choices = {word: place for place, word in enumerate(SCALE_CHOICES[plugin.scale])}
            yield WordVariable(plugin, "Scale", ("Scale",), choices)


def variable_named(name: str, presets: Sequence[Preset] = ()) -> Variable:
    """Raises InvalidAxis for a name that nothing has."""
    wanted = folded(name.strip())
    for one in variables(presets):
        if folded(one.name) == wanted:
            return one
    raise InvalidAxis(_unknown(name, wanted))


def read_axis(text: str, presets: Sequence[Preset] = ()) -> tuple[Variable, tuple[float, ...]]:
    """What a typed axis varies, and its values. `presets`: those that may be named. Raises InvalidAxis."""
    if len(text) > LONGEST_AXIS:
        raise InvalidAxis(f"An axis has {LONGEST_AXIS:,} letters at most.")
    name, equals, values = text.partition("=")
    if not equals:
        raise InvalidAxis(f"“{shortened(text)}” is no axis: write PLUGIN.PARAMETER=from:to:step, or =value,value.")
    variable = variable_named(name, presets)
    return variable, variable.read(values)


def _unknown(name: str, wanted: str) -> str:
    plugin = next((one for one in PLUGINS if wanted.startswith(folded(one.key))), None)
    if plugin is None:
        return f"Nothing is called “{shortened(name)}”: write {PRESET}, or a plugin’s name, a dot, and its parameter."
    there = [one.name for one in variables() if one.name.split(".")[0] == plugin.key]
    return f"Nothing is called “{shortened(name)}”. Of {plugin.key} there are: {', '.join(there)}."


def _with(preset: Preset, plugin: Plugin, path: Path, value: Json) -> Preset:
    task: Task = preset.task(plugin.key) or default_task(plugin)
    return preset.with_task(task.put(path, value))


def _ranged(parts: Sequence[str], name: str) -> list[Decimal]:
    if len(parts) != 3:
        raise InvalidAxis(f"{name}: a range is from:to:step, as in 20:100:20.")
    low, high, step = (_number(part, name) for part in parts)
    if step <= 0 or high < low:
        raise InvalidAxis(f"{name}: a range goes upward, by a step above 0.")
    count = int((high - low) / step) + 1
    if count > MOST_VALUES:
        raise _too_many(name)
    return [low + place * step for place in range(count)]


def _number(text: str, name: str) -> Decimal:
    typed = text.strip().removesuffix("%").removesuffix("°").strip()
    if not _NUMBER.fullmatch(typed):
        raise InvalidAxis(f"{name}: “{shortened(text.strip())}” is no number.")
    return Decimal(typed)


def _split(text: str) -> list[str]:
    return [_ESCAPED.sub(r"\1", part[0]).strip() for part in _SPLIT.finditer(text) if part[0].strip()]


def _places(text: str, words: Sequence[str], name: str) -> tuple[float, ...]:
    """In the order typed."""
    known = {folded(word): place for place, word in enumerate(words)}
    found = []
    for part in _split(text):
        if folded(part) not in known:
            raise InvalidAxis(f"{name}: “{shortened(part)}” is none of {', '.join(words[:MOST_VALUES])}.")
        found.append(known[folded(part)])
    if not found:
        raise _none(name)
    if len(set(found)) > MOST_VALUES:
        raise _too_many(name)
    return tuple(map(float, dict.fromkeys(found)))


def _too_many(name: str) -> InvalidAxis:
    return InvalidAxis(f"{name}: an axis has {MOST_VALUES} values at most.")


def _none(name: str) -> InvalidAxis:
    return InvalidAxis(f"{name}: no value is given.")
