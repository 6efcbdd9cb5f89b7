"""The uses as SQL: each job as it was made and sent, and each later request that a job answered for nothing.

Of deleted jobs only those are uses that took a credit of an account, or may have: the sums stay true without a name.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.sql.expression import Subquery

from retouch_lib.owners import Owner
from retouch_lib.store.measures import needing
from retouch_lib.store.picks import judged_so, said_of_jobs
from retouch_lib.store.records import JobState, Share
from retouch_lib.store.sql import days, found_at, local_date, row_number, time_text, unindexed, values
from retouch_lib.store.tables import deleted_jobs, jobs, run_items, runs
from retouch_lib.words.text import folded

FREE_SERVER = "local"
_OWN_ACCOUNTS = (FREE_SERVER, "custom")
VENDOR_ACCOUNT = "retouch4me"
"""All of the vendor's servers draw on one account per token."""
_IN_IDS = frozenset("0123456789abcdef-")
_NOT_PAID = (JobState.REFUSED, JobState.CANCELLED)
DELETED, NO_NAME = "deleted", "(deleted)"
"""The state of a deleted job's use, and what stands for its preset, photo and project."""


@dataclass(frozen=True, slots=True)
class Where:
    """Which uses are meant. An empty field leaves everything in."""

    since: datetime | None = None
    """Asked for at this time or later."""
    until: datetime | None = None
    """Asked for before this time."""
    presets: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    """SHA-256 each."""
    servers: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    """"" is the project of runs that name none."""
    judged: tuple[str, ...] = ()
    """What was said of the result: "picked", "rejected", at least so many stars ("3"), "unjudged"."""
    needing: str = ""
    """The digest of the limits that a result is beyond; see `work.triaging`."""
    search: str = ""
    """Words, each of which is in the photo's name, the preset, the project, the error or a remark, or begins an id."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Jobs of which nobody said whether they were paid, told apart by balance readings."""

    charged: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class First:
    """The newest or the oldest uses: the index on the time finds them without reading the others."""

    count: int
    descending: bool


USE = (
    "job",
    "run",
    "project",
    "asked_at",
    "share",
    "preset",
    "fingerprint",
    "photo",
    "longest_side",
    "server",
    "state",
    "credits",
    "waiting_s",
    "processing_s",
    "downloading_s",
    "quota_after",
    "result",
    "result_type",
    "bytes",
    "error",
    "remark",
    "photo_name",
    "verdict",
    "stars",
    "note",
)
SUMMED = ("credits", "share", "state", "server", "waiting_s", "processing_s", "downloading_s")
KEY = ("job", "asked_in", "place")
"""What tells one use from another."""
ORDERS = (
    "asked_at",
    "preset",
    "photo_name",
    "project",
    "server",
    "state",
    "credits",
    "waiting_s",
    "processing_s",
    "downloading_s",
    "bytes",
)


def union(
    owner: Owner,
    where: Where,
    verdicts: Verdicts,
    names: Sequence[str],
    order: str = "asked_at",
    among: Select[Any] | None = None,
    first: First | None = None,
) -> Subquery:
    """The jobs as they were made, and the later requests they answered, with the columns named.

    `among`: the ids of the only jobs to be looked at. `first`: of each kind only so many, by the time of the press.
    """
    if order not in ORDERS:
        raise ValueError(f'"{order}" is no order; there are {", ".join(ORDERS)}')
    made = _columns(verdicts, reused=False)
    again = _columns(verdicts, reused=True)
    known = [] if among is None else [jobs.c.id.in_(among)]
    parts: list[Select[Any]] = [
        _named(made, names, order, first)
        .join_from(jobs, runs, made_in(), isouter=True)
        .where(*conditions(owner, where, reused=False, by_id=among is not None), *known),
        _named(again, names, order, first)
        .join_from(run_items, jobs, jobs.c.id == run_items.c.job)
        .join(runs, runs.c.id == run_items.c.run)
        .where(*conditions(owner, where, reused=True), *known),
    ]
    if may_be_deleted(where):
        gone = _columns_of_deleted(verdicts)
        listed = [] if among is None else [deleted_jobs.c.id.in_(among)]
        parts.append(_named(gone, names, order, first).where(*conditions_of_deleted(owner, where), *listed))
    if first is not None:
        parts = [select(part.subquery()) for part in parts]
    every: CompoundSelect[Any] = union_all(*parts)
    return every.subquery("uses")


def _named(
    columns: dict[str, ColumnElement[Any]], names: Sequence[str], order: str, first: First | None
) -> Select[Any]:
    query = select(*(columns[order if name == "rank" else name].label(name) for name in names))
    if first is None:
        return query
    asked = columns["asked_at"]
    begin = asked.desc() if first.descending else asked.asc()
    return query.order_by(begin, columns["asked_in"], columns["place"]).limit(first.count)


def made_in() -> ColumnElement[bool]:
    """The run for which a job was made."""
    return runs.c.id == jobs.c.run


def _columns(verdicts: Verdicts, *, reused: bool) -> dict[str, ColumnElement[Any]]:
    nothing: ColumnElement[Any] = null()
    times = {
        "waiting_s": _seconds(jobs.c.created_at, jobs.c.started_at),
        "processing_s": _seconds(jobs.c.started_at, jobs.c.ready_at),
        "downloading_s": _seconds(jobs.c.ready_at, jobs.c.ended_at),
    }
    return {
        "job": jobs.c.id,
        "run": func.coalesce(runs.c.id, ""),
        "asked_in": run_items.c.run if reused else literal(""),
        "project": func.coalesce(runs.c.project, ""),
        "asked_at": runs.c.created_at if reused else jobs.c.created_at,
        "share": type_coerce(run_items.c.share, String) if reused else literal(str(Share.PAID)),
        "preset": run_items.c.variant if reused else jobs.c.variant,
        "photo_name": run_items.c.photo_name if reused else jobs.c.photo_name,
        "place": run_items.c.position if reused else row_number("jobs"),
        "credits": literal(0) if reused else credits_of(verdicts),
        **{key: nothing if reused else value for key, value in times.items()},
        "quota_after": nothing if reused else jobs.c.quota,
        "bytes": jobs.c.result_bytes,
        "remark": case((jobs.c.note != "", jobs.c.note), else_=jobs.c.reason),
        "result": func.coalesce(jobs.c.result, ""),
        "result_type": func.coalesce(jobs.c.result_type, ""),
        **said_of_jobs(),
        **{name: jobs.c[name] for name in ("fingerprint", "photo", "longest_side", "server", "state", "error")},
    }


def conditions(owner: Owner, where: Where, *, reused: bool, by_id: bool = False) -> list[ColumnElement[bool]]:
    """`by_id`: the jobs are few, and found by their ids; with an index on the owner SQLite would read all of theirs."""
    asked = runs.c.created_at if reused else jobs.c.created_at
    preset = run_items.c.variant if reused else jobs.c.variant
    meant: list[ColumnElement[bool]] = [(unindexed(jobs.c.owner) if by_id else jobs.c.owner) == owner]
    if reused:
        # No index on an owner may be used: a later request is found by its time or, of all times, by reading the list
        # of them through. By way of the owner's jobs it takes SQLite ten times as long.
        whose = runs.c.owner if where.since or where.until else unindexed(runs.c.owner)
        meant = [unindexed(jobs.c.owner) == owner, whose == owner, run_items.c.share != Share.PAID]
    if where.since is not None:
        meant.append(asked >= where.since)
    if where.until is not None:
        meant.append(asked < where.until)
    for column, chosen in (
        (jobs.c.photo, where.photos),
        (jobs.c.server, where.servers),
        (jobs.c.state, where.states),
        (func.folded(preset), tuple(map(folded, where.presets))),
        (func.folded(func.coalesce(runs.c.project, "")), tuple(map(folded, where.projects))),
    ):
        if chosen:
            meant.append(column.in_(chosen))
    if where.judged:
        meant.append(judged_so(owner, where.judged))
    if where.needing:
        meant.append(jobs.c.id.in_(needing(owner, where.needing)))
    name = run_items.c.photo_name if reused else jobs.c.photo_name
    return [*meant, *(_has(word, (name, preset)) for word in where.search.split())]


def may_be_deleted(where: Where) -> bool:
    """Whether deleted jobs can be meant: they have no name, photo or project by which they could be looked for."""
    named = (where.presets, where.photos, where.projects, where.judged, where.needing, where.search.split())
    return not any(named) and (not where.states or DELETED in where.states)


def conditions_of_deleted(owner: Owner, where: Where) -> list[ColumnElement[bool]]:
    """For a `where` by which deleted jobs can be meant."""
    meant: list[ColumnElement[bool]] = [deleted_jobs.c.owner == owner]
    if where.since is not None:
        meant.append(deleted_jobs.c.created_at >= where.since)
    if where.until is not None:
        meant.append(deleted_jobs.c.created_at < where.until)
    if where.servers:
        meant.append(deleted_jobs.c.server.in_(where.servers))
    return meant


def _columns_of_deleted(verdicts: Verdicts) -> dict[str, ColumnElement[Any]]:
    blank = ("run", "asked_in", "fingerprint", "photo", "result", "result_type", "error", "remark", "verdict", "note")
    nothing: ColumnElement[Any] = null()
    return {
        "job": deleted_jobs.c.id,
        "asked_at": deleted_jobs.c.created_at,
        "share": literal(str(Share.PAID)),
        "state": literal(DELETED),
        "server": deleted_jobs.c.server,
        "place": row_number("deleted_jobs"),
        "credits": credits_of_deleted(verdicts),
        **{name: literal("") for name in blank},
        **{name: literal(NO_NAME) for name in ("preset", "photo_name", "project")},
        **dict.fromkeys(
            ("waiting_s", "processing_s", "downloading_s", "quota_after", "bytes", "longest_side", "stars"), nothing
        ),
    }


def _has(word: str, names: Sequence[ColumnElement[str]]) -> ColumnElement[bool]:
    texts = (*names, runs.c.project, jobs.c.error, jobs.c.note, jobs.c.reason)
    ids = (jobs.c.id, runs.c.id, jobs.c.fingerprint, jobs.c.photo) if _IN_IDS.issuperset(folded(word)) else ()
    return or_(
        # Most of them are empty: SQLite sees that for itself.
        *(and_(text != "", found_at(func.folded(text), folded(word)) > 0) for text in texts),
        *(begun.startswith(folded(word)) for begun in ids),
    )


def credits_of(verdicts: Verdicts | None = None) -> ColumnElement[Any]:
    """1, 0, or NULL where nobody knows: a failed job, or a start whose answer never came."""
    told = _told(jobs.c.id, verdicts)
    unknown: ColumnElement[Any] = case(*told, else_=null()) if told else null()
    return case(
        (jobs.c.server == FREE_SERVER, 0),
        (jobs.c.token_ref == "", 0),  # another program's credit: see `store.rescues`
        (jobs.c.state == JobState.FAILED, unknown),
        (jobs.c.remote_id.is_not(None), 1),
        (and_(jobs.c.attempts > 0, jobs.c.state.not_in(_NOT_PAID)), unknown),
        else_=0,
    )


def credits_of_deleted(verdicts: Verdicts | None = None) -> ColumnElement[Any]:
    """1, 0 where a balance told so since, or NULL where nobody knows."""
    told = _told(deleted_jobs.c.id, verdicts)
    return case(*told, else_=deleted_jobs.c.credits) if told else deleted_jobs.c.credits


def _told(job: ColumnElement[Any], verdicts: Verdicts | None) -> list[Any]:
    """What balances told of doubtful jobs, for a CASE."""
    told = ((verdicts.charged, 1), (verdicts.free, 0)) if verdicts else ()
    return [(_is_one_of(job, ids), took) for ids, took in told if ids]


def _is_one_of(job: ColumnElement[Any], ids: frozenset[str]) -> ColumnElement[bool]:
    """As one parameter: a statement takes only so many."""
    return job.in_(select(values(json.dumps(sorted(ids)))))


def totals(rows: Subquery) -> tuple[ColumnElement[Any], ...]:
    paid = rows.c.share == str(Share.PAID)
    timed = case((and_(paid, rows.c.state.in_((JobState.DONE, JobState.SWEPT))), 1))
    gone = and_(rows.c.state == DELETED, rows.c.credits == 1)  # how it ended is no longer known
    return (
        func.count().label("uses"),
        func.coalesce(func.sum(case((paid, 1), else_=0)), 0).label("jobs"),
        func.coalesce(func.sum(rows.c.credits), 0).label("credits"),
        func.coalesce(func.sum(case((rows.c.credits.is_(None), 1), else_=0)), 0).label("unknown"),
        func.coalesce(func.sum(case((paid, 0), else_=1)), 0).label("reused"),
        func.count(timed).label("done"),
        func.count(case((and_(rows.c.server != FREE_SERVER, or_(timed == 1, gone)), 1))).label("bought"),
        *(
            func.avg(case((timed == 1, rows.c[name]))).label(name)
            for name in ("waiting_s", "processing_s", "downloading_s")
        ),
    )


def account_of(server: str) -> str:
    """The word of the account that a server draws on."""
    return server if server in _OWN_ACCOUNTS else VENDOR_ACCOUNT


def account(server: ColumnElement[str]) -> ColumnElement[str]:
    """The same as SQL."""
    return case((server.in_(_OWN_ACCOUNTS), server), else_=VENDOR_ACCOUNT).label("account")


def draws_on(server: ColumnElement[str], account: str) -> ColumnElement[bool]:
    """Whether the server in that column draws on the account: asked so that PostgreSQL knows how many do."""
    return server.not_in(_OWN_ACCOUNTS) if account == VENDOR_ACCOUNT else server == account


def _seconds(begin: ColumnElement[Any], end: ColumnElement[Any]) -> ColumnElement[Any]:
    return (days(end) - days(begin)) * 86_400.0


def local_day(asked: ColumnElement[Any], first_day: int | None) -> ColumnElement[str]:
    """The day in this computer's time; with `first_day`, the one on which its billing month began."""
    return local_date(asked) if first_day is None else local_date(asked, literal(first_day - 1))


def text_of(time: ColumnElement[Any]) -> ColumnElement[str]:
    """A stored time: UTC, without its zone."""
    return time_text(time)
