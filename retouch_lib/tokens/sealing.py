"""A token as a text that only this lab can read, for the database that its replicas share.

AES-256-GCM (NIST SP 800-38D) with a nonce of 96 random bits; the owner is part of what is authenticated, so that one
person's row is of no use in another's place.
"""

from __future__ import annotations

import base64
import os
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from retouch_lib.owners import Owner
from retouch_lib.tokens.secret import Token

_NONCE = 12
_VERSION = "1."


class SealedPlace(Protocol):
    """Where sealed tokens lie: one text an owner. Each method raises StoreTrouble."""

    def sealed(self, owner: Owner) -> str:
        """Empty for none."""
        ...

    def put(self, owner: Owner, sealed: str) -> None:
        """An empty text takes it off."""
        ...


class Sealer:
    """Of one key: 32 bytes, from the secret that all replicas were given. It shows itself to nobody."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, owner: Owner, token: Token) -> str:
        nonce = os.urandom(_NONCE)
        sealed = self._cipher.encrypt(nonce, token.reveal().encode(), owner.encode())
        return _VERSION + base64.urlsafe_b64encode(nonce + sealed).decode()

    def opened(self, owner: Owner, sealed: str) -> Token | None:
        """None for a text of another owner, another secret, or none of ours."""
        if not sealed.startswith(_VERSION):
            return None
        try:
            raw = base64.urlsafe_b64decode(sealed.removeprefix(_VERSION))
            return Token(self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], owner.encode()).decode())
        except (ValueError, InvalidTag):
            return None

    def __repr__(self) -> str:
        return "Sealer(…)"

    def __reduce__(self) -> str:
        raise TypeError("a key is never pickled")
