"""Which form a text has, and the presets in it: share text, JSON, literal, curl command, or any of these in prose."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from urllib.parse import unquote

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import share_text
from retouch_lib.presets.bounded_json import read_json
from retouch_lib.presets.importing import curl
from retouch_lib.presets.importing.curl import Command
from retouch_lib.presets.importing.literals import Literal, Reader, UnreadableLiteral
from retouch_lib.presets.importing.shapes import Imported, Part, looks_right, presets_in_value, together

_ASSIGNED = re.compile(r"([A-Za-z_$][\w$]*)\s*(?::[^=\n]{0,80})?=\s*(?:json\.dumps\(|r?(?:\"\"\"|'''))?\s*\Z")
"""A name before a literal: `PRESET_V3 = `, `const payload = `."""
_ESCAPED = re.compile(r"\\([\"\\])")
_PLAIN_NAMES = frozenset(("payload", "data", "body", "json", "preset", "const", "let", "var"))
_LOOKED_BACK = 200
_NOTHING = (
    "no preset was found: paste a payload's JSON, a preset file, a share text (retouchlab:1:…), or a curl command that "
    "sends a payload"
)
_LITERAL = "It is not JSON; it was read as an object literal of Python, JavaScript or PHP."
_TOKEN = "The token in the curl command was left out."  # noqa: S105 - a sentence
_MORE = "The text is too long and too tangled: only its first part was looked at."
_OBJECTS = re.compile(r"\s*(?:\{|\[\s*(?:[{\[(]|\Z)|\Z)")
"""How an object, or a list of objects, begins."""
_PLACE = re.compile(r"line (\d+), column (\d+)")


def presets_in_text(text: str) -> Imported:
    """Every preset in the text. Raises InvalidPayload."""
    text = text.removeprefix("\ufeff")
    if text.lstrip()[:1] in ("{", "[", ""):
        return _bracketed(text)
    if share_text.START.search(text):
        return _shared(text)
    return _from_curl(text) or _in_prose(text)


def _shared(text: str) -> Imported:
    """Share texts, wherever they stand, also in links."""
    plain = unquote(text) if re.search("retouchlab%3A", text, re.IGNORECASE) else text
    matches = [match[0] for match in share_text.PATTERN.finditer(plain)]
    if len(matches) < 2:
        return _opened(matches[0] if matches else plain)
    count = len(matches)
    return together([(f"share text {n + 1} of {count}", partial(_opened, match)) for n, match in enumerate(matches)])


def _opened(text: str) -> Imported:
    found = share_text.from_text(text)
    return Imported((found,), found.notes)


def _bracketed(text: str) -> Imported:
    """JSON; or a literal where JSON fails, as long as it is one from the first bracket on."""
    try:
        value = read_json(text)
    except InvalidPayload as error:
        return _literals(text, error) if _OBJECTS.match(text) else _message(text, error)
    return presets_in_value(value)


def _message(text: str, error: InvalidPayload) -> Imported:
    """A message that begins with a bracket, such as "[12:30] Ana: …"; `error` where it holds no preset."""
    try:
        return _from_curl(text) or _in_prose(text)
    except InvalidPayload:
        raise error from None


def _literals(text: str, error: InvalidPayload) -> Imported:
    """Several values one after the other, too (JSON lines). Raises the error that got further into the text."""
    reader = Reader(text)
    begin = len(text) - len(text.lstrip())
    if begin == len(text):
        raise error
    try:
        first = reader.read(begin)
    except UnreadableLiteral as unreadable:
        raise _further(error, unreadable) from None
    literals = _meant(reader, first.end)
    if not literals:
        return _remarked(presets_in_value(first.value), _LITERAL)
    count = len(literals) + 1
    parts: list[Part] = [
        (f"value {index + 1} of {count}", partial(presets_in_value, literal.value))
        for index, literal in enumerate([first, *literals])
    ]
    return _all_of(reader, together(parts))


def _further(error: InvalidPayload, unreadable: UnreadableLiteral) -> InvalidPayload:
    strict = _PLACE.search(str(error))
    if strict is None or (unreadable.line, unreadable.column) <= (int(strict[1]), int(strict[2])):
        return error
    return InvalidPayload(f"neither JSON nor a Python or JavaScript literal: {unreadable}")


def _from_curl(text: str) -> Imported | None:
    """The payloads of curl commands; None where no command holds one."""
    found = [command for command in curl.commands(text) if command.payloads]
    if not found:
        return None
    if len(found) == 1:
        return _command("the curl command", found[0])
    count = len(found)
    return together([(place, partial(_command, place, command)) for place, command in _numbered(found, count)])


def _numbered(commands: list[Command], count: int) -> list[tuple[str, Command]]:
    return [(f"curl command {index + 1} of {count}", command) for index, command in enumerate(commands)]


def _command(place: str, command: Command) -> Imported:
    """The first reading (bash's, then that of Windows) that makes sense; the first one's error when none does."""
    problems: tuple[str, ...] = ()
    for payload in command.payloads:
        try:
            imported = presets_in_value(read_json(payload), place)
        except InvalidPayload as error:
            problems = problems or error.problems
            continue
        return _remarked(imported, _TOKEN) if command.secret else imported
    raise InvalidPayload(*(f"{place}: {problem}" for problem in problems))


def _in_prose(text: str) -> Imported:
    """Values inside other text: a script, a chat message, Markdown."""
    reader = Reader(text)
    found = _meant(reader)
    if not found and '\\"' in text:  # a payload within a string: set "payload={\"tasks\":…}"
        text = _ESCAPED.sub(r"\1", text)
        reader = Reader(text)
        found = _meant(reader)
    if not found:
        raise InvalidPayload(_missing(text))
    count = len(found)
    if count == 1:
        return _all_of(reader, presets_in_value(found[0].value, "the text", _name_before(text, found[0])))
    parts: list[Part] = [
        (
            f"preset {index + 1} of {count}",
            partial(presets_in_value, literal.value, "", _name_before(text, literal)),
        )
        for index, literal in enumerate(found)
    ]
    return _all_of(reader, together(parts))


def _meant(reader: Reader, at: int = 0) -> list[Literal]:
    return [literal for literal in reader.all(at) if looks_right(literal.value)]


def _all_of(reader: Reader, imported: Imported) -> Imported:
    return Imported(imported.found, (*imported.notes, _MORE)) if reader.gave_up else imported


def _missing(text: str) -> str:
    if any(command.elsewhere for command in curl.commands(text)):
        return "the curl command takes its payload from a file or a variable: paste or drop that instead"
    if "tasks" in text and "Plugin" in text:
        return f"{_NOTHING}. There are tasks in the text, but not as a whole object that can be read"
    return _NOTHING


def _name_before(text: str, literal: Literal) -> str:
    match = _ASSIGNED.search(text[max(0, literal.start - _LOOKED_BACK) : literal.start])
    return match[1] if match and match[1].lower() not in _PLAIN_NAMES else ""


def _remarked(imported: Imported, note: str) -> Imported:
    found = tuple(replace(item, notes=(note, *item.notes)) for item in imported.found)
    return Imported(found, (note, *imported.notes))
