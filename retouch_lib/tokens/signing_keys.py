"""Keys for everything that this lab signs: one secret, and of it a key for each purpose.

Replicas that were given the same secret know what any of them signed.
"""

from __future__ import annotations

import hmac
from pathlib import Path

from retouch_lib.errors import BadSetting, DataUnusable
from retouch_lib.tokens.key_file import KEY_BYTES, make_key, read_key

SECRET_KEY_FILE = "secret.key"  # noqa: S105, a file's name
_LEAST_BYTES = 32
_MOST_BYTES = 4096
_HOW = "Make one anew, the same for all replicas: openssl rand -hex 32"


class SigningKeys:
    """The lab's secret; it shows itself to nobody."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def open(cls, data_dir: Path, given: str = "") -> SigningKeys:
        """The secret of the file `given` (RETOUCH_SECRET_FILE); without one, that of the data folder, made once.

        Raises BadSetting for a file that can't be used, DataUnusable where the folder's can't be read.
        """
        return cls(_given(Path(given)) if given else _own(data_dir / SECRET_KEY_FILE))

    def key(self, purpose: str) -> bytes:
        """32 bytes, other ones for each purpose: HMAC-SHA-256 of the purpose (one block of HKDF-Expand, RFC 5869)."""
        return hmac.digest(self._secret, f"retouch-lab {purpose}\x01".encode(), "sha256")

    @property
    def name(self) -> str:
        """Equal for equal secrets, and tells nothing of them: 128 bits of a key that signs nothing."""
        return self.key("its name")[:16].hex()

    def __repr__(self) -> str:
        return "SigningKeys(…)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is never pickled")


def _given(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            secret = file.read(_MOST_BYTES + 1).strip()
    except OSError as error:
        raise BadSetting(f"RETOUCH_SECRET_FILE: {path} can't be read: {error.strerror}.") from None
    if not _LEAST_BYTES <= len(secret) <= _MOST_BYTES:
        raise BadSetting(
            f"RETOUCH_SECRET_FILE: {path} holds {'too much' if len(secret) > _MOST_BYTES else 'too little'} for a "
            f"secret of {_LEAST_BYTES} to {_MOST_BYTES} bytes. {_HOW}"
        )
    return secret


def _own(path: Path) -> bytes:
    """A damaged one is made anew: whoever has a page open loads it again, and nothing else is lost."""
    try:
        found = read_key(path)
    except OSError as error:
        raise DataUnusable(
            f"{path} can't be read: {error.strerror}. It signs what the pages are handed. Make it readable again; or "
            "move it away, and a new one is made."
        ) from None
    return found if found is not None and len(found) == KEY_BYTES else make_key(path)
