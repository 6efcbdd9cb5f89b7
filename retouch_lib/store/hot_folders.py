"""Statements on hot folders: what is watched, and which files there were seen to their end.

What is under way has no row: who looks again finds it by its content, and joins the job that is there. Each function
works on a connection whose transaction the caller holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from retouch_lib.owners import Owner
from retouch_lib.store.jobs import new_id
from retouch_lib.store.lists import among
from retouch_lib.store.sql import insert, time_text
from retouch_lib.store.tables import hot_files, hot_folders

DONE, FAILED = "done", "failed"
_KINDS = {"project": str, "per_day": int, "longest_side": int, "quiet": float, "every": float}
_SAME = ("owner", "source", "output", "presets", "server")


@dataclass(frozen=True, slots=True)
class HotOptions:
    """What may change without its being another hot folder."""

    project: str = ""
    per_day: int = 0
    """Credits that a day may take, with everything else that was paid on it; 0: as the lab's limits say."""
    longest_side: int = 0
    """Pixels that longer photos are sent reduced to; 0: as they are."""
    quiet: float = 2.0
    """Seconds for which a file may not change before it is taken."""
    every: float = 0.0
    """Seconds between looks through the whole folder; 0: when the system tells of changes."""


@dataclass(frozen=True, slots=True)
class HotFolder:
    """A folder whose photos are retouched as they come."""

    id: str
    owner: Owner
    source: str
    output: str
    presets: tuple[str, ...]
    """Names, or paths of files, as they were given."""
    server: str
    options: HotOptions
    standing: bool
    """Whether the lab watches it by itself, from its start on."""
    made_at: datetime


@dataclass(frozen=True, slots=True)
class HotFile:
    """A file that was seen to its end. One of another size or time is another one."""

    path: str
    """Below the folder, with / between."""
    bytes: int
    changed_ns: int
    """When it was changed, as the file system says: nanoseconds since 1970."""
    state: str
    """DONE or FAILED."""
    note: str
    ended_at: datetime


def keep(
    connection: Connection,
    now: datetime,
    owner: Owner,
    source: str,
    output: str,
    presets: Sequence[str],
    server: str,
    options: HotOptions,
) -> HotFolder:
    """The one for the same folders, presets and server, with these options; a new one where there is none."""
    same = {"owner": owner, "source": source, "output": output, "presets": json.dumps(list(presets)), "server": server}
    values = {**same, "id": new_id(), "options": json.dumps(asdict(options)), "standing": 0, "made_at": now}
    statement = insert(hot_folders).values(values)
    connection.execute(
        statement.on_conflict_do_update(index_elements=_SAME, set_={"options": statement.excluded.options})
    )
    return _read(connection, *(hot_folders.c[name] == value for name, value in same.items()))[0]


def listed(connection: Connection, owner: Owner) -> tuple[HotFolder, ...]:
    """The newest first; a row that can't be read is left out."""
    return _read(connection, hot_folders.c.owner == owner)


def stand(connection: Connection, owner: Owner, folder_id: str, standing: bool) -> None:
    """Whether the lab watches it by itself."""
    connection.execute(update(hot_folders).where(*_mine(owner, folder_id)).values(standing=int(standing)))


def forget(connection: Connection, owner: Owner, folder_id: str) -> None:
    """Photos, results and files stay; only what was seen there is no longer known."""
    mine = select(hot_folders.c.id).where(*_mine(owner, folder_id))
    connection.execute(delete(hot_files).where(hot_files.c.folder.in_(mine)))
    connection.execute(delete(hot_folders).where(*_mine(owner, folder_id)))


def known(connection: Connection, folder_id: str, paths: Sequence[str]) -> dict[str, HotFile]:
    """Those of these files that were seen to their end, by path."""
    found = _files(connection, hot_files.c.folder == folder_id, among(hot_files.c.path, json.dumps(list(paths))))
    return {file.path: file for file in found}


def newest(connection: Connection, folder_id: str, limit: int) -> tuple[HotFile, ...]:
    return _files(connection, hot_files.c.folder == folder_id, limit=limit)


def counts(connection: Connection, folder_id: str) -> dict[str, int]:
    """State → files."""
    counted = select(hot_files.c.state, func.count()).where(hot_files.c.folder == folder_id).group_by(hot_files.c.state)
    return dict(connection.execute(counted).all())


def settle(connection: Connection, folder_id: str, file: HotFile) -> None:
    """Keep how a file ended, over what was known of one of that name."""
    values = asdict(file)
    statement = insert(hot_files).values(folder=folder_id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=("folder", "path"), set_=values))


def _mine(owner: Owner, folder_id: str) -> tuple[ColumnElement[bool], ...]:
    return hot_folders.c.owner == owner, hot_folders.c.id == folder_id


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[HotFolder, ...]:
    # The time as text: of one that can't be read SQLAlchemy would fail with all rows.
    made_at = time_text(hot_folders.c.made_at).label("made_at")
    columns = [column for column in hot_folders.c if column.name != "made_at"]
    rows = connection.execute(select(*columns, made_at).where(*conditions).order_by(hot_folders.c.made_at.desc()))
    return tuple(one for one in (_folder(row._mapping) for row in rows) if one is not None)


def _folder(row: Mapping[Any, Any]) -> HotFolder | None:
    """None where the row can't be read."""
    try:
        presets, given = json.loads(row["presets"]), json.loads(row["options"])
        options = HotOptions(**{name: kind(given[name]) for name, kind in _KINDS.items() if name in given})
        made_at = datetime.fromisoformat(row["made_at"]).replace(tzinfo=UTC)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not (isinstance(presets, list) and presets and all(isinstance(name, str) for name in presets)):
        return None
    places = {name: row[name] for name in ("id", "owner", "source", "output", "server")}
    return HotFolder(**places, presets=tuple(presets), options=options, standing=row["standing"] == 1, made_at=made_at)


def _files(connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None) -> tuple[HotFile, ...]:
    ended_at = time_text(hot_files.c.ended_at).label("ended_at")
    columns = (*(hot_files.c[name] for name in ("path", "bytes", "changed_ns", "state", "note")), ended_at)
    newest_first = select(*columns).where(*conditions).order_by(hot_files.c.ended_at.desc()).limit(limit)
    return tuple(one for one in (_file(row._mapping) for row in connection.execute(newest_first)) if one is not None)


def _file(row: Mapping[Any, Any]) -> HotFile | None:
    """None where the row can't be read: then the file is looked at once more."""
    try:
        ended_at = datetime.fromisoformat(row["ended_at"]).replace(tzinfo=UTC)
        size, changed_ns = int(row["bytes"]), int(row["changed_ns"])
    except (ValueError, TypeError):
        return None
    return HotFile(str(row["path"]), size, changed_ns, str(row["state"]), str(row["note"]), ended_at)
