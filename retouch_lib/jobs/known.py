"""Which of DBOS's databases this version can read."""

from __future__ import annotations

from pathlib import Path

from dbos._migration import sqlite_migrations

from retouch_lib.store.versions import require_at_most


def require_known(database: Path) -> None:
    """Raise NewerFolder where a newer DBOS has changed the tables of jobs.sqlite. Nothing is touched."""
    require_at_most(database, "SELECT version FROM dbos_migrations", len(sqlite_migrations))
