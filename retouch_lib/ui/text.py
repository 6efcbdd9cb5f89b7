"""Text from outside, made safe for labels and captions, which are Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_SPECIAL = re.compile(
    r"[\\`*\[\]<>$~|&]"  # always
    r"|(?<![^\W_])_|_(?![^\W_])"  # emphasis: not inside DSC_6229
    r"|:(?=\w)"  # icons, emoji and colours: not in 12: 30
    r"|\A[#+\-](?=\s)"  # headings and lists, at the start only
)


def plain(text: str) -> str:
    """The text with Markdown's signs escaped: it shows as it is, whatever a file or a server calls itself.

    No more is escaped than must be: labels are read aloud with their backslashes.
    """
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", text)


def shortened(text: str, length: int) -> str:
    """At most `length` characters; the end, where a file name has its number, is kept."""
    return text if len(text) <= length else f"{text[: length - 8]}…{text[-7:]}"


def distinct(names: Sequence[str]) -> list[str]:
    """The names with a number behind each repeated one: choices are told apart, and put into the URL, by name."""
    seen: Counter[str] = Counter()
    numbered = []
    for name in names:
        seen[name] += 1
        numbered.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return numbered
