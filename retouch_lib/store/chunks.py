"""Rows as columns of plain values, a chunk at a time: there may be 100,000 of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Select

CHUNK = 10_000
"""Rows in one."""
_PART = 500
"""Rows read at a time: of more tuples at once Python's garbage collector would look through each."""
Columns = dict[str, list[Any]]


def chunks(connection: Connection, query: Select[Any], *, many: bool = False) -> Iterator[Columns]:
    """At least one chunk, so that an empty answer has its columns too.

    `many`: they come from PostgreSQL a part at a time; it would else send all of them at once, to be kept here. SQLite
    never does.
    """
    parts = many and connection.dialect.name == "postgresql"
    with closing(connection.execute(query, execution_options={"stream_results": parts})) as result:
        names = list(result.keys())
        # Plain tuples of the driver: making a Row of each of 100,000 takes longer than reading them.
        assert result.cursor is not None
        # But of those that come in parts SQLAlchemy has the first ones already.
        fetch = result.fetchmany if parts else result.cursor.fetchmany
        found, empty = _no_rows(names), True
        while part := fetch(_PART):
            for column, values in zip(found.values(), zip(*part, strict=True), strict=True):
                column.extend(values)
            if len(found[names[0]]) >= CHUNK:
                yield found
                found, empty = _no_rows(names), False
        if empty or found[names[0]]:
            yield found


def _no_rows(names: list[str]) -> Columns:
    return {name: [] for name in names}
