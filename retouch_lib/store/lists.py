"""Lists of ids or names as one parameter, written in JSON: a statement takes only so many parameters."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from retouch_lib.store.sql import values


def listed(connection: Connection, query: Any) -> str:
    """What the query finds, in order."""
    return json.dumps(sorted(connection.execute(query).scalars()))


def among(column: ColumnElement[Any], names: str) -> ColumnElement[bool]:
    """Whether the column's value stands in that JSON list: one parameter, however long."""
    return column.in_(select(values(names)))
