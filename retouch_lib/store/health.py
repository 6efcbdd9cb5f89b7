"""Before a database is used: whether it can be read and written. What is wrong is told in sentences, no traceback."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from retouch_lib.errors import DataUnusable, StoreTrouble
from retouch_lib.machine.disk import full_at_start, is_full, unusable

_log = logging.getLogger(__name__)
_PRIMARY = 0xFF
_DAMAGED = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}
_HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_OF_THE_DISK = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
_PROTECTED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, by the end of its name."""
_BUSY_SECONDS = 15.0


class DamagedDatabase(sqlite3.DatabaseError):
    """A database whose pages don't fit together."""

    sqlite_errorcode = sqlite3.SQLITE_CORRUPT


def look_through(path: Path, *, used: bool = False) -> None:
    """Read the whole file, and see that it could be written to. Nothing is changed, but it is made where there is none.

    Raises OSError, sqlite3.Error. `used`: whether an empty file is what is left of a database; a lab that was killed at
    its first start leaves one, too.
    """
    if used and path.exists() and not path.stat().st_size:
        raise DamagedDatabase(f"{path.name} is empty")
    if is_full(path.parent):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
    with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as connection:
        connection.isolation_level = None
        ((found,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
        if found != "ok":
            raise DamagedDatabase(f"{path.name} is damaged")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA user_version = 1")  # only a change shows that a file may be read and not written
        connection.execute("ROLLBACK")


@contextmanager
def explained(path: Path, damaged: str) -> Iterator[None]:
    """Raise DataUnusable where the file can't be used; `damaged` says what a damaged one means, and the way on."""
    try:
        yield
    except OSError as error:
        raise unusable(path, error) from None
    except StoreTrouble as error:
        raise DataUnusable(f"{path}: {error} See to that and start Retouch Lab again.") from None
    except (sqlite3.Error, DBAPIError) as error:
        raise DataUnusable(_sentence(path, error, damaged)) from None


def look_through_or_set_aside(path: Path, damaged: str) -> str:
    """As `look_through`, for a file that can be made anew: a damaged one gets another name.

    Returns what was done, as a sentence with `damaged` at its end; "" when nothing was.
    """
    try:
        look_through(path)
    except sqlite3.Error as error:
        if _code(error) not in _DAMAGED:
            raise
        there = _set_aside(path)
        look_through(path)
        notice = f"{path} was damaged and is set aside as {there.name}. {damaged}"
        _log.warning(notice)
        return notice
    return ""


def _set_aside(path: Path) -> Path:
    """Give a database, and what lies beside it, another name; returns the name. Raises OSError."""
    stem = f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}"
    for end in (*_BESIDE, ""):  # the database last: until then the next start sees what this one saw
        there = path.with_name(path.name + end)
        if there.exists():
            there.replace(path.with_name(stem + end))
    return path.with_name(stem)


def _sentence(path: Path, error: sqlite3.Error | DBAPIError, damaged: str) -> str:
    code = _code(error)
    if code in _DAMAGED:
        return f"{path} is damaged: it is no whole database. {damaged}"
    if code == sqlite3.SQLITE_FULL or (code in _OF_THE_DISK and is_full(path.parent)):
        return full_at_start(path)
    if code in _PROTECTED:
        return (
            f"{path} can be read, but not written: the file, its folder or its disk is write-protected. Nothing is "
            "lost. Give yourself the right to write, or name another folder in RETOUCH_DATA_DIR, and start Retouch Lab "
            "again."
        )
    if code in _HELD:
        return f"Another program holds {path}. Nothing is lost. End that program and start Retouch Lab again."
    if code in _OF_THE_DISK:
        return (
            f"{path} can't be opened: its disk answers with an error, or the file is not yours to read. Nothing was "
            "changed. See to the disk and the rights of the file, and start Retouch Lab again."
        )
    # SQLite's own words name a table or a column; SQLAlchemy's error would show the statement with all its values.
    _log.error("%s can't be opened: %s", path, error.orig if isinstance(error, DBAPIError) else error)
    return f"{path} is no database of this version of Retouch Lab. {damaged}"


def _code(error: BaseException) -> int:
    """SQLite's primary result code (https://www.sqlite.org/rescode.html), -1 where there is none."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    return int(getattr(origin, "sqlite_errorcode", -1)) & _PRIMARY
