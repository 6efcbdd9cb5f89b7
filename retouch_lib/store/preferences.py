"""Statements on the preferences. Each function works on a connection whose transaction the caller holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType

from sqlalchemy import Connection, select

from retouch_lib.owners import Owner
from retouch_lib.presets.preset import Json
from retouch_lib.store.sql import insert
from retouch_lib.store.tables import preferences


def texts(connection: Connection, owner: Owner) -> Mapping[str, str]:
    """Everything that the owner chose, by key, as JSON; see `parsed`."""
    query = select(preferences.c.key, preferences.c.value).where(preferences.c.owner == owner)
    return MappingProxyType(dict(connection.execute(query).all()))


def parsed(text: str | None) -> Json | None:
    """None for nothing, and for what can't be read (see `unreadable`)."""
    if text is None:
        return None
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def unreadable(connection: Connection, owner: Owner, fits: Mapping[str, Callable[[Json], bool]]) -> tuple[str, ...]:
    """The keys, of these, whose value is no JSON or doesn't fit; JSON's null, nothing chosen, always fits."""
    kept = {key: text for key, text in texts(connection, owner).items() if key in fits and text.strip() != "null"}
    values = {key: parsed(text) for key, text in kept.items()}
    return tuple(key for key in fits if key in values and (values[key] is None or not fits[key](values[key])))


def set_value(connection: Connection, owner: Owner, key: str, value: Json) -> None:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    statement = insert(preferences).values(owner=owner, key=key, value=text)
    connection.execute(statement.on_conflict_do_update(index_elements=["owner", "key"], set_={"value": text}))


def agree(connection: Connection, owner: Owner, key: str, value: Json) -> Json:
    """What is kept under that key: this value where nothing was. Who comes second gets the first one's."""
    statement = insert(preferences).values(owner=owner, key=key, value=json.dumps(value))
    connection.execute(statement.on_conflict_do_nothing(index_elements=["owner", "key"]))
    return parsed(texts(connection, owner)[key])
