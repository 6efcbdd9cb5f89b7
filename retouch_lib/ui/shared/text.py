"""Text from outside, made safe for labels and captions, which are Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from retouch_lib.words.text import visible

_SPECIAL = re.compile(
    r"(?P<sign>[\\`*\[\]{<>$~|&]|:(?=:)"  # always
    r"|(?<![^\W_])_|_(?![^\W_])"  # emphasis: not inside DSC_6229
    r"|^\#(?=\#{0,5}(?:\s|\Z))|^=(?==*\s*$)|^[+\-](?![^\W_]))"  # headings, lists and rules: where a line begins
    r"|(?P<number>^[0-9]{1,9})(?=[.)](?:\s|\Z))"  # a numbered list
    r"|(?P<joint>:(?=[^\W0-9]|[+\-/]|[0-9][\w+\-]*:)"  # icons, emoji, colours, addresses: not in 12:30
    r"|www(?=\.)|@(?=\S))",  # addresses
    re.MULTILINE | re.IGNORECASE,
)
_ARROW = re.compile(r"(?<!\S)(?:<->|->|<-|--|>=|<=|~=)(?!\S)")
"""What Streamlit draws as one sign."""
_JOINER = "\N{WORD JOINER}"
"""Invisible, silent in a screen reader, and no line is broken at it. Icons, emoji, addresses and arrows are looked for
when Markdown's backslashes are already taken out; only something between their characters keeps them apart."""


def plain(text: str) -> str:
    """The text with Markdown's signs escaped: it shows as it is, whatever a file or a server calls itself.

    No more is escaped than must be: labels are read aloud with their backslashes. Spaces at the beginning of a line go,
    because they would make it code; Streamlit takes those around the whole text.
    """
    lines = visible(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\n\t").strip().split("\n")
    return "\n".join(_escaped(line.strip(" \t")) for line in lines)


def _escaped(line: str) -> str:
    pieces, end = [], 0
    for arrow in _ARROW.finditer(line):
        pieces += [_SPECIAL.sub(_sign, line[end : arrow.start()]), _JOINER.join(f"\\{sign}" for sign in arrow[0])]
        end = arrow.end()
    return "".join((*pieces, _SPECIAL.sub(_sign, line[end:])))


def _sign(found: re.Match[str]) -> str:
    if found["joint"]:
        return found["joint"] + _JOINER
    return f"{found['number']}\\" if found["number"] else f"\\{found['sign']}"


def distinct(names: Sequence[str]) -> list[str]:
    """The names with a number behind each repeated one: choices are told apart, and put into the URL, by name."""
    seen: Counter[str] = Counter()
    numbered = []
    for name in names:
        seen[name] += 1
        numbered.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return numbered
