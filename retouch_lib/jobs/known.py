"""Which of DBOS's databases this version can read."""

from __future__ import annotations

from pathlib import Path

from dbos._migration import get_dbos_migrations, sqlite_migrations

from retouch_lib.errors import NewerDatabase
from retouch_lib.store import connecting
from retouch_lib.store.versions import require_at_most
from retouch_lib.tokens.database_url import DatabaseUrl

SCHEMA = "retouch_jobs"
"""Where DBOS's tables are in a database that several replicas share."""
_NEWER = (
    "A newer Retouch Lab uses the database {url}: this version can't read what it keeps of jobs. Nothing was changed "
    "or sent. Start the newer version, or name another database."
)


def require_known(database: Path) -> None:
    """Raise NewerFolder where a newer DBOS has changed the tables of jobs.sqlite. Nothing is touched."""
    require_at_most(database, "SELECT version FROM dbos_migrations", len(sqlite_migrations))


def require_known_schema(url: DatabaseUrl) -> None:
    """Raise NewerDatabase where a newer DBOS has changed its tables there, DataUnusable. Nothing is touched."""
    found = connecting.look(url, "SELECT version FROM retouch_jobs.dbos_migrations")
    if isinstance(found, int) and found > len(get_dbos_migrations(SCHEMA, True, False)):
        raise NewerDatabase(_NEWER.format(url=url))
