"""Literals that a script works on further: what is paid for in the end is then not what stands there."""

from __future__ import annotations

import re

_LOOKED_AT = 200
_HARMLESS = (
    r"trim\w*|encode|to_?json|to_?s|to_?string|freeze|copy|deepcopy|dumps?|stringify|as_\w+|into|unwrap|clone|items"
)
_AFTER = re.compile(
    r"[ \t]{0,9}(?:\*|\+(?!\+)|%|\?\?|\.\s?\$|\|[ \t]{0,9}[\[{(]|\[[ \t]{0,9}[\d:-]"
    r"|if\s[^\n]{1,80}\selse\b|for\s\w+\sin\b)"
    rf"|(?:\s{{0,40}}|[ \t]{{0,9}}\?)\.(?!(?:{_HARMLESS})\b)[A-Za-z_]\w*",
    re.IGNORECASE,
)
"""An operator, a method, an index, or a condition right behind it."""
_BEFORE = re.compile(
    r"(?:[\w)\]}\"'][ \t]{0,9}[+*]|[)\]}][ \t]{0,9}\||\.\.\.|\*\*)[ \t]{0,9}\Z"
    r"|(?:assign|merge|extend|replace|defaults|union|concat)\w{0,20}\([^()\n]{0,200}\Z",
    re.IGNORECASE,
)
"""An operator right before it, or a call that puts objects together."""
_MODE = re.compile(r"\bmode[\"']?\s{0,9}(?:=>|[:=])\s{0,9}[\"']([\w-]{1,40})[\"']", re.IGNORECASE)


def worked_on(text: str, start: int, end: int) -> str:
    """What a script does with the literal from `start` to `end`, as it stands there; empty where it is just used.

    >>> worked_on("tasks = [] * 2", 8, 10)
    '*'
    """
    after = _AFTER.match(text, end, end + _LOOKED_AT)
    if after is not None:
        return after[0].strip()
    before = _BEFORE.search(text[max(0, start - _LOOKED_AT) : start])
    return before[0].strip()[-40:] if before is not None else ""


def other_mode(text: str, start: int, end: int) -> str:
    """The mode named beside a list of tasks, where it is not the usual one; empty where the usual one can be added."""
    for beside in (text[max(0, start - _LOOKED_AT) : start], text[end : end + _LOOKED_AT]):
        for match in _MODE.finditer(beside):
            if match[1].casefold() != "professional":
                return match[1]
    return ""
