"""Words told to every process on one database of PostgreSQL's, and heard by those that listen at that moment.

Nothing is kept: what nobody hears is lost, so only what speeds something up may be told in this way.
https://www.postgresql.org/docs/current/sql-notify.html
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from psycopg import Connection as DriverConnection
from psycopg import Error as DriverError
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

_log = logging.getLogger(__name__)
_CHANNEL = "retouch_lab"
_LOOK_UP_EVERY = 0.5
"""Seconds after which the listening thread sees that it is to end."""
_AGAIN_AFTER = 2.0
_LEAVES_WITHIN = 1.0


class Telling:
    """One process's mouth and ear."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def tell(self, word: str) -> None:
        """Raises what the database raises."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SELECT pg_notify(:channel, :word)"), {"channel": _CHANNEL, "word": word})

    def listen(self, take: Callable[[str], object]) -> None:
        """Call `take`, in a thread, with each word that is told from now on, this process's own too."""
        self._thread = threading.Thread(target=self._listen, args=(take,), daemon=True, name="told-words")
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join(_LEAVES_WITHIN)

    def _listen(self, take: Callable[[str], object]) -> None:
        while not self._ended.is_set():
            try:
                self._hear(take)
            except (DriverError, SQLAlchemyError) as error:  # the database is away; what is told meanwhile is lost
                _log.warning("what other replicas tell is not heard now: %s", type(error).__name__)
                self._ended.wait(_AGAIN_AFTER)

    def _hear(self, take: Callable[[str], object]) -> None:
        """On a connection of its own: one of the pool's would be missed by the others."""
        pooled = self._engine.raw_connection()
        driver = pooled.driver_connection
        pooled.detach()
        try:
            assert isinstance(driver, DriverConnection)
            driver.autocommit = True
            driver.execute(f"LISTEN {_CHANNEL}")
            while not self._ended.is_set():
                for word in driver.notifies(timeout=_LOOK_UP_EVERY):
                    take(word.payload)
        finally:
            pooled.close()
