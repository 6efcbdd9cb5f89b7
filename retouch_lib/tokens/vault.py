"""Where tokens live: in this process's memory, one per owner, and nowhere else.

Where several replicas share a database, one that was typed in at one of them is of use at all: it lies in the database,
sealed by the secret that they were given (`sealing`). Without such a secret none is taken, because it would be lost at
the next press.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from retouch_lib.errors import BadSetting, DataUnusable, StoreTrouble
from retouch_lib.owners import Owner
from retouch_lib.tokens.key_file import KEY_BYTES, make_key, read_key
from retouch_lib.tokens.sealing import SealedPlace, Sealer
from retouch_lib.tokens.secret import NO_TOKEN, TOKEN_PAGE, Token

LOCAL_ENGINE_TOKEN = Token("reto-local-engine-needs-none")
"""What is sent to the local engine, which knows every token that begins with `reto`. No secret."""

KEY_FILE = "vault.key"
NEW_KEY = (
    "With a new key, jobs that are not sent yet don't know their token again: they wait, and nothing is paid. Take "
    "them back and run them again. Jobs that are sent go on."
)
"""What a new key means."""


ONE_REPLICAS = (
    "Several replicas share this lab's database, and a token typed in here would be known to this one only. Set "
    "RETOUCH_SECRET_FILE for all of them, and it is kept encrypted; or give it as RETOUCH_TOKEN."
)
"""Why no token is taken."""


class Vault:
    """Tokens by owner. The key that hashes them is kept in the data folder; it reveals no token."""

    def __init__(
        self,
        key: bytes,
        default: Token | None = None,
        *,
        takes_none: str = "",
        shelf: tuple[SealedPlace, Sealer] | None = None,
    ) -> None:
        """`default`: the token from the environment, used by every owner who has set none and whom it is lent to.

        `takes_none`: why nobody may set one, as a sentence. `shelf`: where other replicas find it.
        """
        self._takes_none = takes_none
        self._shelf = shelf
        self._key = key
        self.lends: Callable[[Owner], bool] = lambda _owner: True
        """Whether an owner may use the default."""
        self._default = default if default else None
        self._tokens: dict[str, Token] = {}
        self._lock = threading.Lock()
        self.notice = ""
        """What happened to the key's file at the opening, as a sentence; empty when nothing did."""

    @classmethod
    def open(cls, data_dir: Path, default: Token | None = None) -> Vault:
        """A vault whose references stay the same over restarts. Raises DataUnusable, OSError."""
        key, notice = _key_in(data_dir / KEY_FILE)
        vault = cls(key, default)
        vault.notice = notice
        return vault

    def keep(self, owner: Owner, token: Token) -> None:
        """Use this token for the owner from now on; an empty one is as none.

        Raises BadSetting for one that can't be a token, and StoreTrouble; nothing is changed then.
        """
        if token and token.fault:
            raise BadSetting(f"What was given as the token {token.fault}. Copy it again from {TOKEN_PAGE}.")
        if token and self._takes_none:
            raise BadSetting(self._takes_none)
        if self._shelf is not None:
            shelf, sealer = self._shelf
            shelf.put(owner, sealer.seal(owner, token) if token else "")
        with self._lock:
            if token:
                self._tokens[owner] = token
            else:
                self._tokens.pop(owner, None)

    def forget(self, owner: Owner) -> None:
        """Drop the owner's own token; one from the environment stays in use. Raises StoreTrouble."""
        self.keep(owner, NO_TOKEN)

    @property
    def is_on_shelf(self) -> bool:
        """Whether what is typed in lies, sealed, in the database: it is there after a restart, too."""
        return self._shelf is not None

    def token(self, owner: Owner) -> Token | None:
        own = self._own(owner)
        return own if own is not None else self._lent(owner)

    def from_environment(self, owner: Owner) -> bool:
        """Whether the owner's token is the environment's."""
        return self._own(owner) is None and self._lent(owner) is not None

    def _own(self, owner: Owner) -> Token | None:
        """What they set; while the database can't be asked, what was known of it last."""
        with self._lock:
            known = self._tokens.get(owner)
        if self._shelf is None:
            return known
        shelf, sealer = self._shelf
        try:
            sealed = shelf.sealed(owner)
        except StoreTrouble:
            return known
        found = sealer.opened(owner, sealed) if sealed else None
        with self._lock:
            if found is None:
                self._tokens.pop(owner, None)
            else:
                self._tokens[owner] = found
        return found

    def withheld(self, owner: Owner) -> bool:
        """Whether there is a default that this owner may not use."""
        return self._default is not None and not self.lends(owner)

    def _lent(self, owner: Owner) -> Token | None:
        return self._default if self._default is not None and self.lends(owner) else None

    def ref(self, token: Token) -> str:
        """The keyed hash under which rows name this token."""
        return token.ref(self._key)

    def find(self, owner: Owner, ref: str) -> Token | None:
        """The owner's token, if it is still the one `ref` names; the local engine's for its own reference."""
        if self.ref(LOCAL_ENGINE_TOKEN) == ref:
            return LOCAL_ENGINE_TOKEN
        token = self.token(owner)
        return token if token is not None and self.ref(token) == ref else None


def _key_in(path: Path) -> tuple[bytes, str]:
    """The key in that file, made (readable by its owner only) where there is none or no whole one; and what to say."""
    found = _read(path)
    if found is not None and len(found) == KEY_BYTES:
        return found, ""
    notice = ""
    if found is not None:
        path.replace(path.with_name(f"{path.name}.damaged"))
        notice = f"{path} was damaged (set aside as {path.name}.damaged), and a new key is made. {NEW_KEY}"
    return make_key(path), notice


def _read(path: Path) -> bytes | None:
    """None where there is no such file. Raises DataUnusable."""
    try:
        return read_key(path)
    except OSError as error:
        raise DataUnusable(
            f"{path} can't be read: {error.strerror}. It holds no token, only the key by which a job knows the token "
            f"it was made with. Make it readable again; or move it away and a new one is made. {NEW_KEY}"
        ) from None
