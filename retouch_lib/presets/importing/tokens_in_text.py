"""Tokens that stand beside a payload in what people paste: never kept, and never repeated in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable

LEFT_OUT = "A token stood in it: it was left out and is not kept."
_KEY = re.compile(r"[\w-]{0,20}token|(?:x-)?api[-_ ]?key|authorization|password|secret", re.IGNORECASE)
_BESIDE = re.compile(
    r"(?:token|api[-_]?key|authorization)(?:[\\\"'`]{1,4}\s{0,4}(?:=>|[:=,])?|\s{0,4}(?:=>|[:=]))\s{0,4}"
    r"(?:bearer\s)?[\\\"'`]{0,4}([A-Za-z0-9_~+/-]{8,200})(?![\w.(\[$])",
    re.IGNORECASE,
)
"""What follows such a name: `token=reto…`, `"X-Retouch-Token": "reto…"`, a form's field with its value below."""
_MADE = re.compile(r"\breto_[A-Za-z0-9_]{4,200}")
"""How the vendor's own look."""
_SHORTEST = 8
_FIGURE = re.compile(r"\d")
"""Names in scripts, and words to be replaced, have none."""
_PLACEHOLDER = ("{{", "$", "<", "%", "${")


def is_key(name: str) -> bool:
    """Whether a field of that name holds a token."""
    return _KEY.fullmatch(name.strip()) is not None


def in_text(text: str) -> set[str]:
    """The values in it that look like a token."""
    if len(text) < _SHORTEST:
        return set()
    beside = {match[1] for match in _BESIDE.finditer(text)}
    return {value for value in beside if _FIGURE.search(value)} | {match[0] for match in _MADE.finditer(text)}


def is_value(text: str) -> bool:
    """Whether what a token's field holds is a token rather than a place for one, such as {{token}}."""
    return bool(text.strip()) and not text.strip().startswith(_PLACEHOLDER)


def without_tokens(sentence: str, tokens: Iterable[str]) -> str:
    """The sentence with … for each of them, and for what a cut left of one."""
    for token in tokens:
        sentence = sentence.replace(token, "…")
        for length in range(len(token) - 1, 7, -1):
            if token[:length] + "…" in sentence:
                sentence = sentence.replace(token[:length] + "…", "…")
    return sentence
