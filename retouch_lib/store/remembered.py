"""What pages ask for again and again while they are drawn: read once, and anew as soon as the database has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from retouch_lib.store.sharing import AnyDatabase

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Remembered:
    """Answers as of now: before each, the database is asked whether anybody wrote meanwhile."""

    def __init__(self, database: AnyDatabase) -> None:
        self._database = database
        self._changes = database.changes()
        self._turn = threading.Lock()
        self._version: int | None = None
        self._answers: dict[Any, Any] = {}

    def ask(self, question: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **options: _P.kwargs) -> _T:
        """What the question gives on a connection. Several callers get the same object: nobody may change it."""
        key = question, args, tuple(options.items())
        with self._turn:
            version = self._changes.version()
            if version is None or version != self._version:
                self._answers.clear()
                self._version = version
            if key not in self._answers:
                with self._database.reading() as connection:
                    self._answers[key] = question(connection, *args, **options)
            answer: _T = self._answers[key]
            return answer

    def version(self) -> int | None:
        """Another number than the last one where anybody wrote meanwhile, for what is made of many answers; None where
        that can't be told.
        """
        with self._turn:
            return self._changes.version()

    def close(self) -> None:
        with self._turn:
            self._changes.close()
