"""Texts, numbers and words, and what joins texts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from retouch_lib.presets.bounded_json import Json, show
from retouch_lib.presets.importing.literals.numbers import DIVIDED, number
from retouch_lib.presets.importing.literals.strings import OPEN, Quoting
from retouch_lib.presets.importing.literals.tokens import Scanner, Stuck

_WORDS: Mapping[str, Json] = {
    "true": True,
    "false": False,
    "none": None,
    "null": None,
    "undefined": None,
    "nil": None,
    "$true": True,
    "$false": False,
    "$null": None,
}
"""In any letter case."""
_BEHIND = frozenset((",", "}", "]", ")", ":", ""))
"""What stands behind most texts."""
_MEMBERS = re.compile(r"(?:(?:\.|::|->)[A-Za-z_]\w{0,40}+){1,4}")


class Scalars:
    """Reads what is no group."""

    def __init__(self, text: str) -> None:
        self._scanner = Scanner(text)
        self._text = text
        self._names = 0
        """Names that were met. A group with some is read again, as each literal tells those it has."""

    @property
    def gave_up(self) -> bool:
        """Whether there was more to look at than is looked at."""
        return self._scanner.gave_up

    def charge(self, letters: int) -> None:
        """For work on what was read."""
        self._scanner.charge(letters)

    def _known(self, name: re.Match[str]) -> Json:
        """What a name stands for. Raises Stuck where that is not known."""
        members = _MEMBERS.match(self._text, name.end())
        told = name[0] + (members[0] if members else "")
        raise Stuck(f"{show(told)} is a name, not a value,", name.start())

    def _quoted(self, at: int, quoting: Quoting) -> tuple[str, int]:
        match = self._scanner.match(quoting.pattern, at, OPEN)
        if match is None:
            raise Stuck("a text is not closed,", at)
        return self._strings(match, quoting)

    def _strings(self, match: re.Match[str], quoting: Quoting) -> tuple[str, int]:
        """One string, or several that are one: side by side in Python, joined by a plus elsewhere."""
        texts, end = [quoting.read(match)], match.end()
        while (more := self._another(end, quoting)) is not None:
            texts.append(quoting.read(more))
            end = more.end()
        return "".join(texts), end

    def _another(self, end: int, quoting: Quoting) -> re.Match[str] | None:
        at = self._scanner.skip(end)
        letter = self._text[at : at + 1]
        if letter in _BEHIND:
            return None
        if not quoting.over_lines and "\n" in self._text[end:at]:
            return None
        if letter and letter in quoting.plus:
            return self._scanner.match(quoting.pattern, self._scanner.skip(at + 1), OPEN)
        if not quoting.side_by_side:
            return None
        more = self._scanner.match(quoting.pattern, at, OPEN)
        if more is not None and at == end:
            raise Stuck("two texts touch, which Python and other languages read differently,", at)
        return more

    def _number(self, match: re.Match[str]) -> tuple[Json, int]:
        value = number(match[1])
        if value is None:
            raise Stuck("a number that begins with 0, which languages read differently,", match.start())
        if DIVIDED.match(self._text, match.end()):
            raise Stuck("// before a number is a comment in some languages and a division in others,", match.end())
        return value, match.end()

    def _word(self, match: re.Match[str]) -> tuple[Json, int]:
        if match[0].lower() in _WORDS:
            return _WORDS[match[0].lower()], match.end()
        self._names += 1
        return self._known(match), match.end()
