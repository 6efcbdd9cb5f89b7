"""Names that a script gives one plain value, and only once: `MODE = "professional"`, `const BASE = 0.4;`

A name counts as unknown wherever it might stand for something else: it is assigned twice or changed, a parameter or a
loop has it, its value is calculated, or it is used before. A wrong number would be paid for.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from retouch_lib.presets.importing.literals.numbers import DIVIDED, NUMBER, number

_NAME = r"\$?[A-Za-z_]\w*+"
_ASSIGNED = re.compile(
    r"^[ \t]*+(?:#|//|--)[^\n]*+"  # a comment from its first letter on
    rf"|(?<![\w$.>:@-])({_NAME})"
    r"(?:[ \t]*+\??:(?!=)([^=\n;,(){}]{1,40})|[ \t]++(?:string|float64|float32|int|bool)\b)?[ \t]*+"
    r"(=(?![=>~])|:=|[-+*/%|&^?.]{1,3}=(?!=)|\+\+|--)",
    re.MULTILINE,
)
_DEFINED = re.compile(r"\bdefine\([ \t]*+(?:'(\w++)'|\"(\w++)\")[ \t]*+,")
_FIRST = re.compile(
    r"[ \t]*+(?:<\?php\s++)?((?:(?:export|declare|const|constexpr|let|var|val|final|static|public|private|protected|"
    r"internal|readonly|local|my|our|pub|mut|auto|String|string|double|float|int|bool|boolean|decimal)[ \t]++)*+)"
)
"""What may stand before a name in a statement of its own; something does where it is declared."""
_VALUE = re.compile(r"""[ \t]*+(?:"([^"\\$`#{}\n]*+)"|'([^'\\$`#{}\n]*+)'|(true|false)\b)""", re.IGNORECASE)
_ENDED = re.compile(r"(?:[ \t]++as[ \t]++const\b)?[ \t]*+(?:\)?[ \t]*+(;)|(?:(?:#|//|--)[^\n]*+)?(?:\r?\n|\Z))")
_GOES_ON = frozenset("+-*/%.?&|<>=([,^~:")
_CLOSES = frozenset(")]}")
_BOUND = re.compile(
    r"\b(?:def|function|func|fn|fun|sub|param|constructor)\b((?:[^{:]|:(?![ \t]*+\n)){1,600})"
    r"|\b(?:lambda|for|foreach|catch|with|import|from|as|global|nonlocal)\b([^\n{]{1,200})"
    r"|\(([^()]{1,600})\)(?=\s{0,20}(?::[^=\n(){}]{1,40})?(?:=>|->|\{))"
    rf"|(?<![\w$])({_NAME})(?=[ \t]*+=>)|\|([\w$, \t]{{1,100}})\|"
    rf"|(?<!\w)(?!(?:to|return|in|and|or|not|else|is)\b)\w{{1,60}}+[>\]?]?[ \t]++({_NAME})(?=[ \t]*+[,)])",
    re.IGNORECASE,
)
"""A parameter, a loop's name, an import."""
_SEVERAL = re.compile(
    rf"^[ \t]*+(?:(?:const|let|var|local|my)[ \t]++)?[\[({{]?({_NAME}(?:[ \t]*+,[ \t]*+{_NAME})+)[\])}}]?"
    r"[ \t]*+:?=(?!=)",
    re.MULTILINE,
)
_NAMES = re.compile(_NAME)
_LONGEST_START = 120
_LONGEST_BLOCK = 2_000


class Assigned(NamedTuple):
    """One name's value."""

    value: str | int | float | bool
    at: int
    """Where it is assigned."""
    line: int
    declared: bool
    """Whether a word or a sign says so, as `const` or `:=`."""


class Constants:
    """The constants of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, Assigned | None] = {}
        self._times: Counter[str] = Counter()
        self._line, self._counted = 1, 0
        for match in _ASSIGNED.finditer(text):
            if match[1]:
                self._add(match[1], self._assigned(match))
                self._times.update(_NAMES.findall(match[2] or ""))  # a type, or what stands behind `if x:`
        for match in _DEFINED.finditer(text):
            self._add(match[1] or match[2], self._constant(match.start(), match.end(), declared=True))
        for pattern in (_BOUND, _SEVERAL):
            for match in pattern.finditer(text):
                self._times.update(2 * _NAMES.findall(match[match.lastindex or 0]))

    def get(self, name: str, before: int) -> Assigned | None:
        """What the name stands for at an offset, where that is sure."""
        constant = self._found.get(name) if self._times[name] == 1 else None
        return constant if constant is not None and constant.at < before else None

    def _add(self, name: str, constant: Assigned | None) -> None:
        self._times[name] += 1
        self._found[name] = constant

    def _assigned(self, match: re.Match[str]) -> Assigned | None:
        begin = max(self._text.rfind("\n", 0, match.start()), self._text.rfind(";", 0, match.start())) + 1
        if match[3] not in ("=", ":=") or match.start() - begin > _LONGEST_START:
            return None
        first = _FIRST.fullmatch(self._text, begin, match.start())
        if first is None or self._is_inside(begin):
            return None
        declared = bool(first[1]) or match[3] == ":=" or self._is_in_block(begin)
        return self._constant(match.start(), match.end(), declared=declared)

    def _is_inside(self, begin: int) -> bool:
        """Whether the line goes on with a call or an expression of the lines before."""
        before = self._text[max(0, begin - _LONGEST_START) : begin].rstrip()
        line = before[before.rfind("\n") + 1 :].lstrip()
        return before.endswith((",", "(", "[", "=", "+", "\\")) and not line.startswith(
            ("#", "//", "--", "const (", "var (")
        )

    def _is_in_block(self, begin: int) -> bool:
        """Whether it stands in Go's `const ( … )`."""
        before = self._text[max(0, begin - _LONGEST_BLOCK) : begin]
        block = before.rfind("const (")
        return block >= 0 and ")" not in before[block:]

    def _constant(self, at: int, after: int, *, declared: bool) -> Assigned | None:
        """The plain value there, where nothing is done to it."""
        value, end = self._value(after)
        ended = _ENDED.match(self._text, end)
        if value is None or ended is None:
            return None
        if not ended[1]:
            rest = self._text[ended.end() : ended.end() + _LONGEST_START].lstrip()[:1]
            if rest in _GOES_ON or (rest in _CLOSES and not declared):
                return None
        return Assigned(value, at, self._line_of(at), declared)

    def _line_of(self, at: int) -> int:
        """Counted on from the last one asked for, as they come in their order."""
        if at < self._counted:
            self._line, self._counted = 1, 0
        self._line += self._text.count("\n", self._counted, at)
        self._counted = at
        return self._line

    def _value(self, at: int) -> tuple[str | int | float | bool | None, int]:
        match = _VALUE.match(self._text, at)
        if match is not None:
            word = match[3]
            return (word.lower() == "true" if word else match[1] or match[2] or ""), match.end()
        while self._text[at : at + 1] in (" ", "\t"):
            at += 1
        figure = NUMBER.match(self._text, at)
        if figure is None or DIVIDED.match(self._text, figure.end()):
            return None, at
        return number(figure[1]), figure.end()
