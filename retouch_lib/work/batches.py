"""Batches: some looks on many photos, priced and foreseen before they begin, worked off in portions, resumed as rows.

batches = lab.batches
batch = batches.of_folder("local", Wish(folder, (LOOK,), "main"))
batches.price(batch), batches.forecast(batch)      # once its photos are looked at: batch.state is READY
batches.go_on("local", batch.id)                   # the worker does the rest: `work.batch_worker`
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from retouch_lib.cloud.servers import Server
from retouch_lib.errors import InvalidFolder, TokenMissing
from retouch_lib.jobs.lanes import AT_A_SERVER, AT_THE_ENGINE
from retouch_lib.jobs.worker import Jobs
from retouch_lib.media.files import Files
from retouch_lib.owners import Owner
from retouch_lib.presets.faces import needs_face
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.validation import require_valid
from retouch_lib.store import batches as rows
from retouch_lib.store.batches import SENDING, Batch, BatchItem, BatchState, BatchTally, Failure, ItemState
from retouch_lib.store.records import Job, JobState, Photo, Share, Take
from retouch_lib.store.store import Store
from retouch_lib.words.counted import counted
from retouch_lib.work.auditing import Auditing, Did
from retouch_lib.work.batch_files import LEAST_FACE, of_list
from retouch_lib.work.batch_forecast import BatchForecast, pace, seconds_needed, upload_rate
from retouch_lib.work.budget import Budget
from retouch_lib.work.plan import Plan, engine_version, make_plan

MOST_LOOKS = 20
MOST_PHOTOS = 50_000
_PART = 200
"""Photos that are priced at a time."""
_ENDS = 200
"""Jobs whose ends tell the pace."""
_LOOK_EVERY = 0.25
"""Seconds between looks at the store."""
_ALL = frozenset(BatchState)
_AGAIN = frozenset(
    {BatchState.READY, BatchState.TESTING, BatchState.TESTED, BatchState.RUNNING, BatchState.PAUSED, BatchState.DONE}
)


class Planner(Protocol):
    """As `lab.Lab.plan`."""

    def __call__(
        self, owner: Owner, photos: Sequence[str], presets: Sequence[Preset], server_name: str, *, longest_side: int = 0
    ) -> Plan: ...


@dataclass(frozen=True, slots=True)
class BatchTools:
    """What batches need of their lab."""

    store: Store
    files: Files
    jobs: Jobs
    server: Callable[[str], Server]
    plan: Planner
    take_in: Callable[[Owner, Path, str, str], Photo]
    """Owner, part, name, folder: the photo is kept, and not put on the list."""
    token_ref: Callable[[Owner, str], str]
    budget: Callable[[Owner, int], Budget]
    clock: Callable[[], datetime]
    auditing: Auditing


@dataclass(frozen=True, slots=True)
class Wish:
    """What a batch is to be."""

    source: str
    """A folder's whole path; empty where photos are named."""
    presets: tuple[Preset, ...]
    server: str
    photos: tuple[Photo, ...] = ()
    """On the owner's list."""
    without: str = ""
    """A folder's whole path: photos in it don't count."""
    project: str = ""
    longest_side: int = 0
    least_face: int | None = None
    """Pixels; None: faces are looked for where a preset needs one and the server is paid."""

    @property
    def looks(self) -> tuple[tuple[str, str], ...]:
        return tuple((preset.name, preset.to_json()) for preset in self.presets)


@dataclass(slots=True)
class Price:
    """What is left of a batch, seen before it is paid."""

    results: int = 0
    to_make: int = 0
    known: int = 0
    under_way: int = 0
    unsure: int = 0
    bytes: int = 0
    """To be sent."""
    takes: tuple[Take, ...] = ()
    """Of accounts; empty where it is free."""
    _seen: set[tuple[str, str]] = field(default_factory=set)

    @property
    def credits(self) -> int:
        return sum(take.credits for take in self.takes)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is, and how fast."""

    batch: Batch
    tally: BatchTally
    under_way: int
    """Jobs."""
    pace: float | None
    """Jobs a second; None where too few have ended."""
    seconds_left: float | None

    @property
    def photos_left(self) -> int:
        return self.tally.wanted - self.tally.settled


def presets_of(batch: Batch) -> tuple[Preset, ...]:
    """Raises InvalidPayload for a row that another version wrote."""
    return tuple(Preset.from_json(payload, name) for name, payload in batch.looks)


class Batches:
    """What their owner can ask; every method reads the store anew and may be called from any thread."""

    def __init__(self, tools: BatchTools) -> None:
        self._tools = tools
        self._store = tools.store

    def of_folder(self, owner: Owner, wish: Wish) -> Batch:
        """The batch of that folder with these looks on that server: one that is there goes on, with what is new in it.

        Its photos are looked at next. Raises InvalidPayload, InvalidFolder.
        """
        if not Path(wish.source).is_dir():
            raise InvalidFolder(f"There is no folder {wish.source}.")
        for batch in self._store.batches_of_source(owner, wish.source):
            same = (batch.server, batch.longest_side, batch.looks) == (wish.server, wish.longest_side, wish.looks)
            if same and batch.state not in (*SENDING, BatchState.LOOKING):
                looked: dict[str, Any] = {"state": BatchState.LOOKING, "note": "", "without": wish.without}
                least_face = self._least_face(wish)
                if least_face > batch.least_face:
                    looked["least_face"] = least_face
                return self._store.change_batch(batch.id, _ALL, **looked)
            if same:
                return batch
        return self._store.add_batch(self._new(owner, wish))

    def of_photos(self, owner: Owner, wish: Wish) -> Batch:
        """A new batch of photos that are on the owner's list. Raises InvalidPayload."""
        return self._store.add_batch(self._new(owner, wish), of_list(wish.photos))

    def _new(self, owner: Owner, wish: Wish) -> Batch:
        for preset in wish.presets:
            require_valid(preset)
        return Batch(
            id=rows.new_id(),
            owner=owner,
            project=wish.project,
            server=self._tools.server(wish.server).name,
            looks=wish.looks,
            source=wish.source,
            without=wish.without,
            longest_side=wish.longest_side,
            least_face=self._least_face(wish),
            state=BatchState.LOOKING,
            note="",
            test=0,
            agreed=0,
            typed=False,
            made_at=self._tools.clock(),
        )

    def _least_face(self, wish: Wish) -> int:
        if wish.least_face is not None:
            return wish.least_face
        paid = not self._tools.server(wish.server).is_local
        return LEAST_FACE if paid and any(map(needs_face, wish.presets)) else 0

    # Before it begins

    def price(self, batch: Batch) -> Price:
        """What its photos that wait would take now; read in parts, however many there are."""
        tools, price, after = self._tools, Price(), -1
        server, token_ref = tools.server(batch.server), tools.token_ref(batch.owner, batch.server)
        presets = presets_of(batch)
        while items := self._store.batch_items(batch.id, ItemState.WAITING, limit=_PART, after=after):
            after = items[-1].position
            self._add(price, batch, items, presets, server, token_ref)
        if price.to_make and not server.is_local:
            since = tools.budget(batch.owner, 0).since
            price.takes = self._store.takes(batch.owner, [((server.name, token_ref), price.to_make)], since)
        return price

    def _add(
        self,
        price: Price,
        batch: Batch,
        items: Sequence[BatchItem],
        presets: Sequence[Preset],
        server: Server,
        token_ref: str,
    ) -> None:
        known = {item.photo: item for item in items if item.photo}
        reduced = {sha256: batch.longest_side for sha256, item in known.items() if _is_reduced(item, batch)}
        plan = make_plan(self._store, batch.owner, list(known), presets, server, token_ref=token_ref, reduced=reduced)
        unread = [item for item in items if not item.photo]
        price.results += len(items) * len(presets)
        price.to_make += len(unread) * len(presets)
        price.bytes += sum(_sent_bytes(item, batch) for item in unread) * len(presets)
        price.unsure += len(plan.unsure)
        for one in plan.items:
            again = (one.photo, one.preset.fingerprint) in price._seen
            price._seen.add((one.photo, one.preset.fingerprint))
            if one.share is Share.PAID and not again:
                price.to_make += 1
                price.bytes += _sent_bytes(known[one.photo], batch)
            price.known += one.share is Share.KNOWN
            price.under_way += one.share is Share.JOINED and one.job is not None

    def forecast(self, batch: Batch, price: Price) -> BatchForecast:
        """Disk, upload and time, as far as they can be told."""
        store, server = self._store, self._tools.server(batch.server)
        rate = None if server.is_local else upload_rate(store.uploads(batch.owner, batch.server))
        ended = store.ended_works(batch.owner, batch.server, engine_version(server))
        works = [(one.ready_at - one.active_at).total_seconds() for one in ended if one.ready_at and one.active_at]
        at_once = AT_THE_ENGINE if server.is_local else AT_A_SERVER
        sizes = store.sent_and_came(batch.owner, batch.server)
        came = sizes.came / sizes.sent if sizes.sent else 1.0
        taken_in = self._store.batch_tally(batch).bytes if batch.source else 0
        return BatchForecast(
            jobs=price.to_make,
            upload=price.bytes,
            disk=round(taken_in + price.bytes * came),
            free=shutil.disk_usage(self._tools.files.root).free,
            rate=rate,
            seconds=seconds_needed(price.to_make, price.bytes, rate, works, at_once),
        )

    def limits(self, batch: Batch, price: Price) -> tuple[str, ...]:
        """A sentence for each limit that it would pass; none for a price that its owner agreed to before."""
        if _is_agreed(batch, self._store.batch_tally(batch), price):
            return ()
        return self._tools.budget(batch.owner, 0).reasons(price.takes)

    def leave_out_small_faces(self, owner: Owner, batch_id: str) -> int:
        """Photos without a face that is large enough are not sent; how many these are. Raises KeyError."""
        batch = self._mine(owner, batch_id)
        why = f"It has no face of {batch.least_face} px or more."
        return self._store.leave_out_of_batch(batch.id, batch.least_face, why)

    def take_back_in(self, owner: Owner, batch_id: str) -> int:
        """What was left out is sent after all; how many these are. Raises KeyError."""
        return self._store.take_back_into_batch(self._mine(owner, batch_id).id, ItemState.LEFT_OUT)

    # Its owner's word

    def go_on(self, owner: Owner, batch_id: str, *, confirmed: int = 0, test: int = 0) -> Batch:
        """Send what waits, for the price that it has now; with `test` only so many photos at first.

        `confirmed`: the credits that the owner has typed where a limit is passed. Raises KeyError, IllegalTransition
        where it is being looked at, or was stopped, TokenMissing, OverBudget; nothing is changed then.
        """
        batch = self._mine(owner, batch_id)
        price = self.price(batch)
        if price.credits and not self._tools.token_ref(owner, batch.server):
            raise TokenMissing("No token is kept. Nothing was sent. Enter your Retouch4me token in Settings.")
        tally = self._store.batch_tally(batch)
        budget = self._tools.budget(owner, confirmed)
        within = _is_agreed(batch, tally, price)
        if not within:
            budget.check(price.takes)
        typed = batch.typed if within else bool(budget.reasons(price.takes))
        testing = 0 < test < tally.wanted
        begun = self._store.change_batch(
            batch.id,
            _AGAIN,
            state=BatchState.TESTING if testing else BatchState.RUNNING,
            test=test if testing else 0,
            agreed=max(batch.agreed, tally.paid + price.credits),
            typed=typed,
            note="",
            begun_at=batch.begun_at or self._tools.clock(),
            ended_at=None,
        )
        told = f"batch of {counted(tally.wanted, 'photo')}, at most {counted(price.credits, 'credit')}, {batch.server}"
        self._tools.auditing.note(owner, Did.RAN, batch.id, told)
        return begun

    def pause(self, owner: Owner, batch_id: str, note: str = "") -> Batch:
        """Nothing more is handed out; what was comes. Raises KeyError, IllegalTransition where it doesn't work."""
        working = (*SENDING, BatchState.LOOKING)
        return self._store.change_batch(self._mine(owner, batch_id).id, working, state=BatchState.PAUSED, note=note)

    def look_on(self, owner: Owner, batch_id: str) -> Batch:
        """Look at its photos again, those that are new among them. Raises KeyError, IllegalTransition."""
        at_rest = _ALL - {*SENDING, BatchState.STOPPED}
        return self._store.change_batch(self._mine(owner, batch_id).id, at_rest, state=BatchState.LOOKING, note="")

    def stop(self, owner: Owner, batch_id: str) -> int:
        """For good; what is not sent yet is taken back. How many jobs that were. Raises KeyError, IllegalTransition."""
        batch = self._mine(owner, batch_id)
        now = self._tools.clock()
        not_done = _ALL - {BatchState.DONE, BatchState.STOPPED}
        self._store.change_batch(batch.id, not_done, state=BatchState.STOPPED, note="", ended_at=now)
        queued = self._store.batch_job_ids(batch.id, {JobState.QUEUED})
        return sum(self._tools.jobs.cancel(owner, job_id) for job_id in queued)

    def try_again(self, owner: Owner, batch_id: str, failure: Failure, *, confirmed: int = 0) -> int:
        """Send once more what that reason kept from a result; how many these are.

        Raises KeyError, TokenMissing, OverBudget unless as many credits as it takes are `confirmed`, IllegalTransition
        where something was repeated meanwhile.
        """
        batch = self._mine(owner, batch_id)
        if not failure.jobs:
            self._store.change_batch(batch.id, _ALL - {BatchState.STOPPED}, state=BatchState.LOOKING, note="")
            return self._store.take_back_into_batch(batch.id, ItemState.REFUSED)
        ids = self._store.batch_job_ids(batch.id, REPEATABLE)
        wanted = [job_id for job_id in ids if job_id in failure.jobs]
        again = self._tools.jobs.retry_all(owner, wanted, confirmed=confirmed)
        self._store.hand_out_again(batch.id, {job.photo for job in again})
        state = batch.state if batch.state in SENDING else BatchState.RUNNING
        self._store.change_batch(batch.id, _ALL, state=state, note="", ended_at=None)
        return len(again)

    def takes_again(self, batch: Batch, failure: Failure) -> tuple[Take, ...]:
        """What `try_again` would take of accounts; nothing where it is free, or photos are only looked at again."""
        count = len(set(failure.jobs) & set(self._store.batch_job_ids(batch.id, REPEATABLE)))
        if not count or self._tools.server(batch.server).is_local:
            return ()
        account = (batch.server, self._tools.token_ref(batch.owner, batch.server))
        return self._store.takes(batch.owner, [(account, count)], self._tools.budget(batch.owner, 0).since)

    # Looking at it

    def wait(self, batch: Batch) -> Batch:
        """The batch once it no longer goes on by itself. Raises KeyError where it is deleted meanwhile."""
        while (batch := self._mine(batch.owner, batch.id)).works:
            self._tools.jobs.wait(_LOOK_EVERY)
        return batch

    def progress(self, batch: Batch) -> Progress:
        """How far it is now."""
        tally, going = self._store.batch_tally(batch), self._store.batch_under_way(batch.id)
        speed = pace(self._store.batch_ends(batch.id, _ENDS), self._tools.clock()) if batch.state in SENDING else None
        first = min(batch.test, tally.wanted) if batch.state is BatchState.TESTING else tally.wanted
        jobs_left = max(0, first - tally.settled) * len(batch.looks)
        return Progress(batch, tally, going, speed, jobs_left / speed if speed else None)

    def jobs(self, batch: Batch, items: Collection[BatchItem]) -> tuple[Job, ...]:
        """Those of these photos, each under the name of its look."""
        return self._store.batch_jobs(batch.id, {item.photo for item in items})

    def settled(self, batch: Batch, after: int = -1) -> Iterator[BatchItem]:
        """Photos whose jobs have ended, in the order of the list, read in parts."""
        while items := self._store.batch_items(batch.id, ItemState.SETTLED, limit=_PART, after=after):
            after = items[-1].position
            yield from items

    def _mine(self, owner: Owner, batch_id: str) -> Batch:
        batch = self._store.batch(owner, batch_id)
        if batch is None:
            raise KeyError(batch_id)
        return batch


REPEATABLE = frozenset({JobState.FAILED, JobState.EXPIRED, JobState.REFUSED, JobState.CANCELLED, JobState.DROPPED})


def _is_agreed(batch: Batch, tally: BatchTally, price: Price) -> bool:
    return 0 < tally.paid + price.credits <= batch.agreed


def _is_reduced(item: BatchItem, batch: Batch) -> bool:
    return 0 < batch.longest_side < max(item.width, item.height)


def _sent_bytes(item: BatchItem, batch: Batch) -> int:
    """About: a reduced copy has as much less as it has fewer pixels."""
    if not _is_reduced(item, batch):
        return item.bytes
    return round(item.bytes * (batch.longest_side / max(item.width, item.height)) ** 2)
