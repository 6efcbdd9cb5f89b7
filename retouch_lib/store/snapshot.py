"""A copy of all rows taken while the lab runs, made so that a second folder can't pay what the first one pays.

Of lab.sqlite, in this version's tables or older ones, or of PostgreSQL's; changes nothing but the copy.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from retouch_lib.errors import RetouchError, StoreTrouble
from retouch_lib.store.portable import NotCopied, save_file
from retouch_lib.store.records import JobState
from retouch_lib.store.uses import FREE_SERVER
from retouch_lib.store.versions import require_known_tables
from retouch_lib.tokens.database_url import DatabaseUrl

_BUSY_SECONDS = 60.0
_ENDS = (
    (JobState.QUEUED, JobState.STARTING, JobState.CANCELLED, ""),
    (JobState.WAITING, JobState.DOWNLOADING, JobState.FAILED, "NotFound"),
)
"""Two states each, what becomes of them on the local engine, and the kind of error."""
_NAMED = "SELECT sha256 FROM photos UNION SELECT result FROM jobs WHERE result IS NOT NULL"
_COPIES = " UNION SELECT sent FROM jobs WHERE sent IS NOT NULL"
_HAS_COPIES = "SELECT count(*) FROM pragma_table_info('jobs') WHERE name = 'sent'"
"""A table of an older version names no reduced copies."""
_ASK = """
UPDATE jobs SET state = :unsure, note = :note, error = '',
    attempts = max(attempts, 1), attempted_at = coalesce(attempted_at, :moment)
WHERE state = :state AND server <> :free
"""
_END = """
UPDATE jobs SET state = :state, note = :note, error = :error, ended_at = coalesce(ended_at, :moment),
    attempts = CASE :state WHEN 'cancelled' THEN 0 ELSE attempts END
WHERE state IN (:before, :after) AND server = :free
"""

QUEUED_THEN = (
    "It was waiting to be sent when this backup was made. The lab it was made of may have sent and paid it since: look "
    "there, or compare the balance, then send it (it may be paid twice), or leave it."
)
STARTING_THEN = (
    "It was being sent when this backup was made, and may have been paid. Look into the lab it was made of, or compare "
    "the balance, then send it again (it may be paid twice), or leave it."
)
FREE_THEN = "It had not ended on the local engine when this backup was made. Run it again; it is free."


class UnreadableDatabase(RetouchError):
    """A database can't be copied or read. The message says why; nothing was changed."""


def take(database: Path, target: Path, moment: datetime) -> None:
    """Write a copy of lab.sqlite as of one moment into a new file; jobs may run meanwhile. Raises UnreadableDatabase.

    A job that was not sent yet, or of whose start there is no answer, is *unsure* in the copy: whoever works on with
    it is asked before it is sent. What the local engine has in hand ends in the copy, which comes without the engine.
    """
    with _explained(database), closing(sqlite3.connect(database, timeout=_BUSY_SECONDS)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    _settle(target, moment)


def take_shared(url: DatabaseUrl, target: Path, moment: datetime) -> None:
    """The same of the rows that several replicas share on PostgreSQL. Raises UnreadableDatabase."""
    try:
        save_file(url, target)
    except (NotCopied, StoreTrouble) as error:
        raise UnreadableDatabase(str(error)) from None
    _settle(target, moment)


def _settle(target: Path, moment: datetime) -> None:
    """No job of the copy is sent by itself."""
    with _explained(target), closing(sqlite3.connect(target)) as copy, copy:
        when = moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")  # as SQLAlchemy writes it
        for state, note in ((JobState.QUEUED, QUEUED_THEN), (JobState.STARTING, STARTING_THEN)):
            asked = {"state": state, "unsure": JobState.UNSURE, "note": note, "moment": when, "free": FREE_SERVER}
            copy.execute(_ASK, asked)
        for before, after, state, error in _ENDS:
            ends = {"before": before, "after": after, "state": state, "error": error}
            copy.execute(_END, {**ends, "note": FREE_THEN, "moment": when, "free": FREE_SERVER})


def files_named(database: Path) -> list[str]:
    """SHA-256 of every photo, reduced copy and result that a row names, in order. Raises UnreadableDatabase."""
    with _explained(database), closing(sqlite3.connect(database)) as connection:
        ((copies,),) = connection.execute(_HAS_COPIES).fetchall()
        return sorted(name for (name,) in connection.execute(_NAMED + (_COPIES if copies else "")))


def require_whole(database: Path) -> None:
    """Raise UnreadableDatabase unless this is a whole lab.sqlite without triggers and views, or NewerFolder."""
    with _explained(database), closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        ((verdict,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
        ours = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
        # No table of ours has them: they would run with our own statements.
        strange = connection.execute("SELECT count(*) FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone()[
            0
        ]
    if verdict != "ok" or not ours or strange:
        raise UnreadableDatabase(f"{database.name} is no whole database of Retouch Lab. Nothing was changed.")
    require_known_tables(database)


@contextmanager
def _explained(database: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise UnreadableDatabase(f"{database.name} can't be read or copied: {error}. Nothing was changed.") from None
