"""Every form in which presets stand in one text, one after the other; what none of them could read is said by line."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from urllib.parse import unquote

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import share_text
from retouch_lib.presets.bounded_json import MAX_TEXT, read_json
from retouch_lib.presets.importing import curl, mentions, payloads, tokens_in_text
from retouch_lib.presets.importing.collected import Collected
from retouch_lib.presets.importing.curl import Command
from retouch_lib.presets.importing.literals import Literal, Reader, UnreadableLiteral
from retouch_lib.presets.importing.naming import name_before
from retouch_lib.presets.importing.source import Source
from retouch_lib.presets.importing.views import views
from retouch_lib.presets.importing.walk import Place, Walk

NOTHING = (
    "no preset was found: paste a payload's JSON, a preset file, a share text (retouchlab:1:…), or a curl command that "
    "sends a payload"
)
_MORE = "The text is too long and too tangled: only its first part was looked at."
_ELSEWHERE = "the curl command takes its payload from a file or a variable: paste or drop that instead"
_AROUND = "what stands around the tasks can't be read, only the tasks were"
_NO_MORE_PLACES = "there are more places like these; they were not listed"
_BUDGET = 3 * MAX_TEXT
"""Characters of all the texts within texts."""


def read_text(text: str, into: Collected) -> None:
    """Collect every preset in the text."""
    tokens = tokens_in_text.in_text(text)
    if tokens:
        into.tokens |= tokens
        into.note(tokens_in_text.LEFT_OUT)
    TextReader().read(text, Place(), into)
    into.in_order()


class TextReader:
    """Reads a text and the texts within it, with one budget for all."""

    def __init__(self) -> None:
        self._left = _BUDGET

    def read(self, text: str, place: Place, into: Collected) -> None:
        """Collect what stands in the text; `place` is where it stands itself."""
        self._left -= len(text)
        if self._left < 0:
            into.note(_MORE)
            return
        text = text.removeprefix("\ufeff")
        reading = _Reading(Source(text), place, into, self.read)
        if reading.as_json():
            return
        for form in (reading.share_texts, reading.curl_commands, reading.literals, reading.disguised):
            form()
        reading.say_unread()


class _Reading:
    """One text under way through the forms."""

    def __init__(
        self, source: Source, place: Place, into: Collected, read_text: Callable[[str, Place, Collected], None]
    ) -> None:
        self._source = source
        self._place = place
        self._into = into
        self._read_text = read_text
        self._stuck: list[tuple[int, str]] = []
        self._not_json = ""

    def as_json(self) -> bool:
        """Whether the whole text is one JSON value; what is wrong with JSON is kept for where nothing else reads it."""
        if self._source.text.lstrip()[:1] not in ("{", "[", '"'):
            return False
        try:
            value = read_json(self._source.text)
        except InvalidPayload as error:
            self._not_json = str(error)
            return False
        if isinstance(value, str):
            value = [value]
        trial = Collected()
        self._walk(trial).through(value, self._place)
        if trial.problems and self._source.lines > 1:
            trial = self._again_with_lines(trial)
        self._into.extend(trial)
        return True

    def _again_with_lines(self, trial: Collected) -> Collected:
        """The same walk through the value as the slower reader has it, which knows where each part stands."""
        text = self._source.text
        reader = Reader(text)
        try:
            literal = reader.read(len(text) - len(text.lstrip()))
        except UnreadableLiteral as stuck:  # nested deeper than it goes
            trial.problem(f"line {stuck.line}", str(stuck))
            return trial
        again = Collected()
        self._walk(again, reader).through(literal.value, self._place)
        return again

    def share_texts(self) -> None:
        text = self._source.text
        if not share_text.START.search(text):
            return
        found = Source(unquote(text) if "%3A" in text else text)
        matches = list(share_text.PATTERN.finditer(found.text))
        for match in matches:
            line = found.line(match.start())
            self._shared(match[0], self._at(share_text.PLACE, line))
            self._source.take_lines(line, found.line(match.end() - 1))
        if not matches:
            self._shared(found.text, self._place)

    def _shared(self, text: str, place: Place) -> None:
        try:
            self._into.add(replace(share_text.from_text(text), place=str(place)), place.line)
        except InvalidPayload as error:
            for problem in error.problems:
                self._into.problem("", problem.replace(share_text.PLACE, str(place) or share_text.PLACE, 1))

    def curl_commands(self) -> None:
        for command in curl.commands(self._source.rest()):
            if self._into.full:
                return
            place = self._at("curl command", self._source.line(command.start))
            if command.secret:
                self._into.note(tokens_in_text.LEFT_OUT)
            if command.elsewhere:
                self._into.hint(f"{place}: {_ELSEWHERE}")
            else:
                self._command(command, place)

    def _command(self, command: Command, place: Place) -> None:
        """The first shell's reading that is JSON with presets; else whatever stands in the first one."""
        for payload, end in command.payloads:
            if len(trial := self._json(payload, place)):
                self._into.extend(trial)
                self._source.take(command.start, end)
                return
        payload, end = command.payloads[0]
        trial = Collected()
        self._read_text(payload, replace(place, depth=place.depth + 1), trial)
        self._into.extend(trial)
        if len(trial) or trial.problems:
            self._source.take(command.start, end)

    def _json(self, text: str, place: Place) -> Collected:
        trial = Collected()
        with suppress(InvalidPayload):
            self._walk(trial).through(read_json(text), place)
        return trial

    def literals(self) -> None:
        """JSON and what scripts write like it, wherever it stands in the text."""
        rest = self._source.rest()
        reader = Reader(rest)
        for literal in reader.all():
            if self._into.full:
                return
            if self._literal(literal, reader, self._source):
                self._source.take(literal.start, literal.end)
        self._stuck = reader.stuck
        if reader.gave_up:
            self._into.note(_MORE)

    def disguised(self) -> None:
        """What a mail program, a web page or a string around it hides from the other forms."""
        rest = self._source.rest()
        if not mentions.may_hold(rest):
            return
        read: set[int] = set()
        for text in views(rest):
            reader = Reader(text)
            lines = Source(text)
            for literal in reader.all():
                if self._into.full:
                    return
                first, last = lines.line(literal.start), lines.line(literal.end - 1)
                if first not in read and self._literal(literal, reader, lines):
                    self._source.take_lines(first, last)
                    read.update(range(first, last + 1))

    def say_unread(self) -> None:
        """Name each place that is left, with what stood in the way."""
        places = mentions.unread(self._source)
        for place in places[: mentions.MAX_PLACES]:
            where = str(self._place) if self._place.depth else place.lines()
            around = not place.plugins and self._source.touched(place.first, place.last)
            sentence = _AROUND if around else f"{place.named()} can't be read there"
            self._into.problem(where, f"{sentence}{self._why(place)}")
        if len(places) > mentions.MAX_PLACES:
            self._into.problem("", _NO_MORE_PLACES)
        if not places and self._not_json:
            self._into.hint(self._not_json)

    def _why(self, place: mentions.Mentioned) -> str:
        """What the reader of literals met last within the place."""
        near = [
            (at, problem) for at, problem in self._stuck if place.first - 1 <= self._source.line(at) <= place.last + 1
        ]
        if not near:
            return ""
        at, problem = max(near)
        return f": {problem}" if self._place.depth else f": {problem} at {self._source.place(at)}"

    def _literal(self, literal: Literal, reader: Reader, shown: Source) -> bool:
        """Whether presets stood in a literal of the text, or of a view of it; a single task in the midst of a text is
        not meant as one."""
        text, line = shown.text, shown.line(literal.start)
        alone = payloads.is_task(literal.value) and not payloads.has_tasks(literal.value)
        if alone and text.strip() != text[literal.start : literal.end]:
            return False
        trial = Collected()
        name = name_before(text, literal.start) or self._place.name
        place = replace(self._place, base=self._line(line), name=name, line=self._order(line))
        self._walk(trial, reader, shown).through(literal.value, place)
        if not len(trial) and not trial.problems:
            return False
        for note in literal.notes:
            trial.note(note)
        self._into.extend(trial)
        return True

    def _walk(self, into: Collected, reader: Reader | None = None, shown: Source | None = None) -> Walk:
        def line_of(value: object) -> int:
            at = None if reader is None or self._place.depth or self._source.lines == 1 else reader.where(value)
            return 0 if at is None else (shown or self._source).line(at)

        return Walk(into, self._read_text, line_of)

    def _line(self, line: int) -> str:
        """Within another text the place of that text says more."""
        if self._place.depth:
            return self._place.base
        return f"line {line}" if self._source.lines > 1 else ""

    def _at(self, form: str, line: int) -> Place:
        told = self._line(line)
        base = ", ".join(part for part in (form, told) if part)
        return replace(self._place, base=base, line=self._order(line))

    def _order(self, line: int) -> int:
        """What stands in another text comes where that text stands."""
        return self._place.line if self._place.depth else line
