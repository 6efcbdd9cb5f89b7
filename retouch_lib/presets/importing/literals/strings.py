"""Strings as the languages write them."""

from __future__ import annotations

import re

STRING = re.compile(
    r"""([rRuU]?)(?:\"\"\"((?:[^\\\"]++|\\.|\"(?!\"\"))*)\"\"\"|'''((?:[^\\']++|\\.|'(?!''))*)'''"""
    r"""|"((?:[^"\\\n]++|\\.)*)"|'((?:[^'\\\n]++|\\.)*)')""",
    re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(.))", re.DOTALL
)
_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0", "v": "\v", "\n": ""}


def unescaped(match: re.Match[str]) -> str:
    """What a match of STRING stands for."""
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
