"""Strings as the languages write them: which quotes, which escapes, and which are filled in when the script runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from retouch_lib.presets.importing.literals.tokens import Stuck


@dataclass(frozen=True, slots=True)
class Quoting:
    """How a family of languages writes strings."""

    pattern: re.Pattern[str]
    """The name of the group that matched last is the kind of quotes."""
    read: Callable[[re.Match[str]], str]
    """Raises Stuck for what can't be told without running it."""
    side_by_side: bool = False
    """Strings that stand side by side are one."""
    plus: str = "+"
    """What joins two."""
    over_lines: bool = True
    """Whether what joins them may stand on the next line."""


OPEN = ('"""', "'''", "`", '@"', "@'")
"""Quotes that are looked for up to the end of the text when they are not closed."""
_COMMON = re.compile(
    r"""(?P<prefix>[rRuU]?)(?:\"\"\"(?P<triple>(?:[^\\\"]++|\\.|\"(?!\"\"))*)\"\"\""""
    r"""|'''(?P<triple_single>(?:[^\\']++|\\.|'(?!''))*)'''"""
    r"""|"(?P<double>(?:[^"\\\n]++|\\.)*)"|'(?P<single>(?:[^'\\\n]++|\\.)*)')"""
    r"""|`(?P<back>[^`]*+)`|@"(?P<verbatim>(?:[^"]++|"")*)\"""",
    re.DOTALL,
)
_POWERSHELL = re.compile(
    r"""@'[ \t]*+\r?\n(?P<here_single>.*?)\r?\n'@|@"[ \t]*+\r?\n(?P<here>.*?)\r?\n"@"""
    r"""|'(?P<single>(?:[^'\n]++|'')*)'|"(?P<double>(?:[^"`\n]++|`.|"")*)\"""",
    re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(.))", re.DOTALL
)
_PHP_ESCAPE = re.compile(r"\\([\\'])")
_BACKTICK = re.compile(r"`(.)|\"\"", re.DOTALL)
_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_FILLED_IN = re.compile(r"(?<![\\`])(?:\$[\w({]|\{\$|#\{)")
"""A variable in a string: "$alpha" (PHP, Kotlin, PowerShell), "{$alpha}", "#{alpha}" (Ruby)."""
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0", "v": "\v", "\n": ""}


def _common(match: re.Match[str]) -> str:
    kind, raw = _parts(match)
    if kind == "verbatim":
        return raw.replace('""', '"')
    if kind == "back":
        if "\\" in raw or "${" in raw:
            raise Stuck(
                "a backslash or ${ between backquotes, which JavaScript and Go read differently,", match.start()
            )
        return raw
    return raw if match["prefix"] in ("r", "R") else _unescaped(raw)


def _php(match: re.Match[str]) -> str:
    kind, raw = _parts(match)
    if kind == "single":
        return _PHP_ESCAPE.sub(r"\1", raw)
    _refuse_filled_in(raw, match)
    return _common(match)


def _kotlin(match: re.Match[str]) -> str:
    kind, raw = _parts(match)
    _refuse_filled_in(raw, match)
    return raw if kind == "triple" else _common(match)


def _powershell(match: re.Match[str]) -> str:
    kind, raw = _parts(match)
    if kind == "here_single":
        return raw
    if kind == "single":
        return raw.replace("''", "'")
    _refuse_filled_in(raw, match)
    return _BACKTICK.sub(lambda found: _LETTERS.get(found[1], found[1]) if found[1] else '"', raw)


def _parts(match: re.Match[str]) -> tuple[str, str]:
    kind = match.lastgroup or ""
    return kind, match[kind]


def is_filled_in(raw: str) -> bool:
    """Whether some language puts the values of names into it when it runs."""
    return _FILLED_IN.search(raw) is not None


def _refuse_filled_in(raw: str, match: re.Match[str]) -> None:
    if is_filled_in(raw):
        raise Stuck("a variable in a text,", match.start())


def _unescaped(raw: str) -> str:
    return raw if "\\" not in raw else _PAIR.sub(_joined, _ESCAPE.sub(_letter, raw))


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


COMMON = Quoting(_COMMON, _common, side_by_side=True)
"""Python, JavaScript, Go, Java, C#: none fills a plain string in."""
PHP = Quoting(_COMMON, _php, plus=".")
"""PHP, and Ruby for what it has in common with it: behind a `=>`."""
KOTLIN = Quoting(_COMMON, _kotlin)
POWERSHELL = Quoting(_POWERSHELL, _powershell, over_lines=False)
