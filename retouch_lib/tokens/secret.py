"""The token as a value that can't be printed by accident."""

from __future__ import annotations

import hashlib
import hmac
import re

from retouch_lib.tokens.unshown import Unshown

TOKEN_PAGE = "https://retouch4.me/token_page"  # noqa: S105, the vendor's page, no secret

_LONGEST = 500
_SENDABLE = re.compile(rf"[\x21-\x7e]{{1,{_LONGEST}}}")

_LEAST_SECRET = 8
"""A text that short is no secret, and may stand in many words."""


class Token(Unshown):
    """A Retouch4me token. `reveal()` is called where a request's body is made, `cloud/bodies.py`, and where it is
    sealed for the database of several replicas, `tokens/sealing.py`; nowhere else.

    repr, str and format show `reto…` and the last four characters.
    """

    __slots__ = ()
    _WHAT = "a token"

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


NO_TOKEN = Token("")
