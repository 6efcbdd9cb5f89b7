"""Rows as columns of plain values, a chunk at a time: there may be 100,000 of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select

CHUNK = 10_000
"""Rows read at a time."""
Columns = dict[str, list[Any]]


def chunks(connection: Connection, query: Select[Any]) -> Iterator[Columns]:
    """At least one chunk, so that an empty answer has its columns too."""
    result = connection.execute(query)
    names = list(result.keys())
    empty = True
    # Plain tuples of the driver: making a Row of each of 100,000 takes longer than reading them.
    assert result.cursor is not None
    while part := result.cursor.fetchmany(CHUNK):
        empty = False
        yield dict(zip(names, map(list, zip(*part, strict=True)), strict=True))
    if empty:
        yield {name: [] for name in names}
