"""The store: what the lab remembers, in one SQLite file. A method is one short transaction, safe from any thread."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.sqlite import insert

from retouch_lib.errors import IllegalTransition
from retouch_lib.presets.preset import Json
from retouch_lib.store import jobs as job_rows
from retouch_lib.store import presets as preset_rows
from retouch_lib.store import readings as reading_rows
from retouch_lib.store import results as result_rows
from retouch_lib.store import runs as run_rows
from retouch_lib.store import spent
from retouch_lib.store.database import Database
from retouch_lib.store.deleting import Deleting, Leavings
from retouch_lib.store.history import HistoryRows
from retouch_lib.store.keeping import Keeping
from retouch_lib.store.opening import explained
from retouch_lib.store.records import (
    Ask,
    Guard,
    Job,
    JobState,
    Photo,
    PresetVersion,
    Reach,
    Reading,
    RemovedPreset,
    Run,
    Share,
    Standing,
    Take,
    Tried,
    Wanted,
    utc_now,
)
from retouch_lib.store.rows import photo_from, reading_from
from retouch_lib.store.tables import jobs, photos, preferences, readings
from retouch_lib.store.versions import require_known_tables

_IF_DAMAGED = (
    "It lists your runs, presets and choices; photos and results are files of their own beside it, and are whole. "
    "Nothing was changed. Put a copy of it in its place; or move it away (with its -wal and -shm) to begin with an "
    "empty list: what a server has not delivered yet is lost then."
)


class Store:
    """Photos, runs, jobs, presets, preferences and readings. Whatever the pages read is asked for by owner."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock

    @classmethod
    def open(cls, path: Path, clock: Callable[[], datetime] = utc_now, *, used: bool = False) -> Store:
        """The store on that file, made or brought up to date where needed. Raises NewerFolder, DataUnusable.

        `used`: whether its folder was in use before, so that an empty file is what is left of one.
        """
        require_known_tables(path)
        with explained(path, _IF_DAMAGED):
            database = Database(path)
            try:
                database.migrate(used=used)
            except BaseException:
                database.close()
                raise
        return cls(database, clock)

    def leave(self) -> None:
        """`close` follows: what waits for another program gives up soon, with StoreTrouble."""
        self._database.leave()

    def close(self) -> None:
        self._database.close()

    def now(self) -> datetime:
        """The time by the store's clock."""
        return self._clock()

    # Photos

    def add_photo(self, photo: Photo) -> Photo:
        """Put a photo on its owner's list; one that was there, or taken off it, comes to the top."""
        fresh = {"name": photo.name, "sample": photo.sample, "added_at": photo.added_at, "removed_at": None}
        statement = insert(photos).values(asdict(photo))
        with self._database.writing() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["owner", "sha256"], set_=fresh))
        return photo

    def photos(self, owner: str) -> tuple[Photo, ...]:
        """Those on the owner's list, newest first."""
        query = select(photos).where(photos.c.owner == owner, photos.c.removed_at.is_(None))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(photos.c.added_at.desc(), photos.c.sha256)).mappings().all()
        return tuple(photo_from(row) for row in rows)

    def photo(self, owner: str, sha256: str) -> Photo | None:
        """One photo of the owner, also when it was taken off the list: runs made with it still show it."""
        query = select(photos).where(photos.c.owner == owner, photos.c.sha256 == sha256)
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else photo_from(row)

    def remove_photo(self, owner: str, sha256: str) -> None:
        """Take a photo off the owner's list. Its file, runs and results stay."""
        mine = (photos.c.owner == owner, photos.c.sha256 == sha256)
        with self._database.writing() as connection:
            connection.execute(update(photos).where(*mine).values(removed_at=self._clock()))

    def owns(self, owner: str, sha256: str) -> bool:
        """Whether the file is a photo or a result of that owner."""
        photo = select(photos.c.sha256).where(photos.c.owner == owner, photos.c.sha256 == sha256)
        result = select(jobs.c.id).where(jobs.c.owner == owner, jobs.c.result == sha256)
        with self._database.reading() as connection:
            return connection.execute(select(or_(photo.exists(), result.exists()))).scalar_one()

    # Runs

    def make_run(
        self,
        owner: str,
        server: str,
        wanted: Sequence[Wanted],
        *,
        engine_version: str,
        token_ref: str,
        project: str = "",
        guard: Guard | None = None,
    ) -> Run:
        """One run of `make_runs`."""
        ask = Ask(server, tuple(wanted), engine_version, token_ref, project)
        return self.make_runs(owner, [ask], guard=guard)[0]

    def make_runs(self, owner: str, asks: Sequence[Ask], *, guard: Guard | None = None) -> tuple[Run, ...]:
        """Write the runs of one press with their jobs in one transaction: all of them, or none.

        A job that appeared meanwhile is joined, not made again. `guard`: asked about the jobs made, where each takes a
        credit. Raises OverBudget, Gone, and nothing is written.
        """
        with self._database.writing() as connection:
            before = spent.checked(connection, owner, [(ask.server, ask.token_ref) for ask in asks], guard)
            runs = [run_rows.make(connection, self._clock(), owner, ask) for ask in asks]
            made = [sum(item.share is Share.PAID for item in run.items) for run in runs]
            taken = [((ask.server, ask.token_ref), count) for ask, count in zip(asks, made, strict=True)]
            spent.require(guard, taken, before)
            return tuple(runs)

    def run(self, owner: str, run_id: str) -> Run | None:
        with self._database.reading() as connection:
            return next(iter(run_rows.select_runs(connection, owner, 1, run_id)), None)

    def latest_run(self, owner: str) -> Run | None:
        return next(iter(self.runs(owner, limit=1)), None)

    def runs(self, owner: str, limit: int = 50) -> tuple[Run, ...]:
        """Newest first."""
        with self._database.reading() as connection:
            return run_rows.select_runs(connection, owner, limit)

    # Jobs

    def job(self, owner: str, job_id: str) -> Job | None:
        job = self.any_job(job_id)
        return job if job is not None and job.owner == owner else None

    def jobs(self, owner: str, states: Collection[JobState] | None = None, limit: int = 200) -> tuple[Job, ...]:
        """Newest first."""
        with self._database.reading() as connection:
            return job_rows.of_owner(connection, owner, states, limit)

    def results_for(self, owner: str, photo: str) -> tuple[Job, ...]:
        """The done jobs of a photo, newest first."""
        with self._database.reading() as connection:
            return job_rows.results_for(connection, owner, photo)

    def photos_with_results(self, owner: str) -> frozenset[str]:
        """Those on the owner's list, by SHA-256."""
        with self._database.reading() as connection:
            return result_rows.photos_with_results(connection, owner)

    def result_names(self, owner: str, photo: str) -> tuple[result_rows.ResultName, ...]:
        """What a photo's results are called, newest first, where there may be too many to read them whole."""
        with self._database.reading() as connection:
            return result_rows.names(connection, owner, photo)

    def results(self, owner: str, job_ids: Sequence[str]) -> tuple[Job, ...]:
        """The done jobs among those, in that order."""
        with self._database.reading() as connection:
            found = {job.id: job for job in result_rows.chosen(connection, owner, job_ids)}
        return tuple(found[job_id] for job_id in job_ids if job_id in found)

    def jobs_alike(
        self, owner: str, photos: Collection[str], fingerprints: Collection[str], server: str, engine_version: str
    ) -> tuple[Job, ...]:
        """Every job that answers one of photos × fingerprints on that server, newest first."""
        with self._database.reading() as connection:
            return job_rows.alike(connection, owner, photos, fingerprints, server, engine_version)

    def any_job(self, job_id: str) -> Job | None:
        """A job whoever owns it: for the worker, never for a page."""
        with self._database.reading() as connection:
            return job_rows.by_id(connection, job_id)

    def same_remote(self, job: Job) -> tuple[Job, ...]:
        """The other jobs, whoever owns them, that have the same id on the same server: for the worker."""
        with self._database.reading() as connection:
            return job_rows.same_remote(connection, job)

    def under_way(self) -> tuple[Job, ...]:
        """The jobs of all owners that have not ended, oldest first: for the worker, never for a page."""
        with self._database.reading() as connection:
            return job_rows.under_way(connection)

    def run_mates(self, job_id: str) -> Sequence[Job]:
        """The paid jobs of the runs that hold this job, itself included, oldest first."""
        with self._database.reading() as connection:
            return job_rows.in_runs_with(connection, job_id)

    def set_job(
        self,
        job_id: str,
        *,
        state: JobState | None = None,
        when: Collection[JobState] | None = None,
        seen: Job | None = None,
        **fields: Any,
    ) -> Job:
        """Change a job, and its state only where the state it has now leads there (and is one of `when`).

        `seen`: the job as it was read; its state and attempts must still be those.
        Raises IllegalTransition, and nothing is changed; KeyError for an unknown job.
        """
        with self._database.writing() as connection:
            return job_rows.change(connection, job_id, self._clock(), state, when, fields, seen)

    def repeat_job(self, old: Job, token_ref: str) -> Job:
        """The job that repeats `old`, made unless it exists; it takes the place of `old` in its runs."""
        return self.repeat_jobs([old], token_ref)[0]

    def repeat_jobs(self, olds: Sequence[Job], token_ref: str, guard: Guard | None = None) -> tuple[Job, ...]:
        """The jobs that repeat these, which are of one owner and server: all of them, or none.

        `guard`: asked about the jobs made, where each takes a credit. Raises OverBudget, and nothing is written.
        """
        with self._database.writing() as connection:
            source = (olds[0].server, token_ref)
            before = spent.checked(connection, olds[0].owner, [source], guard)
            repeated = [job_rows.repeat(connection, old, token_ref, self._clock()) for old in olds]
            spent.require(guard, [(source, sum(made for _, made in repeated))], before)
            return tuple(job for job, _ in repeated)

    def send_again(self, job: Job, guard: Guard | None = None) -> Job:
        """Put an unsure job into the queue once more, which may pay it a second time.

        Raises IllegalTransition when it is not unsure, or was sent again since it was seen as `job` is; OverBudget;
        nothing is changed then.
        """
        with self._database.writing() as connection:
            now = job_rows.by_id(connection, job.id)
            if now is None or now.state is not JobState.UNSURE or now.attempts != job.attempts:
                raise IllegalTransition("This job was sent again, or left, meanwhile. Nothing was sent; look again.")
            source = (job.server, job.token_ref)
            before = spent.checked(connection, job.owner, [source], guard)
            new = job_rows.change(
                connection,
                job.id,
                self._clock(),
                JobState.QUEUED,
                {JobState.UNSURE},
                {"attempted_at": None, "note": "", "error": ""},
            )
            spent.require(guard, [(source, 1)], before)
            return new

    def answer_late(self, job_id: str, remote_id: str) -> Job:
        """Write down the id that the server gave an unsure job, which its owner has found out.

        Raises IllegalTransition when it is not unsure, or another job has that id; KeyError for an unknown job.
        """
        with self._database.writing() as connection:
            begun = job_rows.by_id(connection, job_id)
            started = begun.attempted_at if begun is not None else None  # the server counts its 24 hours from there
            values = {"remote_id": remote_id, "started_at": started or self._clock(), "note": "", "error": ""}
            if job_rows.select_jobs(connection, jobs.c.remote_id == remote_id, jobs.c.id != job_id, limit=1):
                raise IllegalTransition("Another job has this id already. Nothing was changed.")
            return job_rows.change(connection, job_id, self._clock(), JobState.WAITING, {JobState.UNSURE}, values)

    def not_sent(self, owner: str, run_id: str) -> Sequence[Job]:
        """The jobs of a run that the server refused or never got, because the limit was reached; in its order."""
        with self._database.reading() as connection:
            return spent.not_sent(connection, owner, run_id)

    def balance_is_due(self, ended: Job) -> bool:
        """Whether an account came to rest with this job, and its balance was last read before."""
        with self._database.reading() as connection:
            return spent.balance_is_due(connection, ended)

    def standing(self, owner: str, server: str, token_ref: str, since: datetime) -> Standing:
        """What paid jobs have taken since then, and the balance that the next one draws on."""
        with self._database.reading() as connection:
            return spent.standing(connection, owner, server, token_ref, since)

    def takes(self, owner: str, credits_: Sequence[tuple[tuple[str, str], int]], since: datetime) -> tuple[Take, ...]:
        """What a press would take of each account: ((server, token reference), credits) of its parts."""
        with self._database.reading() as connection:
            before = spent.standings(connection, owner, [source for source, _ in credits_], since)
            return spent.takes(credits_, before)

    # Presets

    def preset_versions(self, owner: str, name: str | None = None) -> tuple[PresetVersion, ...]:
        """Of all presets of the owner, or of the one named: by name, each preset's oldest version first."""
        with self._database.reading() as connection:
            return preset_rows.versions(connection, owner, name)

    def save_preset(self, owner: str, name: str, state: preset_rows.State) -> PresetVersion:
        """Write the next version under that name; the newest one where it is the same in everything."""
        with self._database.writing() as connection:
            return preset_rows.save(connection, self._clock(), owner, name, state)

    def rename_preset(self, owner: str, old: str, new: str) -> None:
        """Raises KeyError where there is no such preset, InvalidName where the new name is taken."""
        with self._database.writing() as connection:
            preset_rows.rename(connection, owner, old, new)

    def remove_preset(self, owner: str, name: str) -> None:
        """Take a preset off the owner's list; its versions' rows stay. Raises KeyError where there is none."""
        with self._database.writing() as connection:
            preset_rows.remove(connection, self._clock(), owner, name)

    def removed_presets(self, owner: str, limit: int = 50) -> tuple[RemovedPreset, ...]:
        with self._database.reading() as connection:
            return preset_rows.removed(connection, owner, limit)

    def restore_preset(self, owner: str, preset: str) -> str:
        """Bring back a removed preset (its id); returns the name it has now. Raises KeyError where there is none."""
        with self._database.writing() as connection:
            return preset_rows.restore(connection, owner, preset)

    def tried(self, owner: str, runs: int = 30) -> tuple[Tried, ...]:
        """The payloads of the owner's last runs, the newest first."""
        with self._database.reading() as connection:
            return preset_rows.tried(connection, owner, runs)

    def reach(self, owner: str, fingerprints: Collection[str]) -> Reach:
        """On which photos and servers payloads of these fingerprints have brought results."""
        with self._database.reading() as connection:
            return preset_rows.reach(connection, owner, fingerprints)

    # History

    def history(self, owner: str) -> HistoryRows:
        """Everything of that owner as rows and sums, for `retouch_lib.work.history`."""
        return HistoryRows(self._database, owner)

    # Deletion

    def deleting(self, owner: str) -> Deleting:
        """Deletion of that owner's runs for good, for `retouch_lib.deleting`."""
        return Deleting(self._database, owner)

    def keeping(self, owner: str) -> Keeping:
        """What is kept of that owner's results, for `retouch_lib.work.storage`."""
        return Keeping(self._database, owner)

    def owners(self) -> tuple[str, ...]:
        """Everybody who has a photo."""
        with self._database.reading() as connection:
            return tuple(connection.execute(select(photos.c.owner).distinct()).scalars())

    def leavings(self) -> Leavings:
        """What deletions have still to remove outside the tables."""
        return Leavings(self._database)

    # Preferences and readings

    def preference(self, owner: str, key: str) -> Json | None:
        """What is kept under that key; None for nothing, and for what can't be read (see `unreadable_preferences`)."""
        query = select(preferences.c.value).where(preferences.c.owner == owner, preferences.c.key == key)
        with self._database.reading() as connection:
            text = connection.execute(query).scalar_one_or_none()
        return None if text is None else _json(text)

    def unreadable_preferences(self, owner: str, fits: Mapping[str, Callable[[Json], bool]]) -> tuple[str, ...]:
        """The keys, of these, whose value is no JSON or doesn't fit; JSON's null, nothing chosen, always fits."""
        query = select(preferences.c.key, preferences.c.value).where(preferences.c.owner == owner)
        with self._database.reading() as connection:
            kept = {key: text for key, text in connection.execute(query) if key in fits and text.strip() != "null"}
        values = {key: _json(text) for key, text in kept.items()}
        return tuple(key for key in fits if key in values and (values[key] is None or not fits[key](values[key])))

    def set_preference(self, owner: str, key: str, value: Json) -> None:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        statement = insert(preferences).values(owner=owner, key=key, value=text)
        with self._database.writing() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["owner", "key"], set_={"value": text}))

    def add_reading(self, reading: Reading) -> Reading:
        with self._database.writing() as connection:
            connection.execute(insert(readings).values(asdict(reading)))
        return reading

    def last_reading(
        self, owner: str, kind: str, server: str, token_ref: str, *, before: datetime | None = None
    ) -> Reading | None:
        """The last "balance" or "quota" of the account that the server and the token draw on; see `store.readings`."""
        with self._database.reading() as connection:
            return reading_rows.last(connection, kind, owner, server, token_ref, before)

    def readings(
        self,
        owner: str,
        *,
        server: str | None = None,
        kind: str | None = None,
        job: str | None = None,
        limit: int = 100,
    ) -> tuple[Reading, ...]:
        """All that were written down, newest first; which of them counts is said by `last_reading`."""
        query = select(readings).where(readings.c.owner == owner)
        for column, value in ((readings.c.server, server), (readings.c.kind, kind), (readings.c.job, job)):
            if value is not None:
                query = query.where(column == value)
        query = query.order_by(readings.c.read_at.desc(), readings.c.id.desc()).limit(limit)
        with self._database.reading() as connection:
            return tuple(reading_from(row) for row in connection.execute(query).mappings())


def _json(text: str) -> Json | None:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value
