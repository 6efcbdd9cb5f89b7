"""The payloads of all curl commands in a text; a command that sends none, such as a balance call, hides nothing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.bounded_json import read_json
from retouch_lib.presets.importing import curl, tokens_in_text
from retouch_lib.presets.importing.collected import Collected
from retouch_lib.presets.importing.curl import Command
from retouch_lib.presets.importing.open_text import OpenText
from retouch_lib.presets.importing.walk import Place

_ELSEWHERE = "the curl command takes its payload from a file or a variable: paste or drop that instead"


def curl_commands(opened: OpenText) -> None:
    for command in curl.commands(opened.source.rest()):
        if opened.into.full:
            return
        place = opened.at(opened.source.line(command.start), "curl command")
        if command.secret:
            opened.into.note(tokens_in_text.LEFT_OUT)
        if command.elsewhere:
            opened.into.hint(f"{place}: {_ELSEWHERE}")
        else:
            _read(opened, command, place)


def _read(opened: OpenText, command: Command, place: Place) -> None:
    """The first shell's reading that is JSON with presets; else whatever stands in the first one."""
    for payload, end in command.payloads:
        if len(trial := _as_json(opened, payload, place)):
            opened.into.extend(trial)
            opened.source.take(command.start, end)
            return
    payload, end = command.payloads[0]
    trial = Collected()
    opened.read_text(payload, replace(place, depth=place.depth + 1), trial)
    opened.into.extend(trial)
    if len(trial) or trial.problems:
        opened.source.take(command.start, end)


def _as_json(opened: OpenText, text: str, place: Place) -> Collected:
    trial = Collected()
    with suppress(InvalidPayload):
        opened.walk(trial).through(read_json(text), place)
    return trial
