"""What every secret among the settings has in common: it can't be printed or pickled by accident."""

from __future__ import annotations

import hmac
from typing import ClassVar, Self


class Unshown:
    """A text that repr, str and format show only as `__repr__` says, and that is never pickled, because what is pickled
    may reach a disk. A copy is the secret itself."""

    __slots__ = ("_text",)
    _WHAT: ClassVar[str] = "a secret"

    def __init__(self, text: str) -> None:
        self._text = text.strip()

    def __repr__(self) -> str:
        return "••••" if self._text else "none"

    def __str__(self) -> str:
        return repr(self)

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and hmac.compare_digest(self._bytes(), other._bytes())

    def __hash__(self) -> int:
        return hash(self._text)

    def _bytes(self) -> bytes:
        """Never fails: a UnicodeEncodeError's repr would hold the whole text."""
        return self._text.encode(errors="surrogatepass")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> str:
        raise TypeError(f"{self._WHAT} is never pickled")
