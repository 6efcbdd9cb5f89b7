"""Statements on the preferences. Each function works on a connection whose transaction the caller holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from retouch_lib.presets.preset import Json
from retouch_lib.store.tables import preferences


def value(connection: Connection, owner: str, key: str) -> Json | None:
    """What is kept under that key; None for nothing, and for what can't be read (see `unreadable`)."""
    query = select(preferences.c.value).where(preferences.c.owner == owner, preferences.c.key == key)
    text = connection.execute(query).scalar_one_or_none()
    return None if text is None else _json(text)


def unreadable(connection: Connection, owner: str, fits: Mapping[str, Callable[[Json], bool]]) -> tuple[str, ...]:
    """The keys, of these, whose value is no JSON or doesn't fit; JSON's null, nothing chosen, always fits."""
    query = select(preferences.c.key, preferences.c.value).where(preferences.c.owner == owner)
    kept = {key: text for key, text in connection.execute(query) if key in fits and text.strip() != "null"}
    values = {key: _json(text) for key, text in kept.items()}
    return tuple(key for key in fits if key in values and (values[key] is None or not fits[key](values[key])))


def set_value(connection: Connection, owner: str, key: str, value: Json) -> None:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    statement = insert(preferences).values(owner=owner, key=key, value=text)
    connection.execute(statement.on_conflict_do_update(index_elements=["owner", "key"], set_={"value": text}))


def _json(text: str) -> Json | None:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value
