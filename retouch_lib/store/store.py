"""The store: what the lab remembers, in one SQLite file or a database of PostgreSQL's.

A method is one short transaction, safe from any thread.

The SQL stands in functions, a module for each table or question, which work on a connection; a method opens the
transaction and calls one of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from retouch_lib.imaging.measures.distance import Off
from retouch_lib.owners import Owner
from retouch_lib.presets.preset import Json
from retouch_lib.store import batches as batch_rows
from retouch_lib.store import (
    charges,
    client_pages,
    connecting,
    contests,
    deletion,
    deliverables,
    history,
    paces,
    presses,
    removals,
    rescues,
    retention,
    spent,
)
from retouch_lib.store import confirmations as confirmation_rows
from retouch_lib.store import hot_folders as hot_rows
from retouch_lib.store import jobs as job_rows
from retouch_lib.store import measures as measure_rows
from retouch_lib.store import mixes as mix_rows
from retouch_lib.store import photos as photo_rows
from retouch_lib.store import picks as pick_rows
from retouch_lib.store import preferences as preference_rows
from retouch_lib.store import presets as preset_rows
from retouch_lib.store import readings as reading_rows
from retouch_lib.store import replicas as replica_rows
from retouch_lib.store import results as result_rows
from retouch_lib.store import runs as run_rows
from retouch_lib.store.batches import Batch, BatchItem, BatchState, BatchTally, Failure, ItemState
from retouch_lib.store.chunks import Columns
from retouch_lib.store.client_pages import ClientAnswer, ClientPage, PhotoComment
from retouch_lib.store.database import Database
from retouch_lib.store.deletion import DeletionCount
from retouch_lib.store.health import explained
from retouch_lib.store.hot_folders import HotFile, HotFolder, HotOptions
from retouch_lib.store.postgres import PostgresDatabase
from retouch_lib.store.records import (
    Ask,
    BudgetCheck,
    Confirmation,
    Job,
    JobsInState,
    JobState,
    KeptMeasure,
    Measurable,
    Mix,
    MixKind,
    Photo,
    Pick,
    PresetVersion,
    Reach,
    Reading,
    RemovedPreset,
    Rescue,
    Run,
    SimulatedLook,
    Standing,
    Take,
    Tried,
    Unjudged,
    Wanted,
    utc_now,
)
from retouch_lib.store.remembered import Remembered
from retouch_lib.store.removals import Removal
from retouch_lib.store.replicas import Replica
from retouch_lib.store.retention import Holding, KeptResult
from retouch_lib.store.sharing import AnyDatabase
from retouch_lib.store.team import Team
from retouch_lib.store.transactions import Transactions
from retouch_lib.store.uses import Verdicts, Where
from retouch_lib.store.versions import require_known_tables
from retouch_lib.tokens.database_url import DatabaseUrl

NOBODY = Owner("")
"""No owner: whose what is everybody's is."""
_IF_DAMAGED = (
    "It lists your runs, presets and choices; photos and results are files of their own beside it, and are whole. "
    "Nothing was changed. Put a copy of it in its place; or move it away (with its -wal and -shm) to begin with an "
    "empty list: what a server has not delivered yet is lost then."
)


class Store(Transactions):
    """Photos, runs, jobs, presets, preferences and readings. Whatever the pages read is asked for by owner."""

    def __init__(self, database: AnyDatabase, clock: Callable[[], datetime] = utc_now) -> None:
        super().__init__(database)
        self._remembered = Remembered(database)
        self._clock = clock
        self.team = Team(database, self._remembered, clock)
        """People, what they share, and the audit list."""

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

    @classmethod
    def connect(cls, url: DatabaseUrl | str, clock: Callable[[], datetime] = utc_now, time_zone: str = "UTC") -> Store:
        """The store on a database of PostgreSQL's, which others may use at once: see `PostgresDatabase`.

        Raises NewerDatabase, DataUnusable.
        """
        url = DatabaseUrl(url)
        connecting.version(url)
        database = PostgresDatabase(url, time_zone)
        try:
            with connecting.explained(url):
                database.migrate()
        except BaseException:
            database.close()
            raise
        return cls(database, clock)

    def leave(self) -> None:
        """`close` follows: what waits for another program gives up soon, with StoreTrouble."""
        self._database.leave()

    def close(self) -> None:
        self._remembered.close()
        self._database.close()

    def version(self) -> int | None:
        """Another number than the last one where anybody wrote meanwhile; None where that can't be told."""
        return self._remembered.version()

    def tell(self, word: str) -> None:
        """Tell the other processes on this database. What nobody hears is lost. Raises StoreTrouble."""
        self._database.tell(word)

    def listen(self, take: Callable[[str], object]) -> None:
        """Call `take`, in a thread, with each word that any process on this database tells from now on."""
        self._database.listen(take)

    def jobs_in_states(self) -> tuple[JobsInState, ...]:
        """What is under way, of every owner, by server and state."""
        return self._read(job_rows.in_states)

    def answer(self) -> None:
        """Read a word of the database, only to see that it can be used: raises StoreTrouble."""
        self._read(lambda connection: connection.exec_driver_sql("SELECT version_num FROM alembic_version").first())

    def now(self) -> datetime:
        """The time by the store's clock."""
        return self._clock()

    # Photos

    def add_photo(self, photo: Photo) -> Photo:
        """Put a photo on its owner's list; one that was there, or taken off it, comes to the top."""
        return self._write(photo_rows.add, photo)

    def keep_photo(self, photo: Photo) -> Photo:
        """The same without putting it on the list; one that is there stays as it is."""
        return self._write(photo_rows.keep, photo, self._clock())

    def photos(self, owner: Owner) -> tuple[Photo, ...]:
        """Those on the owner's list, newest first."""
        return self._remembered.ask(photo_rows.listed, owner)

    def photo(self, owner: Owner, sha256: str) -> Photo | None:
        """One photo of the owner, also when it was taken off the list: runs made with it still show it."""
        return self._read(photo_rows.by_sha256, owner, sha256)

    def photos_of(self, owner: Owner, sha256s: Collection[str]) -> tuple[Photo, ...]:
        """Those of the owner among them, in any order, also when they were taken off the list."""
        return self._read(photo_rows.by_sha256s, owner, sha256s)

    def photos_never_run(self, owner: Owner) -> frozenset[str]:
        """SHA-256 of those on the owner's list that no run was ever made of."""
        return self._read(photo_rows.never_run, owner)

    def remove_photos(self, owner: Owner, sha256s: Collection[str]) -> None:
        """Take photos off the owner's list. Their files, runs and results stay."""
        self._write(photo_rows.take_off, self._clock(), owner, sha256s)

    def put_photos_back(self, owner: Owner, sha256s: Collection[str]) -> None:
        """Put photos that were taken off the owner's list back where they stood on it."""
        self._write(photo_rows.put_back, owner, sha256s)

    def owns(self, owner: Owner, sha256: str) -> bool:
        """Whether the file is a photo or a result of that owner."""
        return self._read(photo_rows.owns_file, owner, sha256)

    # Runs

    def make_run(
        self,
        owner: Owner,
        server: str,
        wanted: Sequence[Wanted],
        *,
        engine_version: str,
        token_ref: str,
        project: str = "",
        budget: BudgetCheck | None = None,
    ) -> Run:
        """One run of `make_runs`."""
        ask = Ask(server, tuple(wanted), engine_version, token_ref, project)
        return self.make_runs(owner, [ask], budget=budget)[0]

    def make_runs(self, owner: Owner, asks: Sequence[Ask], *, budget: BudgetCheck | None = None) -> tuple[Run, ...]:
        """Write the runs of one press with their jobs in one transaction: all of them, or none.

        A job that appeared meanwhile is joined, not made again. `budget`: asked about the jobs made, where each takes a
        credit. Raises OverBudget, Gone, and nothing is written.
        """
        return self._write(presses.make_runs, self._clock(), owner, asks, budget)

    def run(self, owner: Owner, run_id: str) -> Run | None:
        return next(iter(self._read(run_rows.select_runs, owner, 1, run_id)), None)

    def simulated_looks(self, owner: Owner, run_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Of these runs, those whose layers show looks: id → the looks' names."""
        return self._read(run_rows.looks_of, owner, run_ids)

    def looks_of_jobs(
        self, owner: Owner, job_ids: Collection[str], run_ids: Collection[str] = ()
    ) -> dict[str, tuple[SimulatedLook, ...]]:
        """Of these jobs, those whose layers were to show looks, in any run or in these: id → the looks, the newest
        run's first, none twice."""
        return self._read(run_rows.looks_of_jobs, owner, job_ids, run_ids)

    def latest_run(self, owner: Owner) -> Run | None:
        """The newest one that somebody waits for: none of the background."""
        return self._read(run_rows.latest, owner)

    def runs(self, owner: Owner, limit: int = 50) -> tuple[Run, ...]:
        """Newest first."""
        return self._read(run_rows.select_runs, owner, limit)

    # Jobs

    def job(self, owner: Owner, job_id: str) -> Job | None:
        job = self.any_job(job_id)
        return job if job is not None and job.owner == owner else None

    def jobs(self, owner: Owner, states: Collection[JobState] | None = None, limit: int = 200) -> tuple[Job, ...]:
        """Newest first."""
        return self._read(job_rows.of_owner, owner, states, limit)

    def results_for(self, owner: Owner, photo: str) -> tuple[Job, ...]:
        """The done jobs of a photo, newest first."""
        return self._read(job_rows.results_for, owner, photo)

    def photos_with_results(self, owner: Owner) -> tuple[Photo, ...]:
        """Those on the owner's list that there is a result of, newest first."""
        return self._read(result_rows.photos_with_results, owner)

    def with_results(self, owner: Owner, sha256s: Collection[str]) -> frozenset[str]:
        """Those of these photos that there is a result of, in whatever run."""
        return self._read(result_rows.with_results, owner, sha256s)

    def result_names(self, owner: Owner, photo: str) -> tuple[result_rows.ResultName, ...]:
        """What a photo's results are called, newest first, where there may be too many to read them whole."""
        return self._read(result_rows.names, owner, photo)

    def source_of(self, sha256: str, photo: str) -> str:
        """SHA-256 of the picture that a result of that photo was made of: the photo, or its reduced copy."""
        return self._read(result_rows.source, sha256, photo)

    def newest_results(self, owner: Owner, photos: Collection[str]) -> tuple[Job, ...]:
        """Of every payload its newest result on each of these photos."""
        return self._read(result_rows.newest, owner, photos)

    def result_counts(self, owner: Owner, photos: Collection[str]) -> dict[str, int]:
        """On how many of these photos each payload, by its fingerprint, has a result."""
        return self._read(result_rows.counts_by_payload, owner, photos)

    def runs_of_jobs(self, owner: Owner, job_ids: Collection[str]) -> tuple[str, ...]:
        """The ids of the runs that hold any of these jobs, the newest first."""
        return self._read(result_rows.runs_of_jobs, owner, job_ids)

    def files_of_results(self, owner: Owner, job_ids: Collection[str]) -> dict[str, str]:
        """Of the done jobs among these: id → SHA-256 of its result."""
        return self._read(result_rows.files, owner, job_ids)

    def photos_of_project(self, owner: Owner, project: str) -> frozenset[str]:
        """SHA-256 of every photo that any run of the project asked for."""
        return self._read(result_rows.photos_of_project, owner, project)

    def results(self, owner: Owner, job_ids: Sequence[str]) -> tuple[Job, ...]:
        """The done jobs among those, in that order."""
        found = {job.id: job for job in self._read(result_rows.chosen, owner, job_ids)}
        return tuple(found[job_id] for job_id in job_ids if job_id in found)

    def jobs_of_result(self, owner: Owner, sha256: str) -> tuple[Job, ...]:
        """The done jobs that brought exactly this file, newest first."""
        return self._read(result_rows.of_file, owner, sha256)

    def asked(self, owner: Owner, source: deliverables.ResultsOf, limit: int) -> tuple[deliverables.Asked, ...]:
        """The jobs that the source names, as their runs asked for them: each once, at most so many."""
        return self._read(deliverables.asked, owner, source, limit)

    def jobs_alike(
        self, owner: Owner, photos: Collection[str], fingerprints: Collection[str], server: str, engine_version: str
    ) -> tuple[Job, ...]:
        """Every job that answers one of photos × fingerprints on that server, newest first."""
        return self._read(job_rows.alike, owner, photos, fingerprints, server, engine_version)

    def copy_of(self, owner: Owner, photo: str, longest_side: int) -> tuple[str, int] | None:
        """The reduced copy that was made of a photo at that size: SHA-256 and bytes; None where there is none."""
        return self._read(job_rows.copy_of, owner, photo, longest_side)

    def any_job(self, job_id: str) -> Job | None:
        """A job whoever owns it: for the worker, never for a page."""
        return self._read(job_rows.by_id, job_id)

    def same_remote(self, job: Job) -> tuple[Job, ...]:
        """The other jobs, whoever owns them, that have the same id on the same server: for the worker."""
        return self._read(job_rows.same_remote, job)

    def under_way(self) -> tuple[Job, ...]:
        """The jobs of all owners that have not ended, oldest first: for the worker, never for a page."""
        return self._read(job_rows.under_way)

    def run_mates(self, job_id: str) -> Sequence[Job]:
        """The paid jobs of the runs that hold this job, itself included, oldest first."""
        return self._read(job_rows.in_runs_with, job_id)

    def ended_works(self, owner: Owner, server: str, engine_version: str) -> tuple[paces.Work, ...]:
        """The jobs that this server brought to their end most lately, as work for it; newest first."""
        return self._read(paces.ended, owner, server, engine_version)

    def uploads(self, owner: Owner, server: str) -> tuple[paces.TimedUpload, ...]:
        """The last photos sent to that server at the first try, newest first."""
        return self._read(paces.uploads, owner, server)

    def sent_and_came(self, owner: Owner, server: str) -> paces.SentSizes:
        """Bytes sent to that server lately, and of the results that came for them."""
        return self._read(paces.sizes, owner, server)

    def works_under_way(self, run: Run) -> tuple[paces.Work, ...]:
        """The jobs of a run that have not ended, as work for its server."""
        return self._read(paces.under_way, run)

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
        return self._write(job_rows.change, job_id, self._clock(), state, when, fields, seen)

    def repeat_job(self, old: Job, token_ref: str) -> Job:
        """The job that repeats `old`, made unless it exists; it takes the place of `old` in its runs."""
        return self.repeat_jobs([old], token_ref)[0]

    def repeat_jobs(self, olds: Sequence[Job], token_ref: str, budget: BudgetCheck | None = None) -> tuple[Job, ...]:
        """The jobs that repeat these, which are of one owner and server: all of them, or none.

        `budget`: asked about the jobs made, where each takes a credit. Raises OverBudget, and nothing is written.
        """
        return self._write(presses.repeat_jobs, self._clock(), olds, token_ref, budget)

    def send_again(self, job: Job, budget: BudgetCheck | None = None) -> Job:
        """Put an unsure job into the queue once more, which may pay it a second time.

        Raises IllegalTransition when it is not unsure, or was sent again since it was seen as `job` is; OverBudget;
        nothing is changed then.
        """
        return self._write(presses.send_again, self._clock(), job, budget)

    def answer_late(self, job_id: str, remote_id: str) -> Job:
        """Write down the id that the server gave an unsure job, which its owner has found out.

        Raises IllegalTransition when it is not unsure, or another job has that id; KeyError for an unknown job.
        """
        return self._write(job_rows.answer_late, self._clock(), job_id, remote_id)

    def job_of_remote(self, owner: Owner, remote_id: str) -> Job | None:
        """The owner's newest job that a server has under that id."""
        return self._read(rescues.of_remote, owner, remote_id)

    def adopt(self, owner: Owner, rescue: Rescue) -> Run:
        """Write down a job that another program paid for: it waits for its result, and counts no credit.

        Raises IllegalTransition where the lab has that job already, and nothing is written.
        """
        return self._write(rescues.adopt, self._clock(), owner, rescue)

    def not_sent(self, owner: Owner, run_id: str) -> Sequence[Job]:
        """The jobs of a run that the server refused or never got, because the limit was reached; in its order."""
        return self._read(spent.not_sent, owner, run_id)

    def balance_is_due(self, ended: Job) -> bool:
        """Whether an account came to rest with this job, and its balance was last read before."""
        return self._read(spent.balance_is_due, ended)

    def keep_hot_folder(
        self, owner: Owner, source: str, output: str, presets: Sequence[str], server: str, options: HotOptions
    ) -> HotFolder:
        """The hot folder for these, with these options; a new one where there is none."""
        return self._write(hot_rows.keep, self._clock(), owner, source, output, presets, server, options)

    def hot_folders(self, owner: Owner) -> tuple[HotFolder, ...]:
        """The newest first."""
        return self._read(hot_rows.listed, owner)

    def let_stand(self, owner: Owner, folder_id: str, standing: bool) -> None:
        """Whether the lab watches a hot folder by itself."""
        self._write(hot_rows.stand, owner, folder_id, standing)

    def forget_hot_folder(self, owner: Owner, folder_id: str) -> None:
        """Photos, results and files stay."""
        self._write(hot_rows.forget, owner, folder_id)

    def hot_files(self, folder_id: str, paths: Sequence[str]) -> dict[str, HotFile]:
        """Those of these files in a hot folder that were seen to their end, by path."""
        return self._read(hot_rows.known, folder_id, paths)

    def newest_hot_files(self, folder_id: str, limit: int) -> tuple[HotFile, ...]:
        """Those that ended last."""
        return self._read(hot_rows.newest, folder_id, limit)

    def hot_counts(self, folder_id: str) -> dict[str, int]:
        """Of a hot folder: "done" and "failed" → files."""
        return self._read(hot_rows.counts, folder_id)

    def settle_hot_file(self, folder_id: str, file: HotFile) -> None:
        """Keep how a file of a hot folder ended."""
        self._write(hot_rows.settle, folder_id, file)

    def standing(self, owner: Owner, server: str, token_ref: str, since: datetime) -> Standing:
        """What paid jobs have taken since then, and the balance that the next one draws on."""
        return self._read(spent.standing, owner, server, token_ref, since)

    def takes(self, owner: Owner, credits_: Sequence[tuple[tuple[str, str], int]], since: datetime) -> tuple[Take, ...]:
        """What a press would take of each account: ((server, token reference), credits) of its parts."""
        before = self._read(spent.standings, owner, [source for source, _ in credits_], since)
        return spent.takes(credits_, before)

    # Batches, for `retouch_lib.work.batch`

    def add_batch(self, batch: Batch, items: Sequence[BatchItem] = ()) -> Batch:
        """`items`: photos that are on the owner's list."""
        with self._database.writing() as connection:
            batch_rows.add(connection, batch)
            batch_rows.add_items(connection, batch.id, items)
        return batch

    def batch(self, owner: Owner, batch_id: str) -> Batch | None:
        """None for one that is not this owner's, or gone."""
        found = self._read(batch_rows.by_id, batch_id)
        return found if found is not None and found.owner == owner else None

    def batches(self, owner: Owner, limit: int = 50) -> tuple[Batch, ...]:
        """The newest first."""
        return self._read(batch_rows.of_owner, owner, limit)

    def batches_of_source(self, owner: Owner, source: str, limit: int = 50) -> tuple[Batch, ...]:
        """Those of that folder's photos that were not stopped, the newest first."""
        return self._read(batch_rows.of_source, owner, source, limit)

    def working_batches(self) -> tuple[Batch, ...]:
        """Those of all owners that go on by themselves, the oldest first: for the worker, never for a page."""
        return self._read(batch_rows.working)

    def change_batch(self, batch_id: str, when: Collection[BatchState], **fields: Any) -> Batch:
        """Set fields where its state is one of these. Raises KeyError, IllegalTransition; nothing is changed then."""
        return self._write(batch_rows.change, batch_id, when, fields)

    def list_batch_files(self, batch_id: str, found: Sequence[BatchItem]) -> int:
        """Add files that are not listed yet; how many were new, or changed."""
        return self._write(batch_rows.list_files, batch_id, found)

    def batch_items(
        self, batch_id: str, state: ItemState | None = None, *, limit: int = 100, after: int = -1
    ) -> list[BatchItem]:
        """The first so many behind a position, in their order, in one state or in all."""
        if state is None:
            return self._read(batch_rows.items_of, batch_id, limit, after)
        return self._read(batch_rows.items_in, batch_id, state, limit, after)

    def first_open_item(self, batch_id: str) -> int | None:
        """The position of the first photo that isn't settled, refused or left out; None where all are."""
        return self._read(batch_rows.first_open, batch_id)

    def set_batch_items(self, items: Sequence[BatchItem]) -> None:
        """Write these as they are."""
        self._write(batch_rows.set_items, items)

    def leave_out_of_batch(self, batch_id: str, least_face: int, why: str) -> int:
        """Photos that wait and have no face of so many pixels are not sent; how many these are."""
        return self._write(batch_rows.leave_out, batch_id, least_face, why)

    def take_back_into_batch(self, batch_id: str, state: ItemState) -> int:
        """Photos that were refused, or left out, are taken in once more; how many these are."""
        return self._write(batch_rows.take_back_in, batch_id, state)

    def hand_out(self, batch: Batch, items: Sequence[BatchItem], ask: Ask, budget: BudgetCheck | None) -> Run:
        """Make the jobs of these photos. Raises OverBudget, Gone, and nothing is written."""
        return self._write(batch_rows.hand_out, self._clock(), batch, items, ask, budget)

    def hand_out_again(self, batch_id: str, photos: Collection[str]) -> None:
        """The jobs of these photos go on: they are settled once they have ended."""
        self._write(batch_rows.hand_out_again, batch_id, photos)

    def settle_batch(self, batch_id: str) -> tuple[BatchItem, ...]:
        """Those handed out whose jobs have all ended, or wait for their owner, are settled now; they are returned."""
        return self._write(batch_rows.settle, batch_id)

    def batch_under_way(self, batch_id: str) -> int:
        """Its jobs that go on by themselves."""
        return self._read(batch_rows.under_way, batch_id)

    def batch_jobs(self, batch_id: str, photos: Collection[str]) -> tuple[Job, ...]:
        """Its jobs on these photos, each as its run called it."""
        return self._read(batch_rows.jobs_of_items, batch_id, photos)

    def batch_job_ids(self, batch_id: str, states: Collection[JobState] | None = None) -> tuple[str, ...]:
        """In the order in which they were handed out."""
        return self._read(batch_rows.job_ids, batch_id, states)

    def batch_runs(self, batch_id: str) -> tuple[str, ...]:
        """Ids, the oldest first."""
        return self._read(batch_rows.run_ids, batch_id)

    def batch_tally(self, batch: Batch) -> BatchTally:
        """How far it is, counted."""
        return self._read(batch_rows.tally, batch)

    def batch_ends(self, batch_id: str, limit: int) -> list[datetime]:
        """When the last jobs that were made for it ended, the newest first."""
        return self._read(batch_rows.ends, batch_id, limit)

    def batch_failures(self, batch_id: str) -> tuple[Failure, ...]:
        """Why some of it brought no result, the most frequent reason first."""
        return self._read(batch_rows.failures, batch_id)

    # Picks

    def picks(self, owner: Owner, sha256s: Collection[str]) -> dict[str, Pick]:
        """The judged results of those photos, by job; a row that can't be read is left out."""
        return self._read(pick_rows.of_photos, owner, sha256s)

    def judge(self, owner: Owner, job_ids: Sequence[str], judgement: pick_rows.Judgement) -> pick_rows.Undo:
        """Judge results of the owner, one winner a photo; returns what takes it back."""
        return self._write(pick_rows.judge, self._clock(), owner, job_ids, judgement)

    def contests(self, owner: Owner, fingerprints: Collection[str], limit: int) -> tuple[contests.Contest, ...]:
        """Where payloads of these fingerprints stood against other looks; the newest first."""
        return self._read(contests.contests, owner, fingerprints, limit)

    def lay_picks(self, owner: Owner, wanted: Iterable[Pick]) -> pick_rows.Undo:
        """Make these picks stand as they are; what takes it back."""
        return self._write(pick_rows.lay, self._clock(), owner, wanted)

    # Mixes

    def add_mix(self, mix: Mix) -> Mix:
        """Keep a new one. Raises Gone where its owner has no such job, ValueError for what is out of bounds."""
        return self._write(mix_rows.add, mix)

    def mix(self, owner: Owner, mix_id: str) -> Mix | None:
        """None for one that is not this owner's, is deleted, or can't be read."""
        return self._read(mix_rows.by_id, owner, mix_id)

    def mixes(
        self, owner: Owner, job_id: str | None = None, kind: MixKind | None = None, limit: int = 50
    ) -> tuple[Mix, ...]:
        """The owner's, or those of one job or kind, the last changed first."""
        return self._read(mix_rows.listed, owner, job_id, kind, limit)

    def mixes_of(self, owner: Owner, job_ids: Collection[str], kind: MixKind) -> tuple[Mix, ...]:
        """Those of these jobs, the last changed first."""
        return self._read(mix_rows.of_jobs, owner, job_ids, kind)

    def amounts(self, owner: Owner, job_ids: Collection[str]) -> dict[str, Mix]:
        """How much of these jobs' results is kept, by job; none where nothing is."""
        return self._read(mix_rows.amounts, owner, job_ids)

    def guard(self, name: str) -> str | None:
        """The text of the guard of that name; None where no mix has it."""
        return self._read(mix_rows.guard, name)

    def change_mix(self, owner: Owner, mix_id: str, **fields: Any) -> Mix:
        """Change name, strengths, extrapolate or guard. Raises Gone, ValueError; nothing is changed then."""
        return self._write(mix_rows.change, self._clock(), owner, mix_id, fields)

    def delete_mix(self, owner: Owner, mix_id: str) -> None:
        self._write(mix_rows.delete_one, owner, mix_id)

    def layered_results(self, owner: Owner, photo: str | None = None, limit: int = 50) -> tuple[Job, ...]:
        """The done jobs that brought an archive, of one photo or of all, the newest first."""
        return self._read(mix_rows.layered_results, owner, photo, limit)

    # Confirmations

    def note_confirmation(self, noted: Confirmation) -> None:
        """Keep that two jobs belong together; the first time counts. Raises ValueError for what is out of bounds."""
        self._write(confirmation_rows.note, noted)

    def confirmations_to_measure(self, owner: Owner, limit: int) -> tuple[Confirmation, ...]:
        """Those whose pictures are there and that have no figures yet."""
        return self._read(confirmation_rows.to_measure, owner, limit)

    def settle_confirmation(self, one: Confirmation, off: Off | None, trouble: str = "") -> None:
        """Keep its figures, or in a sentence why there are none."""
        self._write(confirmation_rows.settle, one, off, trouble)

    def confirmations(self, owner: Owner, server: str, limit: int) -> tuple[Confirmation, ...]:
        """Those with figures on that server, the newest first."""
        return self._read(confirmation_rows.measured, owner, server, limit)

    def confirmation(self, owner: Owner, job: str, rendered: str) -> Confirmation | None:
        """That of these two jobs, with figures; None where there are none."""
        return self._read(confirmation_rows.of_jobs, owner, job, rendered)

    # Pick pages

    def add_client_page(self, page: ClientPage) -> ClientPage:
        """Keep what stands on a page before it is sent out."""
        return self._write(client_pages.add, page)

    def client_page(self, owner: Owner, page: str) -> ClientPage | None:
        """None for a page that is not this owner's, or deleted."""
        return self._read(client_pages.page, owner, page)

    def client_pages(self, owner: Owner, limit: int = 50) -> tuple[ClientPage, ...]:
        """Those that were sent out, the newest first."""
        return self._read(client_pages.listed_pages, owner, limit)

    def add_client_answer(self, answer: ClientAnswer) -> None:
        """Keep an answer; one that is there already stays as it is."""
        self._write(client_pages.add_answer, answer)

    def client_comments(self, owner: Owner, photos: Collection[str]) -> tuple[PhotoComment, ...]:
        """What clients said of these photos (SHA-256s), the newest first."""
        return self._read(client_pages.comments_on, owner, photos)

    def forget_client_page(self, owner: Owner, page: str) -> None:
        """The page and its answers; nothing where it is not this owner's, or gone."""
        self._write(client_pages.forget, owner, page)

    def put_back_picks(self, owner: Owner, undo: pick_rows.Undo) -> pick_rows.Undo:
        """Take back what that press did, where it still stands; returns its redo."""
        return self._write(pick_rows.put_back, self._clock(), owner, undo)

    # Measures

    def measures(self, owner: Owner, job_ids: Collection[str]) -> dict[str, KeptMeasure]:
        """What is known of these results, by job; those that are still to be measured are left out."""
        return self._read(measure_rows.of_jobs, owner, job_ids)

    def to_measure(self, limit: int, among: Collection[str] | None = None) -> list[Measurable]:
        """Results of all owners that are not measured yet, the newest first: for the measurer, never for a page."""
        return self._read(measure_rows.to_measure, limit, among)

    def measure_count(self) -> tuple[int, int]:
        """How many jobs are done and how many results are settled, of all owners."""
        return self._read(measure_rows.count)

    def measured_alike(self, one: Measurable) -> str:
        """The figures of another job with the same file of the same picture; empty without one."""
        return self._read(measure_rows.alike, one)

    def begin_measure(self, one: Measurable) -> None:
        """Count one try more, before it is made."""
        self._write(measure_rows.begin, one)

    def take_back_measure(self, one: Measurable) -> None:
        """That try was broken off by us, and does not count."""
        self._write(measure_rows.take_back, one)

    def settle_measure(self, one: Measurable, figures: str = "", trouble: str = "") -> None:
        """Keep the figures, or why there are none; nothing where the job is gone, or has another file by now."""
        self._write(measure_rows.settle, one, figures, trouble)

    def unjudged(self, owner: Owner, limits: str, most: int) -> list[Unjudged]:
        """Measured results that were not held against these limits yet, by their digest."""
        return self._read(measure_rows.unjudged, owner, limits, most)

    def unjudged_count(self, owner: Owner, limits: str) -> int:
        """How many those are."""
        return self._read(measure_rows.unjudged_count, owner, limits)

    def keep_judged(self, limits: str, beyond: Mapping[Unjudged, float]) -> None:
        """Keep how many times its limit the worst figure of each has; 0 where nothing is beyond any."""
        self._write(measure_rows.keep_judged, limits, beyond)

    def beyond(self, owner: Owner, limits: str) -> Iterator[Unjudged]:
        """The results that are beyond these limits, as far as they were held against them, one after the other."""
        return self._stream(measure_rows.beyond, owner, limits)

    def measure_anew(self, owner: Owner, job_ids: Collection[str]) -> None:
        """Forget what is known of these results: it can't be read."""
        self._write(measure_rows.forget_of, owner, job_ids)

    # Presets

    def preset_versions(self, owner: Owner, name: str | None = None) -> tuple[PresetVersion, ...]:
        """Of all presets of the owner, or of the one named: by name, each preset's oldest version first."""
        return self._read(preset_rows.versions, owner, name)

    def save_preset(self, owner: Owner, name: str, state: preset_rows.State) -> PresetVersion:
        """Write the next version under that name; the newest one where it is the same in everything."""
        return self._write(preset_rows.save, self._clock(), owner, name, state)

    def rename_preset(self, owner: Owner, old: str, new: str) -> None:
        """Raises KeyError where there is no such preset, InvalidName where the new name is taken."""
        with self._database.writing() as connection:
            preset_rows.rename(connection, owner, old, new)

    def remove_preset(self, owner: Owner, name: str) -> None:
        """Take a preset off the owner's list; its versions' rows stay. Raises KeyError where there is none."""
        with self._database.writing() as connection:
            preset_rows.remove(connection, self._clock(), owner, name)

    def removed_presets(self, owner: Owner, limit: int = 50) -> tuple[RemovedPreset, ...]:
        return self._read(preset_rows.removed, owner, limit)

    def restore_preset(self, owner: Owner, preset: str) -> str:
        """Bring back a removed preset (its id); returns the name it has now. Raises KeyError where there is none."""
        return self._write(preset_rows.restore, owner, preset)

    def tried(self, owner: Owner, runs: int = 30) -> tuple[Tried, ...]:
        """The payloads of the owner's last runs, the newest first."""
        return self._read(preset_rows.tried, owner, runs)

    def reach(self, owner: Owner, fingerprints: Collection[str]) -> Reach:
        """On which photos and servers payloads of these fingerprints have brought results."""
        return self._read(preset_rows.reach, owner, fingerprints)

    # Deletion and retention

    def owners(self) -> tuple[Owner, ...]:
        """Everybody who has a photo."""
        return self._read(photo_rows.owners)

    def runs_of(self, owner: Owner, project: str) -> tuple[str, ...]:
        """Ids of all runs that name that project, newest first."""
        return self._read(deletion.runs_of, owner, project)

    def count_deletion(self, owner: Owner, run_ids: Collection[str]) -> DeletionCount:
        """What `delete_runs` would take away now."""
        return self._read(deletion.count_runs, owner, run_ids)

    def delete_runs(self, owner: Owner, run_ids: Collection[str], seen: DeletionCount | None = None) -> DeletionCount:
        """Delete the runs for good, with everything that only they use; what is left to remove is in `to_remove`.

        `seen`: what was said before to go. Raises StillUnderWay, and DeletionGrew where more would go by now; nothing
        is deleted then.
        """
        return self._write(deletion.delete_runs, owner, run_ids, seen)

    def kept_results(self, owner: Owner) -> tuple[KeptResult, ...]:
        """The results that are here, the one not used for longest first."""
        return self._read(retention.results, owner)

    def holding(self, owner: Owner, now: datetime) -> Holding:
        """How much there is of photos and results, and what servers have at `now`."""
        return self._read(retention.holding, owner, now)

    def sweep(self, owner: Owner, sha256s: Sequence[str], note: str) -> int:
        """Let the jobs of these results be swept, with that note; how many there were. The files are left to remove.

        A result that a run has used since it was chosen for this stays.
        """
        return self._write(retention.sweep, owner, sha256s, note)

    def to_remove(self) -> Mapping[Removal, tuple[str, ...]]:
        """What is still to be removed outside the tables, of all owners: names by kind, each kind there."""
        return self._read(removals.waiting)

    def unused_files(self, sha256s: Iterable[str]) -> tuple[str, ...]:
        """Those of these files that are no photo and no result of anybody."""
        return self._read(removals.unused_files, sha256s)

    def removed(self, kind: Removal, names: Collection[str]) -> None:
        """Say that these are no longer there."""
        self._write(removals.done, kind, names)

    def remove_later(self, kind: Removal, names: Collection[str]) -> None:
        """Write down that these are to be removed."""
        self._write(removals.add, kind, names)

    def rewrite(self) -> bool:
        """Write the tables' file anew; False where it has to wait, and it is still to be done."""
        asked = self.to_remove()[Removal.ROWS]  # a deletion that comes meanwhile asks anew
        if not self._database.rewrite():
            return False
        self.removed(Removal.ROWS, asked)
        return True

    # Replicas

    def living_replicas(self) -> tuple[Replica, ...]:
        """Those that share this store now; the one that started first comes first."""
        return self._read(replica_rows.living)

    def replicas_unheard_of(self, ids: Collection[str]) -> tuple[str, ...]:
        """Those of these ids that are no replica's that is known."""
        return self._read(replica_rows.unheard_of, ids) if ids else ()

    def take_lease(self, names: Sequence[str], replica_id: str) -> str | None:
        """Hold the first of these names that no living replica holds, this one included; None where all are held."""
        return self._write(replica_rows.take, names, replica_id)

    def lease_holder(self, name: str) -> str | None:
        """The id of the living replica that holds that name."""
        return self._read(replica_rows.holder, name)

    def give_lease_back(self, name: str, replica_id: str) -> None:
        self._write(replica_rows.give_back, name, replica_id)

    # Preferences and readings

    def preference(self, owner: Owner, key: str) -> Json | None:
        """What is kept under that key; None for nothing, and for what can't be read (see `unreadable_preferences`)."""
        return preference_rows.parsed(self._remembered.ask(preference_rows.texts, owner).get(key))

    def unreadable_preferences(self, owner: Owner, fits: Mapping[str, Callable[[Json], bool]]) -> tuple[str, ...]:
        """The keys, of these, whose value is no JSON or doesn't fit; JSON's null, nothing chosen, always fits."""
        return self._read(preference_rows.unreadable, owner, fits)

    def set_preference(self, owner: Owner, key: str, value: Json) -> None:
        self._write(preference_rows.set_value, owner, key, value)

    def common_key(self) -> bytes:
        """32 bytes that nobody can guess, the same ones for all that share this store; made when first asked for."""
        return bytes.fromhex(str(self._write(preference_rows.agree, NOBODY, "key", secrets.token_hex(32))))

    def add_reading(self, reading: Reading) -> Reading:
        return self._write(reading_rows.add, reading)

    def last_reading(
        self, owner: Owner, kind: str, server: str, token_ref: str, *, before: datetime | None = None
    ) -> Reading | None:
        """The last "balance" or "quota" of the account that the server and the token draw on; see `store.readings`."""
        return self._read(reading_rows.last, kind, owner, server, token_ref, before)

    def readings(
        self,
        owner: Owner,
        *,
        server: str | None = None,
        kind: str | None = None,
        job: str | None = None,
        limit: int = 100,
    ) -> tuple[Reading, ...]:
        """All that were written down, newest first; which of them counts is said by `last_reading`."""
        return self._read(reading_rows.listed, owner, server, kind, job, limit)

    # History, for `retouch_lib.work.history`

    def uses(
        self,
        owner: Owner,
        where: Where,
        verdicts: Verdicts,
        order: str,
        *,
        descending: bool,
        limit: int | None,
        offset: int,
    ) -> Iterator[Columns]:
        """The uses in that order (a name of `store.uses.ORDERS`), newest first among equals."""
        return self._stream(
            history.uses, owner, where, verdicts, order, descending=descending, limit=limit, offset=offset
        )

    def uses_summary(self, owner: Owner, where: Where, verdicts: Verdicts) -> Mapping[str, Any]:
        """One row of figures over all uses that are meant."""
        return self._read(history.summary, owner, where, verdicts)

    def uses_by(self, owner: Owner, where: Where, verdicts: Verdicts, by: str, first_day: int) -> Iterator[Columns]:
        """The same by "day", "month" (beginning on `first_day`), "preset", "photo", "project" or "server"."""
        return self._stream(history.groups, owner, where, verdicts, by, first_day)

    def uses_by_run(self, owner: Owner, where: Where, verdicts: Verdicts) -> Iterator[Columns]:
        """The runs that hold a use that is meant, newest first, with figures over those uses."""
        return self._stream(history.by_run, owner, where, verdicts)

    def marks(self, owner: Owner, where: Where, letters: int) -> Iterator[Columns]:
        """How many jobs were made, and how many failed, per account and time: that many letters of it."""
        return self._stream(history.marks, owner, where, letters)

    def has_unknown(self, owner: Owner, where: Where) -> bool:
        """Whether any job that is meant was maybe paid."""
        return self._read(history.has_unknown, owner, where)

    def names_used(self, owner: Owner, limit: int) -> dict[str, list[str]]:
        """What there is to filter by: presets, servers, states, projects (by name) and photos (SHA-256)."""
        return self._read(history.names, owner, limit)

    def reading_columns(
        self,
        owner: Owner,
        since: datetime | None,
        until: datetime | None,
        *,
        buckets: int | None = None,
        kind: str | None = None,
        columns: Sequence[str] = charges.READ,
    ) -> Iterator[Columns]:
        """What servers said is left, oldest first; see `store.charges.readings_in`."""
        return self._stream(charges.readings_in, owner, since, until, buckets=buckets, kind=kind, columns=columns)

    def charges(
        self, owner: Owner, since: datetime | None = None, columns: Sequence[str] = charges.CHARGED
    ) -> Iterator[Columns]:
        """Jobs that took a credit of an account or may have; see `store.charges`."""
        return self._stream(charges.charges, owner, since, columns)

    def balances(self, owner: Owner) -> list[tuple[str, Reading, int]]:
        """Of each account its word, its last balance, and what jobs took of it after that or are about to take."""
        return self._read(charges.balances, owner)

    def newest_balance(self, owner: Owner) -> int:
        """The number of the last balance read; it grows with each."""
        return self._read(charges.newest_balance, owner)

    def deleted_count(self, owner: Owner) -> int:
        """How many deleted jobs still count."""
        return self._read(charges.deleted_count, owner)

    def tokens_state(self, owner: Owner) -> tuple[int, ...]:
        """Numbers of which one changes whenever `tokens_used` may."""
        return self._read(charges.tokens_state, owner)

    def unsure_count(self, owner: Owner) -> int:
        """How many jobs wait for their owner, because no answer came."""
        return self._read(charges.unsure_count, owner)

    def tokens_used(self, owner: Owner) -> list[tuple[str, str]]:
        """(account, token reference) of everything that was sent or read, in the order of their first use."""
        return self._read(charges.tokens, owner)
