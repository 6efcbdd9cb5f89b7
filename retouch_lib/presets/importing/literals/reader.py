"""Puts the values of a text together: objects, lists, and what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.bounded_json import MAX_DEPTH, Json, show
from retouch_lib.presets.importing.literals.numbers import NUMBER, number
from retouch_lib.presets.importing.literals.strings import STRING, unescaped
from retouch_lib.presets.importing.literals.tokens import WORD, Scanner, Stuck

_DEPTH = MAX_DEPTH + 4
"""An envelope or a list stands around a payload."""
_GROUP = 15
"""What an object or a list costs: it takes the time of so many letters."""
_MAX_STUCK = 300

_BEGIN = re.compile(r"[{\[]|\barray(?=\()")
_WORDS: Mapping[str, Json] = {"true": True, "false": False, "none": None, "null": None, "undefined": None}
"""In any letter case."""
_ENDS = {"{": "}", "[": "]", "(": ")"}
_MISSING = object()


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
        self._scanner = Scanner(text)
        self._text = text
        self._begun: dict[int, tuple[Json, int]] = {}
        """What was read, by its id, and where it begins. The value is kept so that no other gets its id."""
        self._stuck: dict[int, str] = {}

    @property
    def gave_up(self) -> bool:
        """Whether there was more to look at than is looked at."""
        return self._scanner.gave_up

    @property
    def stuck(self) -> list[tuple[int, str]]:
        """Where reading stopped so far, and why: '"BASE" is a name, not a value,'. The first few hundred."""
        return list(self._stuck.items())

    def where(self, value: Json) -> int | None:
        """Where an object, a list or a string of two letters or more begins in the text: the very one that was read."""
        return self._begun.get(id(value), (None, None))[1]

    def read(self, at: int) -> Literal:
        """The object or list that begins at a bracket. Raises UnreadableLiteral."""
        try:
            value, end = self._value(at, 1)
        except Stuck as stuck:
            self._remember(stuck)
            raise UnreadableLiteral(str(stuck), self._text, stuck.at) from None
        return Literal(value, at, end)

    def all(self, at: int = 0) -> Iterator[Literal]:
        """Every outermost object or list from there on that can be read; what stands between is passed over."""
        for match in _BEGIN.finditer(self._text):
            if match.start() < at:
                continue
            try:
                value, at = self._value(match.start(), 1)
            except Stuck as stuck:
                if self.gave_up:
                    return
                self._remember(stuck)
                continue
            yield Literal(value, match.start(), at)

    def _remember(self, stuck: Stuck) -> None:
        if len(self._stuck) < _MAX_STUCK:
            self._stuck.setdefault(stuck.at, str(stuck))

    def _value(self, at: int, depth: int) -> tuple[Json, int]:
        at = self._scanner.skip(at)
        value, end = self._read(at, depth)
        if isinstance(value, dict | list) or (isinstance(value, str) and len(value) > 1):
            self._begun[id(value)] = value, at
        return value, end

    def _read(self, at: int, depth: int) -> tuple[Json, int]:
        letter = self._text[at : at + 1]
        if letter in ("{", "[", "("):
            return self._group(at, letter, depth)
        if (match := self._scanner.match(STRING, at)) is not None:
            return self._strings(match)
        if (match := self._scanner.match(NUMBER, at)) is not None:
            return number(match[0]), match.end()
        if (match := self._scanner.match(WORD, at)) is not None:
            return self._word(match, depth)
        raise Stuck("a value is expected" if letter else "it ends too early", at)

    def _group(self, at: int, opening: str, depth: int, *, bare: bool = True) -> tuple[Json, int]:
        """An object where its first item has a key, else a list; one value in bare parentheses is that value."""
        if depth > _DEPTH:
            raise Stuck(f"the payload is nested too deeply; at most {MAX_DEPTH} levels are read,", at)
        self._scanner.charge(_GROUP)
        pairs: dict[str, Json] = {}
        items: list[Json] = []
        ended = at = self._scanner.skip(at + 1)
        while self._text[at : at + 1] != _ENDS[opening]:
            begun = at
            key, value, at = self._item(at, depth, keyed=opening == "{")
            if key is _MISSING:
                items.append(value)
            elif not isinstance(key, str):
                raise Stuck(f"the key {show(key)} is no text", begun)
            elif key in pairs:
                raise Stuck(f"{show(key)} stands twice in one object; keep one of them:", begun)
            else:
                pairs[key] = value
            if pairs and items:
                raise Stuck("some items have a key and some have none", begun)
            ended = at
            at = self._after(at, _ENDS[opening])
        if bare and opening == "(" and len(items) == 1 and "," not in self._text[ended:at]:
            return items[0], at + 1
        return (pairs if pairs or opening == "{" else items), at + 1

    def _item(self, at: int, depth: int, *, keyed: bool) -> tuple[Json, Json, int]:
        """Key (or _MISSING), value, and where it ends."""
        if keyed and self._text[at : at + 1] in ("{", "[", "("):
            raise Stuck("a key is expected", at)
        bare = self._scanner.match(WORD, at) if keyed else None
        first, end = (bare[0], bare.end()) if bare else self._value(at, depth + 1)
        after = self._scanner.skip(end)
        if self._text.startswith("=>", after):
            return (first, *self._value(after + 2, depth + 1))
        if keyed and self._text.startswith(":", after):
            return (first, *self._value(after + 1, depth + 1))
        if keyed:
            raise Stuck("a colon is expected after the key", after)
        return _MISSING, first, end

    def _after(self, at: int, ending: str) -> int:
        """Past a comma and before the next item, or at the ending."""
        at = self._scanner.skip(at)
        letter = self._text[at : at + 1]
        if letter == ",":
            return self._scanner.skip(at + 1)
        if letter == ending:
            return at
        raise Stuck(f"a comma or {ending} is expected" if letter else "it ends too early", at)

    def _strings(self, match: re.Match[str]) -> tuple[str, int]:
        """One string, or several side by side, which are one in Python."""
        texts, end = [unescaped(match)], match.end()
        while (more := self._scanner.match(STRING, self._scanner.skip(end))) is not None:
            texts.append(unescaped(more))
            end = more.end()
        return "".join(texts), end

    def _word(self, match: re.Match[str], depth: int) -> tuple[Json, int]:
        if match[0].lower() in _WORDS:
            return _WORDS[match[0].lower()], match.end()
        if match[0] == "array" and self._text.startswith("(", match.end()):
            return self._group(match.end(), "(", depth, bare=False)
        raise Stuck(f"{show(match[0])} is a name, not a value,", match.start())
