"""What a store needs of a database, be it a file of SQLite or PostgreSQL's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection


class SeesChanges(Protocol):
    """For one thread at a time."""

    def version(self) -> int | None:
        """Another number than the last one where anybody committed a change meanwhile; None where it can't be told."""

    def close(self) -> None: ...


class AnyDatabase(Protocol):
    """Short transactions. Both kinds raise StoreTrouble, and nothing is changed, where it can't be used now."""

    def reading(self) -> AbstractContextManager[Connection]:
        """One that sees one moment."""

    def writing(self) -> AbstractContextManager[Connection]:
        """One that is alone from its first statement, among all processes."""

    def changes(self) -> SeesChanges: ...

    def tell(self, word: str) -> None:
        """Tell the other processes on this database, where there may be any. What nobody hears is lost."""

    def listen(self, take: Callable[[str], object]) -> None:
        """Call `take` with each word that is told from now on, this process's own too."""

    def rewrite(self) -> bool:
        """Write anew what still holds copies of deleted rows; False where that can't be done now."""

    def leave(self) -> None: ...

    def close(self) -> None: ...
