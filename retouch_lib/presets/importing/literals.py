"""Object literals as people keep them in scripts and notes: Python, JavaScript and PHP, read as data and never run.

What is read beyond JSON: single quotes, True/False/None and undefined, trailing commas, comments (#, //, /* */),
tuples, keys without quotes, PHP's `=>`, `array(…)` and lists with keys, adjacent strings, 1_000 and .5. Names, calls
and operators are refused. One pass, bounded in depth and in characters looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.bounded_json import MAX_DEPTH, Json, show

_DEPTH = MAX_DEPTH + 4
"""An envelope or a list stands around a payload."""
_BUDGET = 3_000_000
"""Tokens' characters that one `Reader` looks at: a few times the longest text."""
_GROUP = 15
"""What an object or a list costs of it besides: it takes the time of so many letters."""

# Possessive (*+, ++), of one letter at a time only: what was taken is not given back letter by letter, which takes the
# square of the length of a text. Python 3.11.2 is wrong about possessive groups (cpython issue 106052).
_BEGIN = re.compile(r"[{\[]|\barray(?=\()")
_SPACE = re.compile(r"(?:\s++|#[^\n]*+|//[^\n]*+|/\*.*?\*/)+", re.DOTALL)
_STRING = re.compile(
    r"""([rRuU]?)(?:\"\"\"((?:[^\\\"]++|\\.|\"(?!\"\"))*)\"\"\"|'''((?:[^\\']++|\\.|'(?!''))*)'''"""
    r"""|"((?:[^"\\\n]++|\\.)*)"|'((?:[^'\\\n]++|\\.)*)')""",
    re.DOTALL,
)
_NUMBER = re.compile(r"[-+]?(?:\d[\d_]*+\.?[\d_]*+|\.\d[\d_]*+)(?:[eE][-+]?\d++)?(?![\w.])")
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_WORDS: Mapping[str, Json] = {"true": True, "false": False, "none": None, "null": None, "undefined": None}
"""In any letter case."""
_ENDS = {"{": "}", "[": "]", "(": ")"}
_ESCAPE = re.compile(
    r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(.))", re.DOTALL
)
_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0", "v": "\v", "\n": ""}
_MAX_DIGITS = 400
"""As in json_text: longer integers are past 1e308, and slow to read."""
_LONG = ("/*", '"""', "'''")
"""What is looked for up to the end of the text when it is not closed."""
_MISSING = object()


class _Stuck(Exception):
    """The text stopped making sense at a character. Raised often and mostly passed over, so it costs nothing."""

    def __init__(self, problem: str, at: int) -> None:
        super().__init__(problem)
        self.at = at


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


class Reader:
    """Reads the literals of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = _BUDGET

    @property
    def gave_up(self) -> bool:
        """Whether there was more to look at than is looked at."""
        return self._left <= 0

    def read(self, at: int) -> Literal:
        """The object or list that begins at a bracket. Raises UnreadableLiteral."""
        try:
            value, end = self._value(at, 1)
        except _Stuck as stuck:
            raise UnreadableLiteral(str(stuck), self._text, stuck.at) from None
        return Literal(value, at, end)

    def all(self, at: int = 0) -> Iterator[Literal]:
        """Every outermost object or list from there on that can be read; what stands between is passed over."""
        for match in _BEGIN.finditer(self._text):
            if match.start() < at:
                continue
            try:
                value, at = self._value(match.start(), 1)
            except _Stuck:
                if self.gave_up:
                    return
                continue
            yield Literal(value, match.start(), at)

    def _value(self, at: int, depth: int) -> tuple[Json, int]:
        at = self._skip(at)
        letter = self._text[at : at + 1]
        if letter in ("{", "[", "("):
            return self._group(at, letter, depth)
        if (match := self._match(_STRING, at)) is not None:
            return self._strings(match)
        if (match := self._match(_NUMBER, at)) is not None:
            return _number(match[0]), match.end()
        if (match := self._match(_WORD, at)) is not None:
            return self._word(match, depth)
        raise _Stuck("a value is expected" if letter else "it ends too early", at)

    def _group(self, at: int, opening: str, depth: int, *, bare: bool = True) -> tuple[Json, int]:
        """An object where its first item has a key, else a list; one value in bare parentheses is that value."""
        if depth > _DEPTH:
            raise _Stuck(f"the payload is nested too deeply; at most {MAX_DEPTH} levels are read,", at)
        self._left -= _GROUP
        pairs: dict[str, Json] = {}
        items: list[Json] = []
        ended = at = self._skip(at + 1)
        while self._text[at : at + 1] != _ENDS[opening]:
            begun = at
            key, value, at = self._item(at, depth, keyed=opening == "{")
            if key is _MISSING:
                items.append(value)
            elif not isinstance(key, str):
                raise _Stuck(f"the key {show(key)} is no text", begun)
            elif key in pairs:
                raise _Stuck(f"{show(key)} stands twice in one object; keep one of them:", begun)
            else:
                pairs[key] = value
            if pairs and items:
                raise _Stuck("some items have a key and some have none", begun)
            ended = at
            at = self._after(at, _ENDS[opening])
        if bare and opening == "(" and len(items) == 1 and "," not in self._text[ended:at]:
            return items[0], at + 1
        return (pairs if pairs or opening == "{" else items), at + 1

    def _item(self, at: int, depth: int, *, keyed: bool) -> tuple[Json, Json, int]:
        """Key (or _MISSING), value, and where it ends."""
        if keyed and self._text[at : at + 1] in ("{", "[", "("):
            raise _Stuck("a key is expected", at)
        bare = self._match(_WORD, at) if keyed else None
        first, end = (bare[0], bare.end()) if bare else self._value(at, depth + 1)
        after = self._skip(end)
        if self._text.startswith("=>", after):
            return (first, *self._value(after + 2, depth + 1))
        if keyed and self._text.startswith(":", after):
            return (first, *self._value(after + 1, depth + 1))
        if keyed:
            raise _Stuck("a colon is expected after the key", after)
        return _MISSING, first, end

    def _after(self, at: int, ending: str) -> int:
        """Past a comma and before the next item, or at the ending."""
        at = self._skip(at)
        letter = self._text[at : at + 1]
        if letter == ",":
            return self._skip(at + 1)
        if letter == ending:
            return at
        raise _Stuck(f"a comma or {ending} is expected" if letter else "it ends too early", at)

    def _strings(self, match: re.Match[str]) -> tuple[str, int]:
        """One string, or several side by side, which are one in Python."""
        texts, end = [_unescaped(match)], match.end()
        while (more := self._match(_STRING, self._skip(end))) is not None:
            texts.append(_unescaped(more))
            end = more.end()
        return "".join(texts), end

    def _word(self, match: re.Match[str], depth: int) -> tuple[Json, int]:
        if match[0].lower() in _WORDS:
            return _WORDS[match[0].lower()], match.end()
        if match[0] == "array" and self._text.startswith("(", match.end()):
            return self._group(match.end(), "(", depth, bare=False)
        raise _Stuck(f"{show(match[0])} is a name, not a value,", match.start())

    def _skip(self, at: int) -> int:
        letter = self._text[at : at + 1]
        if not letter.isspace() and letter not in ("#", "/"):  # mostly; to ask the expression takes ten times as long
            return at
        match = self._match(_SPACE, at)
        return at if match is None else match.end()

    def _match(self, pattern: re.Pattern[str], at: int) -> re.Match[str] | None:
        match = pattern.match(self._text, at)
        if match is not None:
            self._left -= match.end() - at
        else:
            self._left -= len(self._text) - at if self._text.startswith(_LONG, at) else 1
        if self._left <= 0:
            raise _Stuck("too much of the text makes no sense as a payload", at)
        return match


def _unescaped(match: re.Match[str]) -> str:
    raw = next(part for part in match.groups()[1:] if part is not None)
    if match[1] in ("r", "R") or "\\" not in raw:
        return raw
    return _PAIR.sub(_joined, _ESCAPE.sub(_letter, raw))


def _letter(match: re.Match[str]) -> str:
    """A sequence that none of the languages knows keeps its backslash."""
    code = next((group for group in match.groups()[:4] if group), "")
    if code:
        return chr(int(code, 16)) if int(code, 16) < 0x110000 else match[0]
    letter = match[5]
    return letter if letter in "\\'\"/`$" else _LETTERS.get(letter, match[0])


def _joined(match: re.Match[str]) -> str:
    """JSON and JavaScript write letters beyond U+FFFF as a pair."""
    return match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _number(text: str) -> int | float:
    plain = text.replace("_", "")
    whole = plain.lstrip("+-").isdigit()
    return int(plain) if whole and len(plain) <= _MAX_DIGITS else float(plain)
