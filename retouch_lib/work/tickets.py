"""Selections that can be fetched at an address: thousands of ids don't fit one, so it carries a ticket's number.

Kept in this process: after a restart the page makes a new one.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from retouch_lib.media.parcel import Parcel
from retouch_lib.owners import Owner
from retouch_lib.work.transfers import Transfer

LASTS = timedelta(hours=12)
"""From the last time that it was made or shown: a dialog may stay open over lunch."""
MOST_FILES = 20_000
"""Of all tickets together: a file takes about a kilobyte of memory. The oldest tickets go first."""
MOST_TICKETS = 200


@dataclass(frozen=True, slots=True)
class Ticket:
    """What one owner may fetch."""

    id: str
    """Not to be guessed."""
    owner: Owner
    parcel: Parcel
    transfer: Transfer = field(compare=False)
    """Of the last time that it was fetched."""


class Tickets:
    """All methods may be called from any thread."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._until: dict[str, datetime] = {}
        self._tickets: dict[str, Ticket] = {}
        """By id; the one made or shown last at the end."""

    def issue(self, owner: Owner, parcel: Parcel) -> Ticket:
        """The owner's ticket for this parcel; the same one as long as it lasts."""
        with self._lock:
            self._sweep()
            alike = (ticket for ticket in self._tickets.values() if (ticket.owner, ticket.parcel) == (owner, parcel))
            ticket = next(alike, None) or _new(owner, parcel)
            self._tickets.pop(ticket.id, None)
            self._tickets[ticket.id] = ticket
            self._until[ticket.id] = self._clock() + LASTS
            self._make_room()
            return ticket

    def find(self, owner: Owner, ticket_id: str) -> Ticket | None:
        """None for one that there is none of, that is somebody else's, or that has run out."""
        with self._lock:
            self._sweep()
            ticket = self._tickets.get(ticket_id)
            return ticket if ticket is not None and ticket.owner == owner else None

    def _sweep(self) -> None:
        now = self._clock()
        for ticket_id in [ticket_id for ticket_id, until in self._until.items() if until <= now]:
            self._drop(ticket_id)

    def _make_room(self) -> None:
        """The last one stays, whatever its size."""
        while len(self._tickets) > 1 and (
            len(self._tickets) > MOST_TICKETS
            or sum(len(ticket.parcel.files) for ticket in self._tickets.values()) > MOST_FILES
        ):
            self._drop(next(iter(self._tickets)))

    def _drop(self, ticket_id: str) -> None:
        self._until.pop(ticket_id, None)
        self._tickets.pop(ticket_id, None)


def _new(owner: Owner, parcel: Parcel) -> Ticket:
    return Ticket(secrets.token_urlsafe(24), owner, parcel, Transfer(len(parcel.files), parcel.bytes))
