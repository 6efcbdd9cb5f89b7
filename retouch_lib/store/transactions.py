"""Questions and changes, each in a transaction of its own: what the store and its parts do with a connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from retouch_lib.store.sharing import AnyDatabase

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Transactions:
    """On one database."""

    def __init__(self, database: AnyDatabase) -> None:
        self._database = database

    def _read(self, ask: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **options: _P.kwargs) -> _T:
        with self._database.reading() as connection:
            return ask(connection, *args, **options)

    def _write(self, change: Callable[Concatenate[Connection, _P], _T], *args: _P.args, **options: _P.kwargs) -> _T:
        with self._database.writing() as connection:
            return change(connection, *args, **options)

    def _stream(
        self, ask: Callable[Concatenate[Connection, _P], Iterator[_T]], *args: _P.args, **options: _P.kwargs
    ) -> Iterator[_T]:
        """The transaction lasts until the last piece is read."""
        with self._database.reading() as connection:
            yield from ask(connection, *args, **options)
