"""The token as a value that can't be printed by accident."""

from __future__ import annotations

import hashlib
import hmac


class Token:
    """A Retouch4me token. `reveal()` is called in one place only: where a request is made.

    repr, str and format show `reto…` and the last four characters; pickling is refused, because what is pickled
    may reach a disk.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text.strip()

    def reveal(self) -> str:
        return self._text

    def ref(self, key: bytes) -> str:
        """A keyed hash (HMAC-SHA-256, 32 hex digits): tells one token from another and can't be turned back."""
        return hmac.new(key, self._bytes(), hashlib.sha256).hexdigest()[:32]

    def __repr__(self) -> str:
        return f"reto…{self._text[-4:]}" if len(self._text) >= 12 else "reto…"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Token) and hmac.compare_digest(self._bytes(), other._bytes())

    def __hash__(self) -> int:
        return hash(self._text)

    def _bytes(self) -> bytes:
        """Never fails: a UnicodeEncodeError's repr would hold the whole text."""
        return self._text.encode(errors="surrogatepass")

    def __reduce__(self) -> str:
        raise TypeError("a token is never pickled")
