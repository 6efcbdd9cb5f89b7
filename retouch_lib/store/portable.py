"""All rows from one kind of database to the other: a team's lab becomes one person's file, and the other way round.

Copied are the tables of `tables`, and nothing else that may be in a database: not DBOS's, and no other program's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Integer, Select, Table, func, insert, literal_column, select, text
from sqlalchemy.exc import SQLAlchemyError

from retouch_lib.errors import RetouchError
from retouch_lib.store.database import Database
from retouch_lib.store.postgres import PostgresDatabase, storable
from retouch_lib.store.postgres_tables import NUMBERED
from retouch_lib.store.sql import row_number
from retouch_lib.store.tables import metadata
from retouch_lib.store.versions import revisions
from retouch_lib.tokens.database_url import DatabaseUrl

_PART = 1_000
"""Rows in hand at a time: a payload may be long."""
_TABLES = [table for table in metadata.sorted_tables if table.name not in ("replicas", "leases")]
"""Those two tell which processes work on a database at this moment: of another one it would not be true."""
_Rows = Sequence[Sequence[Any]]


class NotCopied(RetouchError):
    """Rows that can't be read, or not be taken, by the other kind of database. The message says why; nothing was
    changed."""


def save_file(url: DatabaseUrl, target: Path) -> None:
    """Write every row of that PostgreSQL database into a new file of SQLite's, as of one moment.

    Jobs may run meanwhile. Raises NotCopied, StoreTrouble, OSError.
    """
    with closing(PostgresDatabase(url)) as shared, closing(Database(target)) as file, shared.reading() as source:
        if MigrationContext.configure(source).get_current_revision() != revisions()[0]:
            raise NotCopied("Another version of Retouch Lab uses this database. Back it up with that version.")
        file.migrate()
        with file.writing() as copy:
            _copy_all(source, copy, _insert)
    file.make_single()


@contextmanager
def loaded(file: Path, url: DatabaseUrl) -> Iterator[None]:
    """Every row of a file of SQLite's in an empty PostgreSQL database, if the block comes to its end.

    The file is brought to the newest tables. Raises NotCopied, NewerDatabase, StoreTrouble.
    """
    with closing(Database(file)) as ours, closing(PostgresDatabase(url)) as shared:
        ours.migrate()
        shared.migrate()
        with ours.reading() as source, shared.writing() as target:
            if any(target.execute(select(table).limit(1)).first() for table in _TABLES):
                raise NotCopied("That database holds a lab already. Nothing was changed; name an empty one.")
            read_file(source, target)
            yield


def read_file(source: Connection, target: Connection) -> None:
    """Every row of a file of SQLite's into PostgreSQL's tables, which are empty. Raises NotCopied.

    Such a file holds whatever was written into it: a text for a time, too.
    """
    _copy_all(source, target, _copy_in)
    _count_on(target)


def _copy_all(source: Connection, target: Connection, put: Callable[[Connection, Table, _Rows], None]) -> None:
    """Both have the newest tables. Rows come in the order in which they were written."""
    reading = source.execution_options(yield_per=_PART)
    for table in _TABLES:
        try:
            with closing(reading.execute(_in_order(table))) as found:
                for part in found.partitions():
                    put(target, table, part)
        except (ValueError, TypeError, SQLAlchemyError, psycopg.Error):
            raise NotCopied(f"Rows of the table “{table.name}” can't be read. Nothing was changed.") from None


def _in_order(table: Table) -> Select[Any]:
    return select(table).order_by(*([row_number(table.name)] if table.name in NUMBERED else table.primary_key))


def _insert(connection: Connection, table: Table, rows: _Rows) -> None:
    names = [column.name for column in table.columns]
    connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def _copy_in(connection: Connection, table: Table, rows: _Rows) -> None:
    """By COPY: one statement a row took five times as long."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([_plain(value) for value in row])


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) else value


def _count_on(connection: Connection) -> None:
    """Rows came with their own numbers: PostgreSQL goes on after the highest. And it looks at how many there are."""
    for table in _TABLES:
        number, *others = table.primary_key
        if not others and isinstance(number.type, Integer):
            after = func.coalesce(select(func.max(number)).scalar_subquery(), 0) + 1
            sequence = func.pg_get_serial_sequence(table.name, number.name)
            connection.execute(select(func.setval(sequence, after, literal_column("false"))))
    connection.execute(text("ANALYZE"))
