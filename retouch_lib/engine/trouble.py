"""Trouble of this computer, not of a task or a request: a full disk, a folder that can't be written.

Most of it passes by itself, so a task waits for its end instead of failing by it.
"""

from __future__ import annotations

import errno
import sqlite3

_OF_FILES = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EROFS: "it is read-only",
    errno.EACCES: "it may not be written",
    errno.EPERM: "it may not be written",
    errno.EIO: "the disk does not answer rightly",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
}
_OF_THE_LEDGER = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it is read-only",
    sqlite3.SQLITE_PERM: "it may not be written",
    sqlite3.SQLITE_CANTOPEN: "its engine.sqlite can't be opened",
    sqlite3.SQLITE_IOERR: "the disk does not answer rightly",
    sqlite3.SQLITE_BUSY: "another program holds its engine.sqlite",
    sqlite3.SQLITE_LOCKED: "another program holds its engine.sqlite",
    sqlite3.SQLITE_NOMEM: "there is no memory left",
}
_OF_A_DAMAGED_LEDGER = {
    sqlite3.SQLITE_CORRUPT: "its engine.sqlite is damaged",
    sqlite3.SQLITE_NOTADB: "its engine.sqlite is damaged",
}


def code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 where Python raised the error itself."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def words(error: Exception) -> str:
    """What is wrong with the engine's folder, whatever it is."""
    return passing(error) or lasting(error) or str(getattr(error, "strerror", None) or error).lower()


def passing(error: BaseException) -> str:
    """What is wrong with the engine's folder, where that may end by itself; otherwise an empty text."""
    if isinstance(error, sqlite3.Error):
        if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_IOERR_LOCK:  # what a read-only file gives
            return "its engine.sqlite is read-only, or stands on a disk that knows no locks"
        return _OF_THE_LEDGER.get(code(error), "")
    return _OF_FILES.get(error.errno or 0, "") if isinstance(error, OSError) else ""


def lasting(error: BaseException) -> str:
    """What is wrong with the engine's folder until it is started again; otherwise an empty text."""
    return _OF_A_DAMAGED_LEDGER.get(code(error), "") if isinstance(error, sqlite3.Error) else ""


def damaged(error: sqlite3.Error) -> bool:
    """Whether the ledger's file is no database any more, or not one of ours."""
    return not passing(error)
