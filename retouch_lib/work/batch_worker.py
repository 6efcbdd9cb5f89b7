"""The thread that works batches off: it looks at photos, hands them out in portions, and settles what has ended.

It holds nothing in memory: each step reads from the store how far a batch is, and writes what became of it. After a
kill it goes on where the rows stand.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from retouch_lib.errors import DataUnusable, IllegalTransition, InvalidPhoto, RetouchError, StoreTrouble
from retouch_lib.jobs.lanes import AT_A_SERVER, AT_THE_ENGINE
from retouch_lib.jobs.stopping import Stopped
from retouch_lib.store.batches import Batch, BatchItem, BatchState, ItemState
from retouch_lib.store.records import JobState, Share
from retouch_lib.work.batch_files import files_in, look_at
from retouch_lib.work.batches import MOST_PHOTOS, BatchTools, presets_of
from retouch_lib.work.plan import Plan

_REST = 0.25
"""Seconds between looks while nothing can be done."""
_LISTED_AT_ONCE, _LOOKED_AT_ONCE, _HANDED_AT_ONCE = 500, 10, 8
"""Photos in one step: a press on Pause is heard after it."""
_ENDS_ALL = frozenset({"LimitReached", "TokenRejected"})
"""Errors that every other photo would meet, too."""
_GRACE = 1.0
_log = logging.getLogger(__name__)


class BatchWorker:
    """`start` once the lab is launched; it ends with the lab's jobs."""

    def __init__(self, tools: BatchTools) -> None:
        self._tools = tools
        self._store = tools.store
        self._listed: set[str] = set()
        """Batches whose folder was read through since they are looked at."""
        self._thread = threading.Thread(target=self._work, daemon=True, name="batches")

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Wait a moment for the step at hand; the jobs are stopped by now."""
        if self._thread.is_alive():
            self._thread.join(_GRACE)

    def _work(self) -> None:
        seen: int | None = None
        try:
            while True:
                version = self._store.version()
                if version is None or version != seen:
                    seen = version
                    while self.step():
                        self._tools.jobs.wait(0.0)
                self._tools.jobs.wait(_REST)
        except Stopped:
            return

    def step(self) -> bool:
        """One portion of each batch that works; whether anything was done."""
        try:
            return sum(self._one(batch) for batch in self._store.working_batches() if self._is_mine(batch)) > 0
        except StoreTrouble as error:  # a full disk, another program that holds the database: it passes
            _log.error("batches wait for the database: %s", error)
            return False

    def _is_mine(self, batch: Batch) -> bool:
        """Of several replicas one works at a batch, and it is one whose machine has the folder, where any has it."""
        here = not batch.source or Path(batch.source).is_dir()
        return (here or self._tools.jobs.alone) and self._tools.jobs.keeps(f"batch/{batch.id}")

    def _one(self, batch: Batch) -> bool:
        try:
            return self._look(batch) if batch.state is BatchState.LOOKING else self._send(batch)
        except (StoreTrouble, Stopped):
            raise
        except IllegalTransition:  # its owner pressed meanwhile: the next step sees it
            return True
        except (RetouchError, OSError) as error:
            self._stand_still(batch, str(error))
        except Exception as error:  # noqa: BLE001 - one batch must not end the others, nor be tried without end
            _log.exception("batch %s stands still", batch.id)
            self._stand_still(batch, f"It could not go on ({type(error).__name__}).")
        return False

    def _stand_still(self, batch: Batch, note: str) -> None:
        self._store.change_batch(batch.id, {batch.state}, state=BatchState.PAUSED, note=note)

    # Looking at the photos

    def _look(self, batch: Batch) -> bool:
        if batch.source and batch.id not in self._listed:
            self._list(batch)
            self._listed.add(batch.id)
        items = self._store.batch_items(batch.id, ItemState.LISTED, limit=_LOOKED_AT_ONCE)
        if not items:
            self._listed.discard(batch.id)
            self._store.change_batch(batch.id, {BatchState.LOOKING}, state=BatchState.READY)
            return True
        self._store.set_batch_items([self._looked_at(batch, item) for item in items])
        return True

    def _looked_at(self, batch: Batch, item: BatchItem) -> BatchItem:
        self._tools.jobs.wait(0.0)  # each may take a second: the lab may be closed meanwhile
        return look_at(item, self._file(item), longest_side=batch.longest_side, least_face=batch.least_face)

    def _list(self, batch: Batch) -> None:
        try:
            found = files_in(Path(batch.source), batch.without)
            count = 0
            while part := list(islice(found, _LISTED_AT_ONCE)):
                count += len(part)
                if count > MOST_PHOTOS:
                    raise RetouchError(
                        f"There are more than {MOST_PHOTOS:,} photos in {batch.source}: name a smaller one."
                    )
                self._store.list_batch_files(batch.id, part)
                self._tools.jobs.wait(0.0)
        except OSError as error:
            raise RetouchError(f"{batch.source} can't be read: {error.strerror or type(error).__name__}.") from None

    def _file(self, item: BatchItem) -> Path:
        return Path(item.path) if item.path else self._tools.files.path(item.photo)

    # Sending them

    def _send(self, batch: Batch) -> bool:
        going = self._store.batch_under_way(batch.id)  # before: what ends after this is settled, or is looked for again
        settled = self._store.settle_batch(batch.id)
        if why := self._ends_all(batch, settled):
            self._stand_still(batch, why)
            return True
        items = self._next(batch, going)
        if items:
            return self._hand_out(batch, items)
        if going:
            return bool(settled)
        if batch.state is BatchState.TESTING:
            self._store.change_batch(batch.id, {BatchState.TESTING}, state=BatchState.TESTED)
        else:
            ended = self._tools.clock()
            self._store.change_batch(batch.id, {BatchState.RUNNING}, state=BatchState.DONE, ended_at=ended)
        return True

    def _ends_all(self, batch: Batch, settled: Sequence[BatchItem]) -> str:
        """Why nothing more is to be sent, as a job was told; empty while there is no such reason.

        What was refused for it waits again: it was not paid, and is sent when its owner goes on.
        """
        if not settled:
            return ""
        found = self._store.batch_jobs(batch.id, {item.photo for item in settled})
        refused = {job.photo: job for job in found if job.state is JobState.REFUSED and job.error in _ENDS_ALL}
        again = [replace(item, state=ItemState.WAITING) for item in settled if item.photo in refused]
        self._store.set_batch_items(again)
        return next(iter(refused.values())).note if refused else ""

    def _next(self, batch: Batch, going: int) -> list[BatchItem]:
        """The photos to be handed out now: a few more than are at the server, so that it never waits for one."""
        local = self._tools.server(batch.server).is_local
        ahead = 2 * AT_THE_ENGINE if local else AT_A_SERVER + AT_A_SERVER // 3
        room = (ahead - going) // len(batch.looks) if going else max(1, ahead // len(batch.looks))
        if batch.state is BatchState.TESTING:
            tally = self._store.batch_tally(batch)
            gone = tally.items.get(ItemState.HANDED, 0) + tally.settled
            room = min(room, batch.test - gone)
        if room <= 0:
            return []
        return self._store.batch_items(batch.id, ItemState.WAITING, limit=min(room, _HANDED_AT_ONCE))

    def _hand_out(self, batch: Batch, items: Sequence[BatchItem]) -> bool:
        taken = [self._taken_in(batch, item) for item in items]
        if refused := [item for item in taken if item.state is ItemState.REFUSED]:
            self._store.set_batch_items(refused)
        ready = [item for item in taken if item.state is ItemState.WAITING]
        if not ready:
            return True
        photos = list(dict.fromkeys(item.photo for item in ready))
        plan = self._tools.plan(batch.owner, photos, presets_of(batch), batch.server, longest_side=batch.longest_side)
        self._require_agreed(batch, plan)
        budget = None
        if not plan.server.is_local:
            budget = self._tools.budget(batch.owner, plan.credits if batch.typed else 0)
        run = self._store.hand_out(batch, ready, plan.ask(batch.project), budget)
        new = run.items[len(run.items) - len(plan.items) :]
        self._tools.jobs.submit([one.job.id for one in new if one.share is Share.PAID], background=True)
        return True

    def _require_agreed(self, batch: Batch, plan: Plan) -> None:
        """Raises RetouchError, a sentence, where it would pay for more than was agreed."""
        if plan.to_pay and not plan.token_ref:
            raise RetouchError("No token is kept. Enter your Retouch4me token in Settings, then go on.")
        over = self._store.batch_tally(batch).paid + plan.credits - batch.agreed
        if plan.credits and over > 0:
            raise RetouchError("It would take more credits than the price that was seen. Look at the new price.")

    def _taken_in(self, batch: Batch, item: BatchItem) -> BatchItem:
        """The photo's bytes are in the lab; refused, and why, where they can't be. Raises DataUnusable."""
        if not item.path:
            return item
        self._tools.jobs.wait(0.0)
        if item.photo and self._tools.files.has(item.photo) and self._known(batch, item):
            return item
        part = self._tools.files.new_part()
        try:
            shutil.copyfile(item.path, part)
            photo = self._tools.take_in(batch.owner, part, item.name, item.folder)
        except InvalidPhoto as error:
            return replace(item, state=ItemState.REFUSED, why=str(error))
        except FileNotFoundError:
            return replace(item, state=ItemState.REFUSED, why="The file is not there any more.")
        except OSError as error:
            raise DataUnusable(f"{item.name} can't be read: {error.strerror or type(error).__name__}.") from None
        finally:
            part.unlink(missing_ok=True)
        return replace(item, photo=photo.sha256, width=photo.width, height=photo.height)

    def _known(self, batch: Batch, item: BatchItem) -> bool:
        return self._store.photo(batch.owner, item.photo) is not None
