"""Whether a database has changed, whoever did it: SQLite counts the commits that a connection sees others make."""

from __future__ import annotations

import sqlite3
from pathlib import Path


class Changes:
    """Of one file, by a connection that never writes. For one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    def version(self) -> int | None:
        """Another number than the last one where anybody committed a change meanwhile; None where it can't be told.

        https://www.sqlite.org/pragma.html#pragma_data_version
        """
        if self._closed:
            return None
        try:
            if self._connection is None:
                self._connection = self._opened()
            version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error:  # whatever it is, the reading that follows will meet it, and say it
            return None
        return version

    def _opened(self) -> sqlite3.Connection:
        address = f"{self._path.absolute().as_uri()}?mode=rw"  # a file that is gone is not made anew
        return sqlite3.connect(address, uri=True, timeout=0, isolation_level=None, check_same_thread=False)

    def close(self) -> None:
        self._closed = True
        if self._connection is not None:
            self._connection.close()
