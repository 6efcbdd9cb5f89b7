"""Statements on the audit list: who did what, and when. Rows are added and, past their time, forgotten; never changed.

Each function works on a connection whose transaction the caller holds.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from retouch_lib.owners import Owner
from retouch_lib.store.tables import audit


class Did(StrEnum):
    """What is written down."""

    RAN = "ran"
    SHARED = "shared"
    UNSHARED = "stopped sharing"
    FILED = "filed a run under a project"
    JUDGED = "judged"
    SAVED = "saved a version of a shared preset"
    DELETED = "deleted"
    CHANGED_ROLE = "changed a role"
    CHANGED_BUDGET = "changed a budget"
    CHANGED_CREDITS = "changed whose credits"
    CHANGED_SETTING = "changed a setting"
    REMOVED = "took a person out of the team"
    READMITTED = "took a person in again"
    GAVE_TOKEN = "gave a token"  # noqa: S105 - the words, no token
    FORGOT_TOKEN = "forgot a token"  # noqa: S105
    BACKED_UP = "took a backup"
    CAME = "logged in"
    LEFT = "logged out"


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the list."""

    id: int
    """Grows with each row."""
    at: datetime
    who: Owner
    did: str
    """A `Did`, or a word of another version's."""
    about: str
    """The name of a preset or project, the id of a run, or a person's owner."""
    detail: str
    """A sentence or a few words; empty where nothing is to be added."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What is to be written down; fields as of `Event`."""

    who: Owner
    did: Did
    about: str
    detail: str


@dataclass(frozen=True, slots=True)
class Sought:
    """Which events are meant; all of those that each field lets through."""

    who: Owner | None = None
    did: str = ""
    since: datetime | None = None
    until: datetime | None = None


def add(connection: Connection, now: datetime, noted: Noted) -> None:
    connection.execute(insert(audit).values(at=now, **asdict(noted)))


def listed(connection: Connection, sought: Sought, limit: int, before: int | None = None) -> tuple[Event, ...]:
    """The newest first; those older than the event of that id."""
    older = () if before is None else (audit.c.id < before,)
    query = select(audit).where(*_which(sought), *older).order_by(audit.c.id.desc()).limit(limit)
    return tuple(Event(**row) for row in connection.execute(query).mappings())


def forget(connection: Connection, before: datetime, most: int) -> int:
    """Those older than that, and of the rest all but the newest so many; how many went."""
    newest = select(func.max(audit.c.id)).scalar_subquery()
    return connection.execute(delete(audit).where((audit.c.at < before) | (audit.c.id <= newest - most))).rowcount


def _which(sought: Sought) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if sought.who is not None:
        found.append(audit.c.who == sought.who)
    if sought.did:
        found.append(audit.c.did == sought.did)
    if sought.since is not None:
        found.append(audit.c.at >= sought.since)
    if sought.until is not None:
        found.append(audit.c.at < sought.until)
    return found
