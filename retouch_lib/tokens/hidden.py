"""A secret that stands in the settings: it is handed to the one who opens a door with it, and shown to nobody."""

from __future__ import annotations

from typing import Self


class Hidden:
    """A text that repr, str and format show nothing of, and that is never pickled; a copy is the secret itself."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text.strip()

    def in_clear(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "••••" if self._text else "none"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Hidden) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> str:
        raise TypeError("a secret is never pickled")


NOTHING = Hidden("")
