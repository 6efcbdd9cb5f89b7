"""Names as their owners gave them, made safe to show: of files, and of presets."""

from __future__ import annotations

import unicodedata

_LONGEST = 200
LONGEST_TITLE = 40
_REORDERING = frozenset(chr(code) for code in (0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Marks that turn the reading direction, and with it how an extension looks."""


def clean(name: str) -> str:
    """The last part of a path, without control characters; "photo" when nothing is left.

    >>> clean("../../etc/pass\\nwd.jpg")
    'passwd.jpg'
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        letter for letter in last if unicodedata.category(letter) not in ("Cc", "Cs") and letter not in _REORDERING
    )
    kept = kept.strip()
    if len(kept) > _LONGEST:
        stem, dot, extension = kept.rpartition(".")
        kept = (
            f"{stem[: _LONGEST - len(extension) - 1]}.{extension}" if dot and len(extension) < 10 else kept[:_LONGEST]
        )
        kept = kept.strip()
    return kept if kept.strip(". ") else "photo"


def title(text: str, longest: int = LONGEST_TITLE) -> str:
    """A preset's name: one line of at most `longest` characters, no control ones; empty when nothing is left.

    >>> title("  Wedding\\t(soft) ")
    'Wedding (soft)'
    """
    words = " ".join(text.split())
    kept = "".join(
        letter for letter in words if unicodedata.category(letter) not in ("Cc", "Cs") and letter not in _REORDERING
    )
    return kept.strip()[:longest].strip()
