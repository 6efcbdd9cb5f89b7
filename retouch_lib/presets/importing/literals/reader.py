"""The literals of a text one after the other: which can be read, where, and why others can't."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.bounded_json import Json, read_json, show
from retouch_lib.presets.importing.literals.constants import Constants
from retouch_lib.presets.importing.literals.openings import BEGIN
from retouch_lib.presets.importing.literals.strings import is_filled_in
from retouch_lib.presets.importing.literals.tokens import Stuck
from retouch_lib.presets.importing.literals.values import Values

_MAX_STUCK = 300
_MAX_NOTES = 20
_STANDS_ALONE = re.compile(r"\s*+(?:[,;)\]}#!:]|//|--|=>|to\b|as\b|satisfies\b|\Z)|[ \t]*+\r?\n")
"""What may follow a name that is used as it is."""
_NO_PLAIN_TEXT = ('"', "'", "\\", "$", "_")
"""Before a quote: it ends a text, is escaped, or begins one that is filled in."""
_JOINED = re.compile(r"\s*+[+.]")


class UnreadableLiteral(InvalidPayload):
    """No literal stands here; line and column tell where it stopped making sense."""

    def __init__(self, problem: str, text: str, at: int) -> None:
        self.line = text.count("\n", 0, at) + 1
        self.column = at - text.rfind("\n", 0, at)
        super().__init__(f"{problem} at line {self.line}, column {self.column}")


@dataclass(frozen=True, slots=True)
class Literal:
    """One object or list, and where it stands in the text."""

    value: Json
    start: int
    end: int
    notes: tuple[str, ...] = ()
    """Sentences: what of it was read from elsewhere."""


class Reader:
    """Reads the literals of one text."""

    def __init__(self, text: str) -> None:
        self._values = _Remembering(text)
        self._text = text
        self._stuck: dict[int, str] = {}

    @property
    def gave_up(self) -> bool:
        """Whether there was more to look at than is looked at."""
        return self._values.gave_up

    @property
    def stuck(self) -> list[tuple[int, str]]:
        """Where reading stopped so far, and why: '"BASE" is a name, not a value,'. The first few hundred."""
        return list(self._stuck.items())

    def where(self, value: Json) -> int | None:
        """Where an object, a list or a string of two letters or more begins in the text: the very one that was read."""
        return self._values.begun.get(id(value), (None, None))[1]

    def read(self, at: int) -> Literal:
        """The object or list that begins at a bracket. Raises UnreadableLiteral."""
        try:
            return self._literal(at)
        except Stuck as stuck:
            self._remember(stuck)
            raise UnreadableLiteral(str(stuck), self._text, stuck.at) from None

    def all(self, at: int = 0) -> Iterator[Literal]:
        """Every outermost object or list from there on that can be read; what stands between is passed over."""
        for match in BEGIN.finditer(self._text):
            if match.start() < at:
                continue
            try:
                literal = self._in_quotes(match) if match[0][-1] in "\"'" else self._literal(match.start())
            except Stuck as stuck:
                if self.gave_up:
                    return
                self._remember(stuck)
                continue
            if literal is not None:
                at = literal.end
            if literal is not None and isinstance(literal.value, dict | list):
                yield literal

    def _in_quotes(self, begin: re.Match[str]) -> Literal | None:
        """JSON in a text with escapes, or in several that are joined; what needs neither is found by its bracket."""
        before = self._text[max(0, begin.start() - 1) : begin.start()]
        if before.isalnum() or before in _NO_PLAIN_TEXT:
            return None
        literal = self._literal(begin.start())
        text, end = literal.value, literal.end
        if not isinstance(text, str) or text in self._text[literal.start : end]:
            return None
        self._values.charge(len(text))
        try:
            value = None if is_filled_in(text) else read_json(text)
        except InvalidPayload:
            if _JOINED.match(self._text, end):
                raise Stuck("a text that is put together of what is not known,", end) from None
            return None
        return replace(literal, value=value) if isinstance(value, dict | list) else None

    def _literal(self, at: int) -> Literal:
        self._values.used.clear()
        value, end = self._values.value(at)
        return Literal(value, at, end, tuple(self._values.used)[:_MAX_NOTES])

    def _remember(self, stuck: Stuck) -> None:
        if len(self._stuck) < _MAX_STUCK:
            self._stuck.setdefault(stuck.at, str(stuck))


class _Remembering(Values):
    """Knows where each value began, and what the script's names stand for."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.begun: dict[int, tuple[Json, int]] = {}
        """By the value's id. The value is kept so that no other gets its id."""
        self.used: dict[str, None] = {}
        """Sentences on the names that were read as their values, in their order."""

    @cached_property
    def _constants(self) -> Constants:
        return Constants(self._text)

    def _noticed(self, value: Json, at: int) -> None:
        if isinstance(value, dict | list) or (isinstance(value, str) and len(value) > 1):
            self.begun[id(value)] = value, at

    def _known(self, name: re.Match[str]) -> Json:
        constant = self._constants.get(name[0], name.start())
        if constant is None or not _STANDS_ALONE.match(self._text, name.end()):
            return super()._known(name)
        self.used[f"{name[0]} was read as {show(constant.value)} (line {constant.line})."] = None
        return constant.value

    def _require_key(self, word: str, at: int) -> None:
        """In Python it is the constant, in JavaScript its name."""
        constant = self._constants.get(word, at)
        if constant is not None and not constant.declared:
            raise Stuck(f"{show(word)} may be a key or a name,", at)
