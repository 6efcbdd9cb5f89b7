"""A text looked at piece by piece, with a bound on all looking together."""

from __future__ import annotations

import re

_BUDGET = 3_000_000
"""Characters of tokens that are looked at in one text: a few times the longest one."""

# Possessive (*+, ++), of one letter at a time only: what was taken is not given back letter by letter, which takes the
# square of the length of a text. Python 3.11.2 is wrong about possessive groups (cpython issue 106052).
_SPACE = re.compile(r"(?:\s++|#[^\n]*+|//[^\n]*+|/\*.*?\*/|--(?![\d.])[^\n]*+|<#.*?#>)+", re.DOTALL)
_BEGINS = frozenset("#/-<")
_OPEN_COMMENTS = ("/*", "<#")
WORD = re.compile(r"[A-Za-z_$][\w$]*")


class Stuck(Exception):
    """The text stopped making sense at a character. No error: raised often and mostly passed over."""

    def __init__(self, problem: str, at: int) -> None:
        super().__init__(problem)
        self.at = at


class Scanner:
    """One text, and how much more of it is looked at. Raises Stuck when that is used up."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._left = _BUDGET

    @property
    def gave_up(self) -> bool:
        return self._left <= 0

    def charge(self, letters: int) -> None:
        """For work that takes the time of so many letters."""
        self._left -= letters

    def letter(self, at: int) -> str:
        """The one there, or "" at the end."""
        return self.text[at : at + 1]

    def skip(self, at: int) -> int:
        """Past spaces and comments."""
        letter = self.text[at : at + 1]
        if not letter.isspace() and letter not in (
            "#",
            "/",
            "-",
            "<",
        ):  # mostly; the expression takes ten times as long
            return at
        match = self.match(_SPACE, at, _OPEN_COMMENTS)
        return at if match is None else match.end()

    def match(self, pattern: re.Pattern[str], at: int, far: tuple[str, ...] = ()) -> re.Match[str] | None:
        """`far` begins what is looked for up to the end of the text when it is not closed."""
        match = pattern.match(self.text, at)
        if match is not None:
            self._left -= match.end() - at
        else:
            self._left -= len(self.text) - at if self.text.startswith(far, at) else 1
        if self._left <= 0:
            raise Stuck("too much of the text makes no sense as a payload", at)
        return match
