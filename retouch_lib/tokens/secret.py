"""The token as a value that can't be printed by accident."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Self

TOKEN_PAGE = "https://retouch4.me/token_page"  # noqa: S105, the vendor's page, no secret

_LONGEST = 500
_SENDABLE = re.compile(rf"[\x21-\x7e]{{1,{_LONGEST}}}")

_LEAST_SECRET = 8
"""A text that short is no secret, and may stand in many words."""


class Token:
    """A Retouch4me token. `reveal()` is called where a request's body is made, `cloud/bodies.py`, and where it is
    sealed for the database of several replicas, `tokens/sealing.py`; nowhere else.

    repr, str and format show `reto…` and the last four characters; pickling is refused, because what is pickled
    may reach a disk. A copy is the token itself.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text.strip()

    def reveal(self) -> str:
        return self._text

    @property
    def fault(self) -> str:
        """Why it can't be one, in words that show nothing of it; empty for a token that can be sent."""
        if _SENDABLE.fullmatch(self._text):
            return ""
        if not self._text:
            return "is empty"
        if any(char.isspace() for char in self._text):
            return "has a blank or a line break inside"
        if len(self._text) > _LONGEST:
            return f"has more than {_LONGEST} characters"
        return "has a character that no token has (only plain letters, digits and signs are in one)"

    def hidden_in(self, text: str) -> str:
        """The text with the token in its short form wherever it stands there."""
        return text.replace(self._text, repr(self)) if len(self._text) >= _LEAST_SECRET else text

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

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> str:
        raise TypeError("a token is never pickled")


NO_TOKEN = Token("")
