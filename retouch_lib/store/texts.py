"""What no database takes must not reach it: a text may come from any file or server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection


def each_text(mended: Callable[[str], str]) -> Callable[..., tuple[str, Any]]:
    """A listener for SQLAlchemy's "before_cursor_execute" that lets every text among the parameters be mended."""

    def value(one: Any) -> Any:
        return mended(one) if isinstance(one, str) else one

    def row(parameters: Any) -> Any:
        if isinstance(parameters, Mapping):
            return {name: value(one) for name, one in parameters.items()}
        return tuple(map(value, parameters))

    def listen(
        _connection: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
    ) -> tuple[str, Any]:
        return statement, [row(each) for each in parameters] if many else row(parameters)

    return listen
