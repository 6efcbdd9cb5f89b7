"""Tickets that any replica makes and knows again: an owner, a purpose and a day, signed.

They show that a page of this lab asks: another site in the same browser can't make one. Nobody is known by them.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable
from datetime import datetime

from retouch_lib.owners import Owner

LASTS_DAYS = 7
"""So long a page may stay open, its ticket unused; each drawing of a page brings a new one."""
_FORM = re.compile(r"([0-9a-f]{1,6})\.[A-Za-z0-9_-]{43}", re.ASCII)
_DAY_SECONDS = 86_400


class SignedTickets:
    """Of one purpose. Safe from any thread: nothing is kept."""

    def __init__(self, key: bytes, clock: Callable[[], datetime]) -> None:
        self._key = key
        self._clock = clock

    def issue(self, owner: Owner) -> str:
        """The owner's ticket of today (UTC): the same text all day, so that a page drawn again is the same page."""
        return self._of(owner, self._today())

    def is_of(self, owner: Owner, ticket: str) -> bool:
        """Whether it was made for that owner, within LASTS_DAYS. Replicas' clocks may be a day apart."""
        found = _FORM.fullmatch(ticket)
        if found is None:
            return False
        day = int(found[1], 16)
        fresh = -1 <= self._today() - day <= LASTS_DAYS
        return hmac.compare_digest(ticket, self._of(owner, day)) and fresh

    def _today(self) -> int:
        return int(self._clock().timestamp() // _DAY_SECONDS)

    def _of(self, owner: Owner, day: int) -> str:
        signed = hmac.digest(self._key, f"{day:x} {owner}".encode(), "sha256")
        return f"{day:x}.{base64.urlsafe_b64encode(signed).decode().rstrip('=')}"
