"""Sealed tokens among what the store keeps for each owner: see `tokens.sealing`."""

from __future__ import annotations

from retouch_lib.owners import Owner
from retouch_lib.store.store import Store

_SEALED = "sealed_token"


class TokenShelf:
    """What lies there is of no use without the secret that the replicas were given."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def sealed(self, owner: Owner) -> str:
        kept = self._store.preference(owner, _SEALED)
        return kept if isinstance(kept, str) else ""

    def put(self, owner: Owner, sealed: str) -> None:
        self._store.set_preference(owner, _SEALED, sealed or None)
