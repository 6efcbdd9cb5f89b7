"""Names of files: as their owners gave them, made safe to show, and parts of those that we make."""

from __future__ import annotations

import re

from retouch_lib.words.text import composed, visible

_LONGEST = 200


def clean(name: str) -> str:
    """The last part of a path, composed (see `words.text`), without control characters; "photo" when nothing is left.

    >>> clean("../../etc/pass\\nwd.jpg")
    'passwd.jpg'
    """
    kept = composed(visible(name.replace("\\", "/").rsplit("/", 1)[-1])).strip()
    if len(kept) > _LONGEST:
        stem, dot, extension = kept.rpartition(".")
        kept = (
            f"{stem[: _LONGEST - len(extension) - 1]}.{extension}" if dot and len(extension) < 10 else kept[:_LONGEST]
        )
        kept = kept.strip()
    return kept if kept.strip(". ") else "photo"


def in_file_names(text: str) -> str:
    """Letters, digits, - and _ only; empty when nothing is left.

    >>> in_file_names("balanced (edited)")
    'balanced-edited'
    """
    return re.sub(r"[^\w-]+", "-", text).strip("-")
