"""Names as their owners gave them, made safe to show: of files, and of presets; and texts that UTF-8 can carry."""

from __future__ import annotations

import unicodedata

_LONGEST = 200
LONGEST_TITLE = 40
_REORDERING = frozenset(chr(code) for code in (0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Marks that turn the reading direction, and with it how an extension looks."""


def is_whole(text: str) -> bool:
    """Whether UTF-8 can carry it: no half of a character (a lone surrogate), as in JSON's \\ud800 and broken names."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def whole(text: str) -> str:
    """The text with � for each half of a character; two halves that belong together become one.

    No database, file name, address or page takes such a text, and each of them fails in its own way.

    >>> whole("a\\ud800b")
    'a�b'
    """
    return text if is_whole(text) else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


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
