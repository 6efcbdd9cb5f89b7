"""PostgreSQL before its tables are used: how it is reached, and in sentences what keeps it from being used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError

from retouch_lib.errors import DataUnusable, StoreTrouble
from retouch_lib.tokens.database_url import DatabaseUrl

OLDEST = 14
"""The first version whose functions have a body in SQL (`postgres_tables`)."""
_SECONDS = 5
"""For which an answer to a connection is waited for."""
_OUTLASTS = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
"""A commit outlasts the server's crash, whatever it does for others: a credit may hang on it."""
_LONGEST_REASON = 200
_NOT_WELL = "Nothing was changed or sent. See to that, or to RETOUCH_DATABASE_URL, and start Retouch Lab again."


def engine_on(url: DatabaseUrl, settings: dict[str, str], **options: Any) -> Engine:
    """Connections to that database, none of them made yet. `settings`: of each session, by name."""
    engine = create_engine(
        make_url(url.with_password()).set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": _SECONDS, "application_name": "retouch-lab"},
        **options,
    )

    def prepare(raw: Any, _record: object) -> None:
        for setting, value in settings.items():
            raw.execute("SELECT set_config(%s, %s, false)", (setting, value))
        raw.execute(_OUTLASTS)
        raw.commit()

    event.listen(engine, "connect", prepare)
    return engine


def version(url: DatabaseUrl) -> str:
    """ "18.6", of a server whose database can be used. Raises DataUnusable."""
    with explained(url), psycopg.connect(_for_libpq(url), connect_timeout=_SECONDS) as connection:
        _require_usable(url, connection)
        row = connection.execute("SHOW server_version").fetchone()
        return str(row[0]).partition(" ")[0] if row else ""


def look(url: DatabaseUrl, statement: str) -> object | None:
    """The first value that the statement finds; None for nothing, and where there is no such table."""
    with explained(url), psycopg.connect(_for_libpq(url), connect_timeout=_SECONDS) as connection:
        try:
            row = connection.execute(statement.encode()).fetchone()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            return None
        return row[0] if row else None


@contextmanager
def explained(url: DatabaseUrl) -> Iterator[None]:
    """Raise DataUnusable where the database can't be used: its address without the password, and the reason."""
    try:
        yield
    except StoreTrouble as error:
        raise DataUnusable(f"{url}: {error} See to that and start Retouch Lab again.") from None
    except psycopg.Error as error:
        raise DataUnusable(f"The database {url} can't be used: {_reason(error)}. {_NOT_WELL}") from None
    except DBAPIError as error:
        reason = _reason(error.orig) if isinstance(error.orig, psycopg.Error) else type(error.orig).__name__
        raise DataUnusable(f"The database {url} can't be used: {reason}. {_NOT_WELL}") from None


def _require_usable(url: DatabaseUrl, connection: psycopg.Connection) -> None:
    if connection.info.server_version < OLDEST * 10_000:
        found = connection.info.parameter_status("server_version")
        raise DataUnusable(
            f"The database {url} is PostgreSQL {found}; Retouch Lab needs {OLDEST} or newer. {_NOT_WELL}"
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise DataUnusable(f"The database {url} keeps texts as {encoding}; UTF8 is needed. {_NOT_WELL}")


def _for_libpq(url: DatabaseUrl) -> str:
    return make_url(url.with_password()).set(drivername="postgresql").render_as_string(hide_password=False)


def _reason(error: psycopg.Error) -> str:
    """The server's own words, or libpq's, on one line: "password authentication failed for user "lab""."""
    first = str(error).strip().partition("\n")[0]
    words = first.rpartition(" failed: ")[2].removeprefix("FATAL:").strip(" .")
    return words[:_LONGEST_REASON] or type(error).__name__
