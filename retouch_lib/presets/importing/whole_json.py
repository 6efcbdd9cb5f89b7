"""A text that is one JSON value."""

from __future__ import annotations

from collections.abc import Mapping

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.bounded_json import Json, read_json
from retouch_lib.presets.importing import payloads
from retouch_lib.presets.importing.collected import Collected
from retouch_lib.presets.importing.literals import Reader, UnreadableLiteral
from retouch_lib.presets.importing.open_text import OpenText

_NO_OBJECT = 'the payload must be an object: {"mode": "professional", "tasks": […]}'


def as_json(opened: OpenText) -> bool:
    """Whether it is JSON as a whole, which then was read; what is wrong with it is kept for where nothing reads it."""
    text = opened.source.text
    if text.lstrip()[:1] not in ("{", "[", '"'):
        return False
    try:
        value = read_json(text)
    except InvalidPayload as error:
        opened.not_json = str(error)
        return False
    trial = Collected()
    opened.walk(trial).through([value] if isinstance(value, str) else value, opened.place)
    if trial.problems and opened.source.lines > 1:
        trial = _with_lines(opened, trial)
    opened.into.extend(trial)
    if not len(trial) and not trial.problems:
        _say_what_is_missing(opened, value)
    return True


def _say_what_is_missing(opened: OpenText, value: Json) -> None:
    if not isinstance(value, Mapping):
        opened.into.hint(_NO_OBJECT)
        return
    try:
        payloads.preset_of(value, "", "")
    except InvalidPayload as error:
        opened.into.hint(str(error))


def _with_lines(opened: OpenText, trial: Collected) -> Collected:
    """The same walk through the value as the slower reader has it, which knows where each part stands."""
    text = opened.source.text
    reader = Reader(text)
    try:
        literal = reader.read(len(text) - len(text.lstrip()))
    except UnreadableLiteral as stuck:  # nested deeper than it goes
        trial.problem(f"line {stuck.line}", str(stuck))
        return trial
    again = Collected()
    opened.walk(again, reader).through(literal.value, opened.place)
    return again
