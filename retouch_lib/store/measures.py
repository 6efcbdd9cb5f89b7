"""Statements on measures: one row for each result that was measured, or that a try was begun to measure.

A row is of the file that its job has now: it goes where the file is replaced or swept. Each function works on a
connection whose transaction the caller holds.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    delete,
    func,
    select,
    update,
)

from retouch_lib.imaging.measures.version import VERSION
from retouch_lib.owners import Owner
from retouch_lib.store.lists import among
from retouch_lib.store.records import JobState, Kept, KeptMeasure, Measurable, Unjudged
from retouch_lib.store.sql import insert, row_number
from retouch_lib.store.tables import jobs, measures

BEGUN, MEASURED, GIVEN_UP = "begun", "measured", "given up"
_PART = 500
"""Rows read at a time, where there may be many: figures are long."""
_PICTURES = ("jpeg", "png", "zip")
"""Types of results that show a picture."""
_NEWEST_FIRST = (jobs.c.created_at.desc(), row_number("jobs").desc())
_SETTLED = (measures.c.version == VERSION, measures.c.state.in_((MEASURED, GIVEN_UP)))


def of_jobs(connection: Connection, owner: Owner, job_ids: Collection[str]) -> dict[str, KeptMeasure]:
    """What is known of these results, by job; those that are still to be measured are left out."""
    wanted = (measures.c.owner == owner, among(measures.c.job, json.dumps(sorted(job_ids))))
    query = select(measures.c.job, measures.c.figures, measures.c.trouble).where(*wanted, *_SETTLED)
    return {job: KeptMeasure(_text(figures), _text(trouble)) for job, figures, trouble in connection.execute(query)}


def to_measure(connection: Connection, limit: int, among_: Collection[str] | None = None) -> list[Measurable]:
    """Finished results of all owners that no figures of this version are kept of, the newest first."""
    settled = select(measures.c.job).where(measures.c.job == jobs.c.id, *_SETTLED)
    tries = select(measures.c.tries).where(measures.c.job == jobs.c.id, measures.c.version == VERSION).scalar_subquery()
    columns = (*(jobs.c[name] for name in ("id", "photo", "sent", "result", "result_type", "payload")), tries)
    query = select(*columns).where(*_measurable(), ~settled.exists()).order_by(*_NEWEST_FIRST).limit(limit)
    if among_ is not None:
        query = query.where(among(jobs.c.id, json.dumps(sorted(among_))))
    return [
        Measurable(job, sent or photo, result, kind, payload, tries if isinstance(tries, int) else 0)
        for job, photo, sent, result, kind, payload, tries in connection.execute(query)
    ]


def count(connection: Connection) -> tuple[int, int]:
    """How many jobs are done, and how many are settled: as long as both stay, there is hardly anything new to do."""
    done = select(func.count()).where(jobs.c.state == JobState.DONE)
    settled = select(func.count()).select_from(measures).where(*_SETTLED)
    return connection.execute(done).scalar_one(), connection.execute(settled).scalar_one()


def alike(connection: Connection, one: Measurable) -> str:
    """The figures of another job of the same owner that made the same file of the same picture; empty without one."""
    mine = select(jobs.c.owner, jobs.c.fingerprint).where(jobs.c.id == one.job).subquery()
    same = (
        jobs.c.owner == mine.c.owner,
        jobs.c.fingerprint == mine.c.fingerprint,
        jobs.c.result == one.result,
        func.coalesce(jobs.c.sent, jobs.c.photo) == one.source,
    )
    query = select(measures.c.figures).join(jobs, jobs.c.id == measures.c.job).join(mine, same[0])
    query = query.where(*same, measures.c.version == VERSION, measures.c.state == MEASURED, jobs.c.id != one.job)
    return _text(connection.execute(query.limit(1)).scalar_one_or_none())


def begin(connection: Connection, one: Measurable) -> None:
    """Count one try more, before it is made: it may end this program."""
    _set(connection, one, BEGUN, one.tries + 1, "", "")


def take_back(connection: Connection, one: Measurable) -> None:
    """A try that was broken off by us does not count."""
    _set(connection, one, BEGUN, one.tries, "", "")


def settle(connection: Connection, one: Measurable, figures: str, trouble: str) -> None:
    """Keep the figures, or in a sentence why there are none."""
    _set(connection, one, MEASURED if figures else GIVEN_UP, one.tries + 1, figures, trouble)


def forget(connection: Connection, *conditions: ColumnElement[bool]) -> None:
    """What is known of the results of the jobs that are meant: their files go, or others take their place."""
    connection.execute(delete(measures).where(measures.c.job.in_(select(jobs.c.id).where(*conditions))))


def forget_of(connection: Connection, owner: Owner, job_ids: Collection[str]) -> None:
    """The same for these jobs of the owner."""
    forget(connection, jobs.c.owner == owner, among(jobs.c.id, json.dumps(sorted(job_ids))))


def unjudged(connection: Connection, owner: Owner, limits: str, most: int) -> list[Unjudged]:
    """Measured results that were not held against these limits yet, by their digest."""
    query = select(measures.c.job, measures.c.figures, jobs.c.payload).join(jobs, jobs.c.id == measures.c.job)
    rows = connection.execute(query.where(*_unjudged(owner, limits)).limit(most)).all()
    return [Unjudged(job, _text(figures), _text(payload)) for job, figures, payload in rows]


def unjudged_count(connection: Connection, owner: Owner, limits: str) -> int:
    query = select(func.count()).select_from(measures).where(*_unjudged(owner, limits))
    return connection.execute(query).scalar_one()


def keep_judged(connection: Connection, limits: str, beyond: Mapping[Unjudged, float]) -> None:
    """Keep how far each is beyond these limits; one that was measured anew meanwhile is judged another time."""
    its = (measures.c.job == bindparam("its_job"), measures.c.figures == bindparam("its_figures"))
    values = {"limits": limits, "beyond": bindparam("its_beyond")}
    rows = [{"its_job": one.job, "its_figures": one.figures, "its_beyond": far} for one, far in beyond.items()]
    connection.execute(update(measures).where(*its).values(values), rows)


def beyond(connection: Connection, owner: Owner, limits: str) -> Iterator[Unjudged]:
    """The results that are beyond these limits, as far as they were held against them, one after the other."""
    query = select(measures.c.job, measures.c.figures, jobs.c.payload).join(jobs, jobs.c.id == measures.c.job)
    its = query.where(measures.c.job.in_(needing(owner, limits)))
    with closing(connection.execution_options(yield_per=_PART).execute(its)) as found:
        for job, figures, payload in found:
            yield Unjudged(job, _text(figures), _text(payload))


def needing(owner: Owner, limits: str) -> Select[Any]:
    """The ids of the jobs whose results are beyond any of these limits, as far as they were held against them."""
    return select(measures.c.job).where(measures.c.owner == owner, measures.c.limits == limits, measures.c.beyond > 0)


def _unjudged(owner: Owner, limits: str) -> tuple[ColumnElement[bool], ...]:
    return (
        measures.c.owner == owner,
        measures.c.limits != limits,
        measures.c.version == VERSION,
        measures.c.state == MEASURED,
    )


def _set(connection: Connection, one: Measurable, state: str, tries: int, figures: str, trouble: str) -> None:
    """Nothing where the job is gone by now, or has another file."""
    found = select(jobs.c.owner).where(jobs.c.id == one.job, jobs.c.result == one.result, *_measurable())
    owner = connection.execute(found).scalar_one_or_none()
    if owner is None:
        return
    said = {"version": VERSION, "state": state, "tries": tries, "figures": figures, "trouble": trouble}
    said |= {"limits": "", "beyond": 0.0}
    row = insert(measures).values(job=one.job, owner=owner, **said)
    connection.execute(row.on_conflict_do_update(index_elements=["job"], set_=said))


def _measurable() -> tuple[ColumnElement[bool], ...]:
    """What is kept provisionally waits for a better file."""
    return (
        jobs.c.state == JobState.DONE,
        jobs.c.result.is_not(None),
        jobs.c.result_type.in_(_PICTURES),
        jobs.c.kept != Kept.PROVISIONAL,
    )


def _text(value: Any) -> str:
    """SQLite keeps whatever was written; what is no text says nothing."""
    return value if isinstance(value, str) else ""
