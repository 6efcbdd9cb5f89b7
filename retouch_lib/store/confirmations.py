"""Statements on confirmations: a picture made of layers, and what a server really rendered for it.

Each function works on a connection whose transaction the caller holds.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update

from retouch_lib.imaging.measures.distance import Off
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.owners import Owner
from retouch_lib.store.lists import among
from retouch_lib.store.records import Confirmation, Confirmed, JobState
from retouch_lib.store.sql import insert, time_text
from retouch_lib.store.tables import confirmations, jobs

_TEXTS = ("job", "rendered", "owner", "strengths", "kind", "server", "plugins")
_FIGURES = ("mean", "p99", "worst", "x", "y")
_MOST_PLUGINS, _LONGEST_NAME = 60, 200


def note(connection: Connection, noted: Confirmation) -> None:
    """Keep that both belong together, to be measured; the first one of the two jobs stays. Nothing where one is gone.

    Raises ValueError for what is out of bounds.
    """
    if len(noted.plugins) > _MOST_PLUGINS or any(len(name) > _LONGEST_NAME for name in noted.plugins):
        raise ValueError("more plugins than an archive has layers, or a name out of bounds")
    both = select(jobs.c.id).where(jobs.c.owner == noted.owner, jobs.c.id.in_((noted.job, noted.rendered)))
    if len(connection.execute(both).all()) < 2:
        return
    values = {name: getattr(noted, name) for name in ("job", "rendered", "owner", "server", "noted_at")}
    values |= {"kind": noted.kind.value, "strengths": str(noted.strengths), "plugins": json.dumps(noted.plugins)}
    connection.execute(insert(confirmations).values(values).on_conflict_do_nothing())


def settle(connection: Connection, one: Confirmation, off: Off | None, trouble: str) -> None:
    """Keep the figures, or in a sentence why there are none."""
    figures = dict(zip(_FIGURES, astuple(off), strict=True)) if off else {}
    connection.execute(update(confirmations).where(*_is(one)).values(trouble=trouble, **figures))


def to_measure(connection: Connection, owner: Owner, limit: int) -> tuple[Confirmation, ...]:
    """Those of which both jobs brought a result and that were not measured yet, the newest first."""
    done = select(jobs.c.id).where(jobs.c.owner == owner, jobs.c.state == JobState.DONE, jobs.c.result.is_not(None))
    both = (confirmations.c.job.in_(done), confirmations.c.rendered.in_(done))
    open_ = (confirmations.c.mean.is_(None), confirmations.c.trouble == "")
    return _read(connection, limit, confirmations.c.owner == owner, *both, *open_)


def measured(connection: Connection, owner: Owner, server: str, limit: int) -> tuple[Confirmation, ...]:
    """Those with figures on that server, the newest first; a row that can't be read is left out."""
    its = (confirmations.c.owner == owner, confirmations.c.server == server, confirmations.c.mean.is_not(None))
    return tuple(one for one in _read(connection, limit, *its) if one.off is not None)


def of_jobs(connection: Connection, owner: Owner, job: str, rendered: str) -> Confirmation | None:
    """That of these two, with figures; None where there are none."""
    its = (confirmations.c.owner == owner, confirmations.c.job == job, confirmations.c.rendered == rendered)
    return next((one for one in _read(connection, 1, *its) if one.off is not None), None)


def delete_of_jobs(connection: Connection, job_ids: str) -> None:
    """Those that any of these jobs (ids as a JSON list) is one half of."""
    gone = (among(confirmations.c.job, job_ids), among(confirmations.c.rendered, job_ids))
    connection.execute(delete(confirmations).where(or_(*gone)))


def _is(one: Confirmation) -> tuple[ColumnElement[bool], ...]:
    return confirmations.c.job == one.job, confirmations.c.rendered == one.rendered


def _read(connection: Connection, limit: int, *conditions: ColumnElement[bool]) -> tuple[Confirmation, ...]:
    # The time as text: of one that can't be read SQLAlchemy would fail with all rows.
    noted_at = time_text(confirmations.c.noted_at).label("noted_at")
    columns = (*(confirmations.c[name] for name in (*_TEXTS, *_FIGURES)), noted_at)
    rows = connection.execute(
        select(*columns).where(*conditions).order_by(confirmations.c.noted_at.desc()).limit(limit)
    )
    return tuple(one for one in (_confirmation(row._mapping) for row in rows) if one is not None)


def _confirmation(row: Mapping[Any, Any]) -> Confirmation | None:
    """None where the row can't be read."""
    try:
        strengths, kind = Strengths.parse(row["strengths"]), Confirmed(row["kind"])
        plugins, noted_at = json.loads(row["plugins"]), datetime.fromisoformat(row["noted_at"]).replace(tzinfo=UTC)
        off = None if row["mean"] is None else Off(*(_number(row[name]) for name in _FIGURES))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    if not (isinstance(plugins, list) and all(isinstance(name, str) for name in plugins)):
        return None
    return Confirmation(
        row["owner"], row["job"], row["rendered"], strengths, kind, row["server"], tuple(plugins), noted_at, off
    )


def _number(value: Any) -> float:
    """Raises ValueError, TypeError for what is none."""
    if isinstance(value, str) or not math.isfinite(value):
        raise ValueError("no figure")
    return float(value)
