"""What the lab keeps, and what it removes: deletion for good, results past their limits, previews.

What is to be removed is written down first, in the transaction that takes the rows, and crossed out once it is gone: a
killed process, or a file that can't be deleted now, leaves nothing behind for good. See `store.removals`.
"""

from __future__ import annotations

import logging
import re
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from retouch_lib.jobs.worker import Jobs
from retouch_lib.machine.disk import bytes_in
from retouch_lib.media.crops import Crops
from retouch_lib.media.files import CacheStatus, Files
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.media.making import Making
from retouch_lib.media.previews import Previews
from retouch_lib.owners import Owner
from retouch_lib.store.deletion import DeletionCount
from retouch_lib.store.removals import Removal
from retouch_lib.store.retention import Holding, KeptResult
from retouch_lib.store.store import Store
from retouch_lib.words.counted import counted
from retouch_lib.words.times import day
from retouch_lib.work.auditing import Auditing, Did
from retouch_lib.work.choices import Choices

GB = 1e9
YOUNG = timedelta(hours=24)
"""What came or was used so lately is never swept, whatever the limits say: somebody is at work with it."""
_AT_ONCE = 1000
"""Files that the rows are asked for at once."""
_ONCE_MORE = "when the files are gone"
_MEASURE_AGAIN = timedelta(minutes=1)
_TASK = re.compile(r"[0-9a-f]{32}")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Due:
    """Results that the limits would have swept."""

    too_old: tuple[KeptResult, ...]
    too_much: tuple[KeptResult, ...]
    """Beyond the size limit, the ones not used for longest."""
    over: float
    """Bytes by which the results stay over the size limit: they are too young, or of a run that is shown."""

    @property
    def count(self) -> int:
        return len(self.too_old) + len(self.too_much)

    @property
    def bytes(self) -> int:
        return sum(result.bytes for result in (*self.too_old, *self.too_much))


@dataclass(frozen=True, slots=True)
class Usage:
    """Bytes on disk by kind, and what an owner has."""

    holding: Holding
    previews: int
    databases: int
    engine: int
    """The local engine's copies, which it deletes after 24 hours."""
    backup: int
    """About what a backup takes; its rows are packed."""
    free: int
    """Left on that disk."""
    cache: CacheStatus | None
    """Where the files are that several computers share; None where they lie in the data folder."""


@dataclass(frozen=True, slots=True)
class _Measured:
    at: datetime
    previews: int
    engine: int


class Storage:
    """The data folder of one lab. All methods may be called from any thread."""

    def __init__(
        self,
        data_dir: Path,
        store: Store,
        files: Files,
        previews: Previews,
        layer_views: LayerViews,
        crops: Crops,
        making: Making,
        jobs: Jobs,
        choices: Callable[[Owner], Choices],
        clock: Callable[[], datetime],
        auditing: Auditing,
    ) -> None:
        self.folder = data_dir
        self._store = store
        self._files = files
        self._previews = previews
        self._layer_views = layer_views
        self._crops = crops
        self._making = making
        self._jobs = jobs
        self._choices = choices
        self._clock = clock
        self._auditing = auditing
        self._measured: _Measured | None = None

    # Deletion for good

    def runs_of(self, owner: Owner, project: str) -> tuple[str, ...]:
        """Ids of all runs of a project, newest first."""
        return self._store.runs_of(owner, project)

    def count_deletion(self, owner: Owner, run_ids: Collection[str]) -> DeletionCount:
        """What deleting these runs takes away."""
        return self._store.count_deletion(owner, run_ids)

    def delete(
        self, owner: Owner, run_ids: Collection[str], seen: DeletionCount | None = None, by: Owner | None = None
    ) -> DeletionCount:
        """Delete the runs for good: photos, results, previews and names that nothing else uses.

        `seen`: what was said to go. `by`: who does it, where it is not their owner. Raises StillUnderWay, and
        DeletionGrew where more would go by now; nothing is deleted then.
        """
        deleted = self._store.delete_runs(owner, run_ids, seen)
        went = ((deleted.runs, "run"), (deleted.photos, "photo"), (deleted.results, "result"))
        self._auditing.note(by or owner, Did.DELETED, owner, ", ".join(counted(number, what) for number, what in went))
        self.clear()
        self._measured = None
        return deleted

    def clear(self) -> bool:
        """Remove what deletions have left outside the tables; False where something has to wait for the next time."""
        waiting = self._store.to_remove()
        self._clear_files(waiting[Removal.FILE])
        self._clear_tasks(waiting[Removal.TASK])
        if waiting[Removal.WORKFLOW]:
            self._store.removed(Removal.WORKFLOW, self._jobs.forget(waiting[Removal.WORKFLOW]))
        if waiting[Removal.ROWS]:
            self._store.rewrite()
            if self._store.to_remove()[Removal.FILE]:  # a row names them until they are gone
                self._store.remove_later(Removal.ROWS, [_ONCE_MORE])
        return not any(self._store.to_remove().values())

    def forget_elsewhere_deleted(self) -> None:
        """Remove what is here of files that another computer of the team has deleted."""
        if self._files.cache is None:
            return
        names = sorted({*self._files.copies(), *self._previews.names()})
        for start in range(0, len(names), _AT_ONCE):
            with self._files.removing() as settling:
                unused = self._store.unused_files(names[start : start + _AT_ONCE])
                gone = frozenset(unused) - settling
                self._files.drop(gone)
            self._forget_made(gone)
            self._previews.forget_here(gone)

    def unfinished(self) -> bool:
        """Whether something with a name or a picture in it is still to be removed, at the next look within the hour."""
        waiting = self._store.to_remove()
        return any(waiting[kind] for kind in (Removal.FILE, Removal.TASK, Removal.ROWS))

    def _clear_files(self, names: Sequence[str]) -> None:
        if not names:
            return
        with self._files.removing() as settling:
            unused = self._store.unused_files(names)
            stuck = {
                name for name in unused if name in settling or not _removed(partial(self._files.remove, name), name)
            }
        gone = [name for name in unused if name not in stuck]
        self._forget_made(gone)
        if _removed(lambda: self._previews.forget(gone), "previews"):
            self._store.removed(Removal.FILE, [name for name in names if name not in stuck])

    def _forget_made(self, gone: Collection[str]) -> None:
        """What is made of these files and kept elsewhere than with the previews; nothing is made of them any more."""
        self._layer_views.forget(gone)
        self._crops.forget(gone)
        self._making.settle()

    def _clear_tasks(self, names: Sequence[str]) -> None:
        """The engine forgets a finished task whose folder is gone. One that runs elsewhere keeps its own time."""
        tasks = self.folder / "engine" / "tasks"
        there = [name for name in names if _TASK.fullmatch(name) and (tasks / name).is_dir()]
        stuck = {name for name in there if not _removed(partial(shutil.rmtree, tasks / name), name)}
        if names:
            self._store.removed(Removal.TASK, [name for name in names if name not in stuck])

    # Limits

    def due(self, owner: Owner) -> Due:
        """What a sweep would remove now."""
        choices = self._choices(owner)
        if not choices.keep_days and not choices.keep_gb:
            return Due((), (), 0.0)
        results = self._store.kept_results(owner)
        return due(results, self._clock(), choices.keep_days, choices.keep_gb)

    def sweep(self, owner: Owner) -> Due:
        """Remove the results past the owner's limits; their jobs stay, and say when it was."""
        found = self.due(owner)
        choices = self._choices(owner)
        today = day(self._clock())
        for results, why in (
            (found.too_old, f"not used for {choices.keep_days} days"),
            (found.too_much, f"results were to take {choices.keep_gb:g} GB at most"),
        ):
            if results:
                self._store.sweep(owner, [result.sha256 for result in results], f"Result swept on {today}: {why}.")
        if found.count:
            self.clear()
        return found

    def keep_limits(self) -> None:
        """Remove what deletions left, and apply every owner's limits. To be called every hour or so."""
        self.clear()
        self.forget_elsewhere_deleted()
        for owner in self._store.owners():
            self.sweep(owner)

    # What is there

    def usage(self, owner: Owner) -> Usage:
        """Folders with many small files are measured once a minute at most."""
        now = self._clock()
        if self._measured is None or abs(now - self._measured.at) > _MEASURE_AGAIN:
            self._measured = _Measured(now, self._previews.bytes(), bytes_in(self.folder / "engine"))
        holding = self._store.holding(owner, now)
        return Usage(
            holding=holding,
            previews=self._measured.previews,
            databases=sum(_size_of(path) for path in self.folder.glob("*.sqlite*")),
            engine=self._measured.engine,
            backup=holding.photo_bytes + holding.result_bytes + _size_of(self.folder / "lab.sqlite"),
            free=shutil.disk_usage(self.folder).free,
            cache=self._files.cache,
        )

    def empty_previews(self) -> int:
        """Remove all previews; they are made again when they are needed. Returns the bytes."""
        freed = self._previews.clear()
        self._measured = None
        return freed


def due(results: Sequence[KeptResult], now: datetime, keep_days: int, keep_gb: float) -> Due:
    """Of results, the longest unused first, those past the limits; a limit of 0 is none.

    Young ones, and those of the run that is shown or of one under way, stay; the size limit is met by others.
    """
    free = [result for result in results if not result.held and now - result.used_at >= YOUNG]
    age = timedelta(days=keep_days)
    too_old = tuple(result for result in free if keep_days and now - result.used_at >= age)
    left = sum(result.bytes for result in results) - sum(result.bytes for result in too_old)
    too_much = []
    for result in free[len(too_old) :]:
        if not keep_gb or left <= keep_gb * GB:
            break
        too_much.append(result)
        left -= result.bytes
    return Due(too_old, tuple(too_much), max(0.0, left - keep_gb * GB) if keep_gb else 0.0)


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # a write-ahead log that was closed meanwhile
        return 0


def _removed(remove: Callable[[], object], name: str) -> bool:
    """Whether it worked; a file that is open elsewhere can't be deleted everywhere, and is tried again later, as is one
    in an object store that is young, or in one that is away."""
    try:
        return remove() is not False
    except OSError as error:
        _log.warning("%s can't be removed yet: %s", name, type(error).__name__)
        return False
