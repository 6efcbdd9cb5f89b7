"""Statements on batches and their items. Each function works on a connection whose transaction the caller holds.

A batch has a row, and a row for each of its photos: whatever ends the program, the next one reads there how far it is.
Its jobs are those of its runs (`runs.batch`), which are made in the transaction that says that a photo is handed out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Integer, and_, case, delete, exists, func, insert, or_, select, update

from retouch_lib.errors import IllegalTransition
from retouch_lib.owners import Owner
from retouch_lib.store import jobs as job_rows
from retouch_lib.store import presses
from retouch_lib.store.lists import among
from retouch_lib.store.records import ENDED, Ask, BudgetCheck, Job, JobState, Run, Share
from retouch_lib.store.rows import job_from
from retouch_lib.store.sql import time_text
from retouch_lib.store.tables import batch_items, batches, jobs, run_items, runs

A_RUN = 100
"""Jobs in one run of a batch: a page can show it whole."""
_NAMED = 3
"""Photos that a failure names."""
_AT_REST = ENDED | {JobState.UNSURE}
_NOT_SENT = (JobState.REFUSED, JobState.CANCELLED)
_TIMES = ("made_at", "begun_at", "ended_at")


class BatchState(StrEnum):
    """How far a batch is."""

    LOOKING = "looking"
    """Its photos are listed and looked at; nothing is sent."""
    READY = "ready"
    """Its price and forecast are known; it waits for its owner's word."""
    TESTING = "testing"
    """The first photos are under way."""
    TESTED = "tested"
    """They are done, and its owner looks at them."""
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    """For good: nothing more of it is sent."""
    DONE = "done"


WORKING = frozenset({BatchState.LOOKING, BatchState.TESTING, BatchState.RUNNING})
"""In these it goes on by itself, also after a restart."""
SENDING = frozenset({BatchState.TESTING, BatchState.RUNNING})


class ItemState(StrEnum):
    """How far one photo of a batch is."""

    LISTED = "listed"
    """Nobody has looked at the file."""
    WAITING = "waiting"
    """It will be handed out."""
    HANDED = "handed"
    """Its jobs are made."""
    SETTLED = "settled"
    """Its jobs have ended, whatever they brought."""
    REFUSED = "refused"
    """It can't be sent."""
    LEFT_OUT = "left out"
    """Its owner said so."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some looks on many photos."""

    id: str
    owner: Owner
    project: str
    server: str
    looks: tuple[tuple[str, str], ...]
    """Name and payload (JSON text) of each."""
    source: str
    """The folder whose photos they are; empty where they were on the owner's list."""
    without: str
    """A folder whose photos don't count; empty for none."""
    longest_side: int
    """Pixels that longer photos are sent reduced to; 0 sends all as they are."""
    least_face: int
    """Pixels that a face should be wide; 0 looks for none."""
    state: BatchState
    note: str
    """Why it stands still, as a sentence; empty where its owner knows."""
    test: int
    """How many photos go first; 0 for none."""
    agreed: int
    """The credits that it may take: the price that was seen."""
    typed: bool
    """Whether they were typed, over a limit."""
    made_at: datetime
    begun_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def works(self) -> bool:
        return self.state in WORKING


@dataclass(frozen=True, slots=True)
class BatchItem:
    """One photo of a batch."""

    batch: str
    position: int
    path: str
    """Of the file; empty for a photo that was on the owner's list."""
    folder: str
    """In which it lies, from the batch's source on, with / between folders."""
    name: str
    bytes: int
    changed: int
    """When the file was changed last, in nanoseconds."""
    photo: str = ""
    """SHA-256; empty until it is known."""
    width: int = 0
    """Pixels, upright."""
    height: int = 0
    face: int | None = None
    """How wide its largest face is in what is sent, in pixels; 0 for none, None where nobody looked."""
    state: ItemState = ItemState.LISTED
    why: str = ""
    saved: str = ""
    """JSON: under which paths its results were written; empty where they were not."""


@dataclass(frozen=True, slots=True)
class BatchTally:
    """How far a batch is, counted."""

    items: Mapping[ItemState, int]
    bytes: int
    """Of the photos that are sent, or were."""
    jobs: Mapping[JobState, int]
    paid: int
    """Jobs that were made for it."""
    small_faces: int
    """Photos to be handed out whose largest face is too small, or that have none."""
    unsure: int = 0

    @property
    def count(self) -> int:
        return sum(self.items.values())

    @property
    def wanted(self) -> int:
        """Photos that are sent, or were."""
        return self.count - self.items.get(ItemState.REFUSED, 0) - self.items.get(ItemState.LEFT_OUT, 0)

    @property
    def settled(self) -> int:
        return self.items.get(ItemState.SETTLED, 0)

    @property
    def failed(self) -> int:
        """Jobs that ended without a result."""
        return sum(count for state, count in self.jobs.items() if state in ENDED - {JobState.DONE, JobState.SWEPT})


@dataclass(frozen=True, slots=True)
class Failure:
    """Why some of a batch brought no result."""

    why: str
    """As a sentence, or the words of a state."""
    count: int
    jobs: tuple[str, ...]
    """Ids; empty where photos were refused before a job was made."""
    names: tuple[str, ...] = ()
    """What the first photos are called."""


def add(connection: Connection, batch: Batch) -> Batch:
    values = {**asdict(batch), "looks": json.dumps(batch.looks)}
    connection.execute(insert(batches).values(values))
    return batch


def by_id(connection: Connection, batch_id: str) -> Batch | None:
    return next(iter(_select(connection, batches.c.id == batch_id, limit=1)), None)


def of_owner(connection: Connection, owner: Owner, limit: int) -> tuple[Batch, ...]:
    """The newest first."""
    return _select(connection, batches.c.owner == owner, limit=limit)


def working(connection: Connection) -> tuple[Batch, ...]:
    """Those of all owners that go on by themselves, the oldest first: for the worker, never for a page."""
    return _select(connection, batches.c.state.in_(WORKING), limit=100)[::-1]


def of_source(connection: Connection, owner: Owner, source: str, limit: int) -> tuple[Batch, ...]:
    """Those of the folder's photos that were not stopped, the newest first."""
    mine = (batches.c.owner == owner, batches.c.source == source, batches.c.state != BatchState.STOPPED)
    return _select(connection, *mine, limit=limit)


def change(connection: Connection, batch_id: str, when: Collection[BatchState], values: Mapping[str, Any]) -> Batch:
    """Set fields where its state is one of these. Raises KeyError, IllegalTransition; nothing is changed then."""
    there = by_id(connection, batch_id)
    if there is None:
        raise KeyError(batch_id)
    if there.state not in when:
        raise IllegalTransition(f"This batch is {there.state} by now. Nothing was changed; look again.")
    connection.execute(update(batches).where(batches.c.id == batch_id).values(values))
    return replace(there, **values)


def list_files(connection: Connection, batch_id: str, found: Sequence[BatchItem]) -> int:
    """Add files that are not listed yet; one that was changed since is looked at anew. How many were new or changed."""
    paths = json.dumps([item.path for item in found])
    known = select(batch_items.c.path, batch_items.c.bytes, batch_items.c.changed, batch_items.c.position)
    rows = connection.execute(known.where(batch_items.c.batch == batch_id, among(batch_items.c.path, paths)))
    there = {path: (size, changed, position) for path, size, changed, position in rows}
    place = _next_place(connection, batch_id)
    new: list[dict[str, Any]] = []
    changed = 0
    for item in found:
        before = there.get(item.path)
        if before is None:
            new.append(asdict(replace(item, batch=batch_id, position=place + len(new))))
        elif before[:2] != (item.bytes, item.changed):
            fresh = asdict(replace(item, batch=batch_id, position=before[2]))
            connection.execute(update(batch_items).where(*_is(batch_id, before[2])).values(fresh))
            changed += 1
    if new:
        connection.execute(insert(batch_items), new)
    return len(new) + changed


def add_items(connection: Connection, batch_id: str, items: Sequence[BatchItem]) -> None:
    """Photos that were on the owner's list."""
    if items:
        connection.execute(
            insert(batch_items), [asdict(replace(one, batch=batch_id, position=at)) for at, one in enumerate(items)]
        )


def items_in(connection: Connection, batch_id: str, state: ItemState, limit: int, after: int = -1) -> list[BatchItem]:
    """The first so many behind that position, in their order."""
    where = (batch_items.c.batch == batch_id, batch_items.c.state == state, batch_items.c.position > after)
    return _items(connection, *where, limit=limit)


def items_of(connection: Connection, batch_id: str, limit: int, after: int = -1) -> list[BatchItem]:
    """The same in whatever state."""
    return _items(connection, batch_items.c.batch == batch_id, batch_items.c.position > after, limit=limit)


def first_open(connection: Connection, batch_id: str) -> int | None:
    """The position of the first photo that isn't settled, refused or left out; None where all are."""
    open_ = (ItemState.LISTED, ItemState.WAITING, ItemState.HANDED)
    query = select(func.min(batch_items.c.position, type_=Integer)).where(
        batch_items.c.batch == batch_id, batch_items.c.state.in_(open_)
    )
    return connection.execute(query).scalar()


def set_items(connection: Connection, changed: Iterable[BatchItem]) -> None:
    """Write these as they are."""
    for item in changed:
        connection.execute(update(batch_items).where(*_is(item.batch, item.position)).values(asdict(item)))


def leave_out(connection: Connection, batch_id: str, least_face: int, why: str) -> int:
    """Photos that wait and have no face of so many pixels are not sent; how many these are."""
    small = (batch_items.c.state == ItemState.WAITING, batch_items.c.face < least_face)
    statement = update(batch_items).where(batch_items.c.batch == batch_id, *small)
    return connection.execute(statement.values(state=ItemState.LEFT_OUT, why=why)).rowcount


def take_back_in(connection: Connection, batch_id: str, state: ItemState) -> int:
    """Photos that were refused, or left out, are looked at once more; how many these are."""
    mine = (batch_items.c.batch == batch_id, batch_items.c.state == state)
    to = ItemState.LISTED if state is ItemState.REFUSED else ItemState.WAITING
    return connection.execute(update(batch_items).where(*mine).values(state=to, why="")).rowcount


def hand_out(
    connection: Connection,
    now: datetime,
    batch: Batch,
    items: Sequence[BatchItem],
    ask: Ask,
    budget: BudgetCheck | None,
) -> Run:
    """Make the jobs of these photos, in the batch's newest run or a new one. Raises OverBudget, Gone.

    In one transaction: a killed program has handed out a photo, or has not.
    """
    open_run = connection.execute(
        select(runs.c.id)
        .join(run_items, run_items.c.run == runs.c.id)
        .where(runs.c.batch == batch.id)
        .group_by(runs.c.id)
        .having(func.count() <= A_RUN - len(ask.wanted))
        .order_by(runs.c.created_at.desc())
        .limit(1)
    ).scalar()
    asked = replace(ask, background=True, run=open_run or "", batch=batch.id)
    (run,) = presses.make_runs(connection, now, batch.owner, [asked], budget)
    set_items(connection, [replace(item, state=ItemState.HANDED, why="") for item in items])
    return run


def settle(connection: Connection, batch_id: str) -> tuple[BatchItem, ...]:
    """Those handed out whose jobs have all ended, or wait for their owner, are settled now; they are returned."""
    still = _jobs_of(batch_id).where(jobs.c.state.not_in(_AT_REST)).with_only_columns(jobs.c.photo)
    mine = (batch_items.c.batch == batch_id, batch_items.c.state == ItemState.HANDED)
    found = _items(connection, *mine, batch_items.c.photo.not_in(still))
    settled = tuple(replace(item, state=ItemState.SETTLED) for item in found)
    set_items(connection, settled)
    return settled


def under_way(connection: Connection, batch_id: str) -> int:
    """Its jobs that go on by themselves."""
    going = _jobs_of(batch_id).where(jobs.c.state.not_in(_AT_REST))
    return int(connection.execute(going.with_only_columns(func.count(jobs.c.id.distinct()))).scalar_one())


def jobs_of_items(connection: Connection, batch_id: str, photos: Collection[str]) -> tuple[Job, ...]:
    """Its jobs on these photos, each as its run called it, in the order in which they were handed out."""
    query = _jobs_of(batch_id).where(among(jobs.c.photo, json.dumps(sorted(photos))))
    named = query.with_only_columns(*jobs.c, run_items.c.variant.label("item_variant"))
    rows = connection.execute(named.order_by(runs.c.created_at, run_items.c.position)).mappings()
    return tuple({(row["id"]): replace(job_from(row), variant=row["item_variant"]) for row in rows}.values())


def job_ids(connection: Connection, batch_id: str, states: Collection[JobState] | None = None) -> tuple[str, ...]:
    """Each once, in the order in which they were handed out."""
    query = _jobs_of(batch_id) if states is None else _jobs_of(batch_id).where(jobs.c.state.in_(states))
    ordered = query.with_only_columns(jobs.c.id).order_by(runs.c.created_at, run_items.c.position)
    return tuple(dict.fromkeys(connection.execute(ordered).scalars()))


def run_ids(connection: Connection, batch_id: str) -> tuple[str, ...]:
    """The oldest first."""
    query = select(runs.c.id).where(runs.c.batch == batch_id).order_by(runs.c.created_at)
    return tuple(connection.execute(query).scalars())


def tally(connection: Connection, batch: Batch) -> BatchTally:
    """How far it is."""
    mine = batch_items.c.batch == batch.id
    small = case((and_(batch_items.c.state == ItemState.WAITING, batch_items.c.face < batch.least_face), 1), else_=0)
    columns = (batch_items.c.state, func.count(), func.sum(batch_items.c.bytes), func.sum(small))
    items: Counter[ItemState] = Counter()
    size = small_faces = 0
    for state, count, bytes_, few in connection.execute(select(*columns).where(mine).group_by(batch_items.c.state)):
        items[ItemState(state)] += count
        small_faces += int(few)
        if state not in (ItemState.REFUSED, ItemState.LEFT_OUT):
            size += int(bytes_)
    each = _jobs_of(batch.id).with_only_columns(jobs.c.id, jobs.c.state).distinct().subquery()
    states = connection.execute(select(each.c.state, func.count()).group_by(each.c.state))
    paid = _jobs_of(batch.id).where(run_items.c.share == Share.PAID, jobs.c.state.not_in(_NOT_SENT))
    count = connection.execute(paid.with_only_columns(func.count(jobs.c.id.distinct()))).scalar_one()
    return BatchTally(dict(items), size, {JobState(state): number for state, number in states}, count, small_faces)


def ends(connection: Connection, batch_id: str, limit: int) -> list[datetime]:
    """When its last jobs ended, the newest first."""
    ended = time_text(jobs.c.ended_at)
    query = _jobs_of(batch_id).where(run_items.c.share == Share.PAID, jobs.c.ended_at.is_not(None))
    rows = connection.execute(query.with_only_columns(ended).order_by(jobs.c.ended_at.desc()).limit(limit)).scalars()
    return [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in rows]


def failures(connection: Connection, batch_id: str) -> tuple[Failure, ...]:
    """Why some of it brought no result, the most frequent reason first."""
    failed = ENDED - {JobState.DONE, JobState.SWEPT}
    settled = select(batch_items.c.photo).where(
        batch_items.c.batch == batch_id, batch_items.c.state == ItemState.SETTLED
    )
    ended = or_(jobs.c.state.in_(failed), jobs.c.state == JobState.UNSURE)
    lost = _jobs_of(batch_id).where(ended, jobs.c.photo.in_(settled))
    columns = (jobs.c.id, jobs.c.state, jobs.c.note, jobs.c.reason, jobs.c.photo_name)
    found: dict[str, dict[str, str]] = {}
    for job_id, state, note, reason, name in connection.execute(lost.with_only_columns(*columns).distinct()):
        found.setdefault(note or reason or state, {})[job_id] = name
    of_jobs = [Failure(why, len(named), tuple(named), _first(named.values())) for why, named in found.items()]
    return tuple(sorted([*of_jobs, *_refusals(connection, batch_id)], key=lambda one: -one.count))


def _refusals(connection: Connection, batch_id: str) -> list[Failure]:
    mine = (batch_items.c.batch == batch_id, batch_items.c.state == ItemState.REFUSED)
    query = select(batch_items.c.why, batch_items.c.name).where(*mine).order_by(batch_items.c.position)
    found: dict[str, list[str]] = {}
    for why, name in connection.execute(query):
        found.setdefault(why, []).append(name)
    return [Failure(why, len(names), (), _first(names)) for why, names in found.items()]


def _first(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice(names, _NAMED))


def hand_out_again(connection: Connection, batch_id: str, photos: Collection[str]) -> None:
    """Their jobs go on: they are settled once these have ended."""
    mine = (batch_items.c.batch == batch_id, batch_items.c.state == ItemState.SETTLED)
    again = among(batch_items.c.photo, json.dumps(sorted(photos)))
    connection.execute(update(batch_items).where(*mine, again).values(state=ItemState.HANDED, saved=""))


def delete_empty(connection: Connection, owner: Owner, batch_ids: Collection[str]) -> None:
    """Those of these of which no run is left: their rows name photos and folders."""
    left = select(runs.c.batch).where(runs.c.batch.is_not(None))
    gone = select(batches.c.id).where(
        batches.c.owner == owner, among(batches.c.id, json.dumps(sorted(batch_ids))), batches.c.id.not_in(left)
    )
    ids = json.dumps(list(connection.execute(gone).scalars()))
    connection.execute(delete(batch_items).where(among(batch_items.c.batch, ids)))
    connection.execute(delete(batches).where(among(batches.c.id, ids)))


def new_id() -> str:
    return job_rows.new_id()


def _jobs_of(batch_id: str) -> Any:
    """Its jobs, by the runs that asked for them, without those that another one repeats."""
    of_runs = select(jobs.c.id).join_from(runs, run_items, run_items.c.run == runs.c.id)
    later = jobs.alias()
    same = [later.c[name] == jobs.c[name] for name in ("owner", "photo", "fingerprint", "server", "engine_version")]
    repeated = exists().where(*same, later.c.nonce == jobs.c.id)
    return of_runs.join(jobs, jobs.c.id == run_items.c.job).where(runs.c.batch == batch_id, ~repeated)


def _is(batch_id: str, position: int) -> tuple[Any, ...]:
    return batch_items.c.batch == batch_id, batch_items.c.position == position


def _next_place(connection: Connection, batch_id: str) -> int:
    last = select(func.max(batch_items.c.position, type_=Integer)).where(batch_items.c.batch == batch_id)
    place = connection.execute(last).scalar()
    return 0 if place is None else int(place) + 1


def _items(connection: Connection, *where: Any, limit: int | None = None) -> list[BatchItem]:
    query = select(batch_items).where(*where).order_by(batch_items.c.position).limit(limit)
    return [_item_from(row) for row in connection.execute(query).mappings()]


def _item_from(row: Mapping[Any, Any]) -> BatchItem:
    """Raises ValueError for a state that the program doesn't know."""
    return BatchItem(**{**row, "state": ItemState(row["state"])})


def _select(connection: Connection, *where: Any, limit: int) -> tuple[Batch, ...]:
    """The newest first; a row that can't be read is left out."""
    # The times as text: of one that can't be read SQLAlchemy would fail with all rows.
    times = [time_text(batches.c[name]).label(name) for name in _TIMES]
    plain = [column for column in batches.c if column.name not in _TIMES]
    query = select(*plain, *times).where(*where).order_by(batches.c.made_at.desc(), batches.c.id).limit(limit)
    rows = [_batch(row) for row in connection.execute(query).mappings()]
    return tuple(row for row in rows if row is not None)


def _batch(row: Mapping[Any, Any]) -> Batch | None:
    """None where the row can't be read."""
    try:
        times = {name: datetime.fromisoformat(row[name]).replace(tzinfo=UTC) for name in _TIMES if row[name]}
        looks = tuple((str(name), str(payload)) for name, payload in json.loads(row["looks"]))
        return Batch(**{**row, "begun_at": None, "ended_at": None, **times, "looks": looks, "state": _state(row)})
    except (ValueError, TypeError, RecursionError):
        return None


def _state(row: Mapping[Any, Any]) -> BatchState:
    return BatchState(row["state"])
