"""Text from outside, made safe for labels and captions, which are Markdown."""

from __future__ import annotations

_SIGNS = frozenset(r"\`*_{}[]()#+-.!|<>:$~&")


def plain(text: str) -> str:
    """The text with Markdown's signs escaped: it shows as it is, whatever a file or a server calls itself."""
    return "".join(f"\\{char}" if char in _SIGNS else char for char in text)


def shortened(text: str, length: int) -> str:
    """At most `length` characters; the end, where a file name has its number, is kept."""
    return text if len(text) <= length else f"{text[: length - 8]}…{text[-7:]}"
