"""What servers said is left. One rule says which figure counts: the last one written down for its account.

An account is a server's and a token: all of the vendor's servers draw on one. Budget, pages, history and jobs read it
here, so that there is one truth. Each function works on a connection whose transaction the caller holds.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select

from retouch_lib.owners import Owner
from retouch_lib.store.records import Reading
from retouch_lib.store.rows import reading_from
from retouch_lib.store.tables import readings
from retouch_lib.store.uses import account, account_of, draws_on

BALANCE, QUOTA = "balance", "quota"
"""Credits left; the day's attempts left."""


def add(connection: Connection, reading: Reading) -> Reading:
    connection.execute(insert(readings).values(asdict(reading)))
    return reading


def listed(
    connection: Connection, owner: Owner, server: str | None, kind: str | None, job: str | None, limit: int
) -> tuple[Reading, ...]:
    """All that were written down, newest first; of one server, kind or job where it is given."""
    query = select(readings).where(readings.c.owner == owner)
    for column, value in ((readings.c.server, server), (readings.c.kind, kind), (readings.c.job, job)):
        if value is not None:
            query = query.where(column == value)
    query = query.order_by(readings.c.read_at.desc(), readings.c.id.desc()).limit(limit)
    return tuple(reading_from(row) for row in connection.execute(query).mappings())


def last(
    connection: Connection, kind: str, owner: Owner, server: str, token_ref: str, before: datetime | None = None
) -> Reading | None:
    """The last figure of the account that the server and the token draw on; with `before`, of those read until then.

    The order of writing counts, not the time: a clock may be set back.
    """
    query = select(readings).where(*of_account(kind, owner, server, token_ref))
    if before is not None:
        query = query.where(readings.c.read_at <= before)
    row = connection.execute(query.order_by(readings.c.id.desc()).limit(1)).mappings().one_or_none()
    return None if row is None else reading_from(row)


def last_balances(connection: Connection, owner: Owner) -> list[Reading]:
    """The last balance of each account, by account and token."""
    mine = (readings.c.owner == owner, readings.c.kind == BALANCE)
    accounts = (account(readings.c.server), readings.c.token_ref)
    newest = select(func.max(readings.c.id)).where(*mine).group_by(*accounts)
    query = select(readings).where(readings.c.id.in_(newest)).order_by(*accounts)
    return [reading_from(row) for row in connection.execute(query).mappings()]


def of_account(kind: str, owner: Owner, server: str, token_ref: str) -> tuple[ColumnElement[bool], ...]:
    """Conditions for the figures of that kind and account."""
    mine = (readings.c.owner == owner, readings.c.token_ref == token_ref, readings.c.kind == kind)
    return (*mine, same_account(readings.c.server, server))


def same_account(column: ColumnElement[Any], server: str) -> ColumnElement[bool]:
    """Whether the server in that column draws on the same accounts as this one."""
    return draws_on(column, account_of(server))
