"""Whether a database was written by a newer version: looked at before it is opened, and without touching it.

SQLite's ordinary opening writes: it makes files beside the database, and at the end moves what is in the write-ahead
log into it. A folder that a newer version left must stay for that version as it is.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from retouch_lib.errors import NewerFolder

MIGRATIONS = Path(__file__).parent / "migrations"


def migrations() -> Config:
    """Alembic's configuration of lab.sqlite."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


@cache
def revisions() -> tuple[str, ...]:
    """The revisions of lab.sqlite that this version has, the newest first. They are files: read once a process."""
    return tuple(script.revision for script in ScriptDirectory.from_config(migrations()).walk_revisions())


def require_known_tables(lab_database: Path) -> None:
    """Raise NewerFolder where the tables of lab.sqlite are at a revision that this version doesn't have."""
    revision = look(lab_database, "SELECT version_num FROM alembic_version")
    if revision is not None and revision not in revisions():
        raise NewerFolder(lab_database)


def require_at_most(database: Path, statement: str, newest: int) -> None:
    """Raise NewerFolder where the number that the statement finds is above `newest`."""
    found = look(database, statement)
    if isinstance(found, int) and found > newest:
        raise NewerFolder(database)


def look(database: Path, statement: str) -> object | None:
    """The first value that the statement finds; None for nothing, for no file, and for one that can't be read.

    No file's content changes, and no file appears beside one that was closed properly.
    """
    if not database.is_file():
        return None
    log = database.with_name(f"{database.name}-wal")
    # Immutable, SQLite makes no file beside it, but does not look into a log either.
    how = "mode=ro" if log.exists() and log.stat().st_size else "mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?{how}", uri=True)) as connection:
            row = connection.execute(statement).fetchone()
    except sqlite3.Error:  # opening it, which follows, reports what is wrong with it
        return None
    return row[0] if row else None
