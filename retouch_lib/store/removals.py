"""What is still to be removed outside the tables: files, workflows, tasks of the local engine, copies of deleted rows.

It is written down in the transaction that takes the rows; `work/storage.py` removes it, and says so here. What a killed
process left is found again at the next launch. Each function works on a connection whose transaction the caller holds.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, String, delete, literal, or_, select

from retouch_lib.store.lists import among
from retouch_lib.store.sql import insert, values
from retouch_lib.store.tables import jobs, pending_removals, photos


class Removal(StrEnum):
    """Kinds of what lies outside the tables."""

    FILE = "file"
    """A photo, reduced copy or result by SHA-256, with everything derived from it."""
    WORKFLOW = "workflow"
    """A job's workflows, by the job's id."""
    TASK = "task"
    """A task of the local engine, by its id there."""
    ROWS = "rows"
    """The tables' own file, which still holds copies of deleted rows: a name of its own for each deletion."""


def waiting(connection: Connection) -> Mapping[Removal, tuple[str, ...]]:
    """Names by kind, each kind there."""
    found: dict[Removal, list[str]] = {kind: [] for kind in Removal}
    for kind, name in connection.execute(select(pending_removals.c.kind, pending_removals.c.name)).all():
        found[Removal(kind)].append(name)
    return {kind: tuple(names) for kind, names in found.items()}


def unused_files(connection: Connection, sha256s: Iterable[str]) -> tuple[str, ...]:
    """Those of these files that are no photo, no reduced copy and no result of anybody."""
    name = values(json.dumps(sorted(sha256s)))
    of_jobs = [name.in_(select(column).where(column.is_not(None))) for column in (jobs.c.result, jobs.c.sent)]
    taken = or_(name.in_(select(photos.c.sha256)), *of_jobs)
    return tuple(connection.execute(select(name).where(~taken)).scalars())


def done(connection: Connection, kind: Removal, names: Collection[str]) -> None:
    """Say that these are no longer there."""
    gone = among(pending_removals.c.name, json.dumps(sorted(names)))
    connection.execute(delete(pending_removals).where(pending_removals.c.kind == kind, gone))


def add(connection: Connection, kind: Removal, names: Collection[str]) -> None:
    """Write down that these are to be removed."""
    add_found(connection, kind, select(values(json.dumps(sorted(names)))))


def add_found(connection: Connection, kind: Removal, names: Select[Any]) -> None:
    """The same for what a query of one column finds; NULL is nothing."""
    listed = names.distinct().subquery()
    column = next(iter(listed.c))
    rows = select(literal(str(kind), String), column).where(column.is_not(None))  # SQLite wants the WHERE before ON
    connection.execute(insert(pending_removals).from_select(["kind", "name"], rows).on_conflict_do_nothing())
