"""The literals of a text one after the other: which can be read, where, and why others can't."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.bounded_json import Json
from retouch_lib.presets.importing.literals.openings import BEGIN
from retouch_lib.presets.importing.literals.tokens import Stuck
from retouch_lib.presets.importing.literals.values import Values

_MAX_STUCK = 300


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
                literal = self._literal(match.start())
            except Stuck as stuck:
                if self.gave_up:
                    return
                self._remember(stuck)
                continue
            at = literal.end
            if isinstance(literal.value, dict | list):
                yield literal

    def _literal(self, at: int) -> Literal:
        value, end = self._values.value(at)
        return Literal(value, at, end)

    def _remember(self, stuck: Stuck) -> None:
        if len(self._stuck) < _MAX_STUCK:
            self._stuck.setdefault(stuck.at, str(stuck))


class _Remembering(Values):
    """Knows where each value began."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.begun: dict[int, tuple[Json, int]] = {}
        """By the value's id. The value is kept so that no other gets its id."""

    def _noticed(self, value: Json, at: int) -> None:
        if isinstance(value, dict | list) or (isinstance(value, str) and len(value) > 1):
            self.begun[id(value)] = value, at
