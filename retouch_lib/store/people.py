"""Statements on the people of a team: their names, roles, budgets, and whether they may spend the lab's credits.

Each function works on a connection whose transaction the caller holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select, update

from retouch_lib.errors import NoAdmin
from retouch_lib.owners import Owner
from retouch_lib.store.sql import insert
from retouch_lib.store.tables import people

CHANGEABLE = frozenset(("role", "budget_run", "budget_day", "lab_credits", "removed_at"))


class Role(StrEnum):
    MEMBER = "member"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who came in with a login, or with a browser that the lab knows again."""

    owner: Owner
    name: str
    """As the login gave it: any text, and maybe another person's."""
    role: Role
    first_seen: datetime
    last_seen: datetime
    budget_run: int
    """Credits that one of their runs may take; 0: any number."""
    budget_day: int
    """Credits that they may take in a day; 0: any number."""
    lab_credits: bool
    """Whether they may spend with the lab's own token; else they need one of theirs."""
    removed_at: datetime | None
    """When an admin took them out of the team; None for who is in it."""

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN and self.removed_at is None


def listed(connection: Connection) -> tuple[Person, ...]:
    """All, those taken out of the team too; by name."""
    query = select(people).order_by(func.folded(people.c.name), people.c.owner)
    return tuple(_person(row) for row in connection.execute(query).mappings())


def seen(connection: Connection, now: datetime, owner: Owner, name: str, *, founds: bool) -> Person:
    """Write down that somebody came, by the name that they have now.

    `founds`: whether who comes to an empty list is its admin, and may spend the lab's credits.
    """
    first = founds and connection.execute(select(people.c.owner).limit(1)).first() is None
    new = {
        "owner": owner,
        "name": name,
        "role": Role.ADMIN if first else Role.MEMBER,
        "first_seen": now,
        "last_seen": now,
        "budget_run": 0,
        "budget_day": 0,
        "lab_credits": first,
    }
    again = {"name": name, "last_seen": now}
    statement = insert(people).values(new).on_conflict_do_update(index_elements=["owner"], set_=again)
    connection.execute(statement)
    return _by_owner(connection, owner)


def change(connection: Connection, owner: Owner, fields: Mapping[str, Any], others: frozenset[Owner]) -> Person:
    """Raises KeyError for an unknown person, ValueError for a field that is not one of CHANGEABLE, NoAdmin where nobody
    would be left who is one; `others` are admins whatever the rows say."""
    if not fields.keys() <= CHANGEABLE:
        raise ValueError(f"not to be changed: {sorted(fields.keys() - CHANGEABLE)}")
    if not connection.execute(update(people).where(people.c.owner == owner).values(fields)).rowcount:
        raise KeyError(owner)
    admins = select(people.c.owner).where(people.c.removed_at.is_(None), people.c.role == Role.ADMIN)
    if not others and connection.execute(admins.limit(1)).first() is None:
        raise NoAdmin("Nobody would be left who may change roles and budgets. Nothing was changed: name another first.")
    return _by_owner(connection, owner)


def _by_owner(connection: Connection, owner: Owner) -> Person:
    return _person(connection.execute(select(people).where(people.c.owner == owner)).mappings().one())


def _person(row: RowMapping) -> Person:
    """A role that this version doesn't know is the one that may least."""
    role = Role.ADMIN if row["role"] == Role.ADMIN else Role.MEMBER
    return Person(**{**row, "owner": Owner(row["owner"]), "role": role, "lab_credits": bool(row["lab_credits"])})
