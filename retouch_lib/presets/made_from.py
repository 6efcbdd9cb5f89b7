"""What a preset was made from: the version that stood on the board before somebody changed it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from retouch_lib.words.text import one_line

LONGEST_NAME = 100
MOST_VERSIONS = 1_000_000
_HEX = frozenset("0123456789abcdef")
_FINGERPRINT = 64
"""Of its digits."""


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """A version of a preset, by what it was called then and by its values."""

    name: str
    version: int | None
    """Its number in the library of who made it; None for the vendor's."""
    fingerprint: str
    """SHA-256 (hex) of its canonical payload, by which it is found under whatever name."""

    def as_dict(self) -> dict[str, str | int | None]:
        return asdict(self)

    def to_json(self) -> str:
        return json.dumps(self.as_dict(), ensure_ascii=False)


def read_made_from(value: object) -> MadeFrom | None:
    """Of a parsed JSON value that came from outside; None where it is no such thing."""
    if not isinstance(value, Mapping):
        return None
    name, version, fingerprint = (value.get(key) for key in ("name", "version", "fingerprint"))
    if not isinstance(name, str) or not isinstance(fingerprint, str):
        return None
    if len(fingerprint) != _FINGERPRINT or not _HEX.issuperset(fingerprint):
        return None
    if version is not None and (type(version) is not int or not 0 < version < MOST_VERSIONS):
        return None
    clean = one_line(name, LONGEST_NAME)
    return MadeFrom(clean, version, fingerprint) if clean else None


def made_from_text(text: str) -> MadeFrom | None:
    """Of JSON text as `to_json` gives it; None for an empty text, or one that can't be read."""
    try:
        return read_made_from(json.loads(text)) if text else None
    except (ValueError, RecursionError):
        return None
