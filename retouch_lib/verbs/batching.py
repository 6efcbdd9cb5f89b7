"""`batch`: the photos of a folder, however many, sent with presets; interrupted, the same command goes on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from dataclasses import replace as with_fields
from pathlib import Path, PurePath, PurePosixPath

from retouch_lib.errors import InvalidFolder, RetouchError
from retouch_lib.lab import Lab
from retouch_lib.media.file_names import extension_of, spelled_as
from retouch_lib.names import in_file_names
from retouch_lib.owners import LOCAL
from retouch_lib.store.batches import SENDING, Batch, BatchItem, BatchState, ItemState
from retouch_lib.store.records import Job, JobState
from retouch_lib.verbs.events import BATCH, LOOKED_AT, NOTE, PHOTO_REFUSED, PLAN, PROGRESS, RESULT, TICK, Event, Events
from retouch_lib.verbs.intake import preset_meant
from retouch_lib.verbs.running import job_facts
from retouch_lib.verbs.saving import OutputFolder
from retouch_lib.work.batch_files import small_faces_in_words
from retouch_lib.work.batch_forecast import forecast_in_words
from retouch_lib.work.batches import Progress, Wish
from retouch_lib.work.delivery import Deliverable
from retouch_lib.work.delivery_names import Layers, Naming, named, version_numbers
from retouch_lib.work.name_pattern import Pattern, read_pattern
from retouch_lib.work.triaging import is_measurable

_LOOK_EVERY = 0.25
"""Seconds between looks at the store."""
_PART = 200
_INTERRUPTED = "Its command was interrupted. The same command, or Go on on Batch, goes on."
_LAST = frozenset({BatchState.TESTED, BatchState.PAUSED, BatchState.STOPPED, BatchState.DONE})


class BatchStands(RetouchError):
    """Something keeps the batch from going on; it says what."""


def batch(
    lab: Lab,
    *,
    folder: str,
    presets: Sequence[str],
    server: str,
    output: str = "",
    pattern: str = "",
    replace: bool = False,
    project: str = "",
    spend: int = 0,
    test: int = 0,
    longest_side: int = 0,
    least_face: int | None = None,
    leave_out: bool = False,
    dry_run: bool = False,
) -> Events:
    """Send all photos of a folder with presets, in portions, and write each result into `output` as it comes.

    What is known, or under way, is not paid again. `test`: only so many photos at first. `leave_out`: photos without a
    face of `least_face` pixels are not sent. `dry_run`: price and forecast are told, and nothing is sent. Raises
    RetouchError.
    """
    chosen = tuple(preset_meant(lab, name) for name in dict.fromkeys(presets))
    wish = Wish(
        source=folder,
        presets=chosen,
        server=server,
        without=output,
        project=project or PurePath(folder).name,
        longest_side=longest_side,
        least_face=least_face,
    )
    naming = read_pattern(pattern) if pattern else None
    _require_apart(folder, output)
    found = lab.batches.of_folder(LOCAL, wish)
    writer = _Writer(lab, found, OutputFolder.made(output, replace=replace) if output and not dry_run else None, naming)
    yield {"kind": BATCH, "batch": found.id, "state": found.state.value, "project": found.project}
    if found.state not in SENDING:
        yield from _looked_at(lab, found)
        if leave_out:
            lab.batches.leave_out_small_faces(LOCAL, found.id)
        yield from _refused(lab, found)
        yield _priced(lab, found, spend)
        if dry_run:
            return
        lab.batches.go_on(LOCAL, found.id, confirmed=spend, test=test)
    try:
        yield from _followed(lab, found, writer)
    except GeneratorExit:  # whoever asked went away: nothing more is paid that nobody waits for
        _pause(lab, found)
        raise
    yield from _summed_up(lab, found)


def _require_apart(folder: str, output: str) -> None:
    """Raises InvalidFolder where results would be taken for photos, or go over them."""
    if output and Path(folder).resolve().is_relative_to(Path(output).resolve()):
        raise InvalidFolder(f"{output} holds the photos themselves. Name another folder for the results.")


def _looked_at(lab: Lab, batch: Batch) -> Events:
    """Until all of its photos are looked at. Raises BatchStands."""
    while (now := _now(lab, batch)).state is BatchState.LOOKING:
        tally = lab.store.batch_tally(now)
        looked = tally.count - tally.items.get(ItemState.LISTED, 0)
        yield {"kind": LOOKED_AT, "done": looked, "of": tally.count, "percent": 100 * looked // max(1, tally.count)}
        lab.jobs.wait(_LOOK_EVERY)
    if now.state is BatchState.PAUSED:
        raise BatchStands(now.note or "The batch was paused.")


def _refused(lab: Lab, batch: Batch) -> Events:
    after = -1
    while items := lab.store.batch_items(batch.id, ItemState.REFUSED, limit=_PART, after=after):
        after = items[-1].position
        for item in items:
            yield {"kind": PHOTO_REFUSED, "photo": item.path, "why": item.why}


def _priced(lab: Lab, batch: Batch, spend: int) -> Event:
    now = _now(lab, batch)
    price = lab.batches.price(now)
    forecast, tally = lab.batches.forecast(now, price), lab.store.batch_tally(now)
    usd = lab.choices(LOCAL).price
    local = lab.server(now.server).is_local
    return {
        "kind": PLAN,
        "server": now.server,
        "photos": tally.items.get(ItemState.WAITING, 0),
        "results": price.results,
        "to_make": price.to_make,
        "known": price.known,
        "under_way": price.under_way,
        "unsure": price.unsure,
        "credits": price.credits,
        "usd": round(price.credits * usd, 4) if usd else None,
        "balance": None if local else lab.standing(LOCAL, now.server).left,
        "limits": [] if price.credits == spend else list(lab.batches.limits(now, price)),
        "upload_bytes": forecast.upload,
        "disk_bytes": forecast.disk,
        "free_bytes": forecast.free,
        "seconds": None if forecast.seconds is None else round(forecast.seconds),
        "forecast": forecast_in_words(forecast),
        "small_faces": tally.small_faces,
        "for_nothing": small_faces_in_words(tally.small_faces, tally.count, now.least_face),
    }


def _followed(lab: Lab, batch: Batch, writer: _Writer) -> Events:
    """Each photo as its jobs have ended, and how far all is, until the batch comes to a rest."""
    before: Event | None = None
    while True:
        now = _now(lab, batch)
        seen = lab.store.version()
        yield from writer.new()
        progress = _progress(lab.batches.progress(now))
        yield progress if progress != before else TICK
        before = progress
        if now.state in _LAST:
            return
        while seen is not None and lab.store.version() == seen:
            lab.jobs.wait(_LOOK_EVERY)
            yield TICK


def _progress(progress: Progress) -> Event:
    tally = progress.tally
    return {
        "kind": PROGRESS,
        "done": tally.settled,
        "of": tally.wanted,
        "percent": 100 * tally.settled // max(1, tally.wanted),
        "per_minute": None if progress.pace is None else round(60 * progress.pace, 1),
        "seconds_left": None if progress.seconds_left is None else round(progress.seconds_left),
    }


def _summed_up(lab: Lab, batch: Batch) -> Events:
    now = _now(lab, batch)
    tally = lab.store.batch_tally(now)
    for failure in lab.store.batch_failures(now.id):
        yield {"kind": NOTE, "text": f"{failure.count:,} × {failure.why}"}
    need_look, measured = _need_look(lab, now)
    yield {
        "kind": BATCH,
        "batch": now.id,
        "state": now.state.value,
        "project": now.project,
        "note": now.note,
        "photos": tally.wanted,
        "settled": tally.settled,
        "failed": tally.failed,
        "refused": tally.items.get(ItemState.REFUSED, 0),
        "left_out": tally.items.get(ItemState.LEFT_OUT, 0),
        "paid": tally.paid,
        "measured": measured,
        "need_look": need_look,
    }


def _need_look(lab: Lab, batch: Batch) -> tuple[int, int]:
    """How many results need a look, of how many that are measured."""
    need = measured = 0
    ids = lab.store.batch_job_ids(batch.id, {JobState.DONE})
    for at in range(0, len(ids), _PART):
        jobs = [job for job in lab.store.results(LOCAL, ids[at : at + _PART]) if is_measurable(job)]
        known = set(lab.store.measures(LOCAL, {job.id for job in jobs}))
        found = lab.triages.of_jobs(LOCAL, [job for job in jobs if job.id in known])
        need, measured = need + len(found.needing), measured + found.measured
    return need, measured


def _pause(lab: Lab, batch: Batch) -> None:
    try:
        lab.batches.pause(LOCAL, batch.id, _INTERRUPTED)
    except RetouchError:  # it came to a rest by itself
        return


def _now(lab: Lab, batch: Batch) -> Batch:
    """Raises BatchStands where it was deleted meanwhile."""
    found = lab.store.batch(LOCAL, batch.id)
    if found is None:
        raise BatchStands("This batch was deleted meanwhile.")
    return found


@dataclass
class _Writer:
    """Tells each settled photo once, and writes its results where they are to be."""

    lab: Lab
    batch: Batch
    output: OutputFolder | None
    pattern: Pattern | None
    told: set[int] = field(default_factory=set)
    """Positions behind `low`."""
    low: int = -1
    """All up to this position are told, or bring nothing."""

    def new(self) -> Events:
        store, after = self.lab.store, self.low
        first_open = store.first_open_item(self.batch.id)
        while items := store.batch_items(self.batch.id, ItemState.SETTLED, limit=_PART, after=after):
            after = items[-1].position
            fresh = [item for item in items if item.position not in self.told]
            jobs: dict[str, list[Job]] = {}
            for job in self.lab.batches.jobs(self.batch, fresh):
                jobs.setdefault(job.photo, []).append(job)
            for item in fresh:
                self.told.add(item.position)
                yield from self._tell(item, jobs.get(item.photo, []))
        self.low = after if first_open is None else max(self.low, first_open - 1)
        self.told = {position for position in self.told if position > self.low}

    def _tell(self, item: BatchItem, jobs: Sequence[Job]) -> Events:
        saved = self._saved(item, jobs)
        for job, path in zip(jobs, saved, strict=True):
            photo = item.path or item.name
            yield {**job_facts(job), "kind": RESULT, "photo": photo, "saved": path or None}

    def _saved(self, item: BatchItem, jobs: Sequence[Job]) -> list[str]:
        """The path of each job's result; empty where there is none, or nothing is to be written."""
        if self.output is None:
            return [""] * len(jobs)
        before = self._before(item)
        if len(before) == len(jobs) and all(Path(path).is_file() for path in before if path):
            return before
        saved = [self._save(item, job) if job.state is JobState.DONE else "" for job in jobs]
        self.lab.store.set_batch_items([with_fields(item, saved=json.dumps(saved))])
        return saved

    def _before(self, item: BatchItem) -> list[str]:
        """Where they were written into this folder before; empty where they were not."""
        assert self.output is not None
        try:
            found = json.loads(item.saved) if item.saved else []
        except ValueError:
            return []
        inside = all(isinstance(path, str) and Path(path).is_relative_to(self.output.path) for path in found if path)
        return found if isinstance(found, list) and inside else []

    def _save(self, item: BatchItem, job: Job) -> str:
        assert self.output is not None
        folders, stem, end = self._name(item, job)
        return str(self.output.inside(folders).save(self.lab, job, stem, end))

    def _name(self, item: BatchItem, job: Job) -> tuple[str, str, str]:
        """Folders, stem and end."""
        if self.pattern is not None:
            return self._by_pattern(item, job, self.pattern)
        look = f"_{in_file_names(job.variant) or 'result'}" if len(self.batch.looks) > 1 else ""
        return item.folder, PurePath(item.name).stem, f"{look}{spelled_as(item.name, extension_of(job))}"

    def _by_pattern(self, item: BatchItem, job: Job, pattern: Pattern) -> tuple[str, str, str]:
        begun = self.batch.begun_at or job.created_at
        one = Deliverable(job, None, "", self.batch.project, begun, item.folder)
        naming = Naming(pattern, Layers.ARCHIVE)
        (file,) = named([one], naming, version_numbers(self.lab.library, LOCAL))
        path = PurePosixPath(file.path)
        folders = "" if path.parent == PurePosixPath() else str(path.parent)
        return folders, path.stem, path.suffix
