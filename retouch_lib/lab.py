"""The lab: every part wired together. Pages, routes, the benchmark and users of the library hold one of these.

lab = Lab.open(Settings.read(os.environ))
lab.launch()
photo = lab.add_sample("local", "portrait")
run = lab.run(lab.plan("local", [photo.sha256], LOOKS, "local"))
...
lab.close()
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from filelock import FileLock

from retouch_lib import __version__, instance, names
from retouch_lib.backup.manifest import Manifest
from retouch_lib.backup.saving import save
from retouch_lib.cloud import servers as server_table
from retouch_lib.cloud.client import Client
from retouch_lib.cloud.servers import Server
from retouch_lib.engine import LEDGER
from retouch_lib.engine_child import EngineChild
from retouch_lib.errors import InvalidPhoto, TokenMissing, UnexpectedReply
from retouch_lib.imaging.files import heic, limits
from retouch_lib.imaging.files.photo import PhotoInfo, verify
from retouch_lib.jobs import known
from retouch_lib.jobs.context import JobContext
from retouch_lib.jobs.databases import JobsDatabase, JobsFile, JobsSchema
from retouch_lib.jobs.figures import Figures
from retouch_lib.jobs.hints import Hints
from retouch_lib.jobs.hooks import Hooks
from retouch_lib.jobs.replicas import Alone, OneOfSeveral, Presence
from retouch_lib.jobs.stopping import Stopped
from retouch_lib.jobs.worker import Jobs
from retouch_lib.machine.disk import not_kept, unusable
from retouch_lib.measuring.flip import Flip
from retouch_lib.measuring.measurer import Measurer
from retouch_lib.media.crops import Crops
from retouch_lib.media.differences import Differences
from retouch_lib.media.face_scan import FaceScan
from retouch_lib.media.file_stores import files_of
from retouch_lib.media.files import digest_of
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.media.making import Making
from retouch_lib.media.masks import Masks
from retouch_lib.media.mix_crops import MixCrops
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.parcel import ParcelReader
from retouch_lib.media.previews import Previews
from retouch_lib.media.sent import is_longer, too_long_in_words
from retouch_lib.media.whole_pictures import WholePictures
from retouch_lib.owners import Owner
from retouch_lib.presets.preset import Preset
from retouch_lib.reports.making import Reports
from retouch_lib.reports.pictures import Pictures
from retouch_lib.settings import NO_FOLDERS, Settings
from retouch_lib.store import versions
from retouch_lib.store.records import Photo, Reading, Rescue, Run, Share, Standing, Take, utc_now
from retouch_lib.store.store import Store
from retouch_lib.store.uses import account_of
from retouch_lib.tokens.sealing import Sealer
from retouch_lib.tokens.secret import Token
from retouch_lib.tokens.signed_tickets import SignedTickets
from retouch_lib.tokens.signing_keys import SigningKeys
from retouch_lib.tokens.vault import KEY_FILE, LOCAL_ENGINE_TOKEN, ONE_REPLICAS, Vault
from retouch_lib.words.counted import counted
from retouch_lib.work.auditing import Auditing, Did
from retouch_lib.work.batch_worker import BatchWorker
from retouch_lib.work.batches import Batches, BatchTools
from retouch_lib.work.budget import Budget, budget_of
from retouch_lib.work.choices import ChoiceBook, Choices
from retouch_lib.work.confirmations import Confirmations
from retouch_lib.work.delivery import Deliveries
from retouch_lib.work.folder_writer import FolderWriter
from retouch_lib.work.history import History
from retouch_lib.work.leaving import Leaving
from retouch_lib.work.library import Library
from retouch_lib.work.logouts import Logouts
from retouch_lib.work.mix_documents import MixDocuments
from retouch_lib.work.mix_files import MixFiles
from retouch_lib.work.mixing import Mixing
from retouch_lib.work.parcels import Parcels
from retouch_lib.work.people import Roster
from retouch_lib.work.picks import Picks
from retouch_lib.work.plan import Plan, engine_version, make_plan
from retouch_lib.work.previewing import Previewing
from retouch_lib.work.returning import Returning
from retouch_lib.work.sharing import Sharing
from retouch_lib.work.storage import Storage
from retouch_lib.work.sweeps import Sweeps
from retouch_lib.work.tickets import Tickets
from retouch_lib.work.token_shelf import TokenShelf
from retouch_lib.work.triaging import Triages
from retouch_lib.work.watching import Watching

SAMPLES = {"portrait": "portrait.jpg", "glasses": "glasses.jpg", "half-body": "half-body.png"}
"""The built-in photos by name."""
_SAMPLES_DIR = Path(__file__).parent / "samples"
_API = "/api/v1"
_KEEP_EVERY = 3600.0
"""Seconds between looks at what is past the limits of what is kept."""
_KEEPER_LEAVES_WITHIN = 1.0

_log = logging.getLogger(__name__)


def require_known(data_dir: Path) -> None:
    """Raise NewerFolder where a newer version wrote a database in that folder. Nothing is opened or touched."""
    versions.require_known_tables(data_dir / "lab.sqlite")
    known.require_known(data_dir / "jobs.sqlite")
    versions.require_at_most(data_dir / "engine" / "engine.sqlite", "PRAGMA user_version", LEDGER)


class Lab:
    """`open` makes it, `launch` sets it to work, `close` ends it within 5 s."""

    def __init__(self, settings: Settings, store: Store, clock: Callable[[], datetime] = utc_now) -> None:
        self.settings = settings
        self.store = store
        self.clock = clock
        self.library = Library(store)
        self.picks = Picks(store)
        self.auditing = Auditing(store.team, clock)
        self.people = Roster(
            store.team, settings.admins, self.auditing, clock, first_is_admin=lambda: self.settings.login
        )
        self.sharing = Sharing(store, self.people, self.library, self.picks, self.auditing)
        self.tickets = Tickets(clock)
        self.logouts = Logouts(store, clock)
        self._choices = ChoiceBook(store, settings)
        self._histories: dict[str, History] = {}
        self.files, shared = files_of(settings)
        self.returning = Returning(store, self.files, self.picks)
        previews = settings.data_dir / "previews"
        self.previews = Previews(self.files, previews, shared)
        self._making = Making(self.files, previews)
        self.mix_pictures = Mixes(self.files, self._making, previews, store.guard)
        self.leaving = Leaving(store, self.files, self.library, self.picks, self.previews, self.mix_pictures)
        self.layer_views = LayerViews(self.files, previews)
        self.parcel_reader = ParcelReader(self.files, self.layer_views, self.previews, self.mix_pictures)
        self.folder_writer = FolderWriter(self.parcel_reader, settings.data_dir, _folders(settings))
        self.crops = Crops(
            self.files, self.previews, self.layer_views, previews, store.source_of, self.mix_pictures.picture
        )
        pictures = WholePictures(self.files, self.layer_views, self.mix_pictures.picture)
        self.masks = Masks(self.files, pictures, self._making)
        self.differences = Differences(pictures, self._making)
        self.mix_crops = MixCrops(self.mix_pictures, self.previews)
        self.flip = Flip()
        self._heic = heic.Converter()
        self.face_scan = FaceScan(self.previews)
        self.keys = SigningKeys.open(settings.data_dir, settings.secret_file)
        self.upload_tickets = SignedTickets(self.keys.key("uploads"), clock)
        self.backup_tickets = SignedTickets(self.keys.key("backups"), clock)
        self.vault = _vault(settings, store, self.keys)
        self.vault.lends = self.people.spends_lab_credits
        self._figures, hints = Figures(), Hints()
        called = settings.public_url if settings.hooks else ""
        self.hooks = Hooks(self.keys.key("hooks"), called, hints, store.tell, self._figures.callback)
        self.watching = Watching(store, self._figures, lambda: self.files.cache, clock)
        self.engine = EngineChild(settings.data_dir / "engine", settings.engine_seconds, self.hooks.host)
        """The local engine's process; not started when the settings name an engine that runs elsewhere."""
        self._clients: dict[str, Client] = {}
        self._making_client = threading.Lock()
        self._claim: FileLock | None = None
        replica = _presence(settings, store, self.keys.name)
        context = JobContext(
            plain_store=store,
            files=self.files,
            vault=self.vault,
            server=self.server,
            api=self.client,
            budget=self._budget_check,
            poll_seconds=lambda owner: self.choices(owner).poll_seconds,
            hook=self.hooks.address,
            hints=hints,
            figures=self._figures,
            clock=clock,
            replica=replica,
        )
        self.jobs = Jobs(context, _jobs_database(settings, replica))
        self.storage = Storage(
            settings.data_dir,
            store,
            self.files,
            self.previews,
            self.layer_views,
            self.crops,
            self._making,
            self.jobs,
            self.choices,
            clock,
            self.auditing,
        )
        self.measurer = Measurer(store, self.files, previews=previews)
        """Started by itself, with the server: who only runs jobs needs no figures."""
        self.triages = Triages(store, self.measurer.look_first)
        shown = Pictures(self.previews, self.layer_views, self.crops, self.mix_pictures)
        self.reports = Reports(settings.data_dir / "reports", store, shown, clock)
        self.mixes = Mixing(store, self.layer_views, self.plan, self.mix_pictures.require_one_size)
        self.previewing = Previewing(store, self.mixes, self.plan)
        self.sweeps = Sweeps(store, self.mixes, self.triages, self.plan)
        self.deliveries = Deliveries(store, self.previewing.of_jobs)
        self.parcels = Parcels(self.deliveries, self.library)
        self.confirmations = Confirmations(store, self.mix_pictures, self.plan, clock)
        self.mix_files = MixFiles(self.leaving, self.mix_pictures)
        documents = settings.data_dir / "documents"
        self.mix_documents = MixDocuments(documents, store, self.files, self.leaving, self.mix_pictures, clock)
        tools = BatchTools(
            store,
            self.files,
            self.jobs,
            self.server,
            self.plan,
            self._take_in,
            self._token_ref,
            self.budget,
            clock,
            self.auditing,
        )
        self.batches = Batches(tools)
        self._batch_worker = BatchWorker(tools)
        self._keeper = threading.Thread(target=self._keep, daemon=True, name="keeper")

    @classmethod
    def open(cls, settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> Lab:
        """The lab on the data folder of the settings, and on the shared database where they name one; nothing runs yet.

        Raises NewerFolder, NewerDatabase, DataUnusable.
        """
        folder = settings.data_dir
        require_known(folder)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # photos are for their owner's eyes
            if settings.database_url:
                store = Store.connect(settings.database_url, clock)
            else:
                store = Store.open(folder / "lab.sqlite", clock, used=(folder / KEY_FILE).exists())
            return cls(settings, store, clock)
        except OSError as error:
            raise unusable(folder, error) from None

    def launch(self) -> None:
        """Start the engine and go on with every job that has not ended. Raises AlreadyRunning, DataUnusable."""
        self._claim = instance.claim(self.settings.data_dir)
        try:
            self.files.sweep_parts()
            self.previews.sweep_parts()
            self.reports.clear()
            self.mix_documents.clear()
        except OSError as error:
            raise unusable(self.settings.data_dir, error) from None
        if not self.settings.engine_url:
            self.engine.start()
        self.jobs.launch()
        if self.settings.hooks:
            self.store.listen(self.hooks.hints.give)
        self._keeper.start()
        self._batch_worker.start()

    @property
    def notices(self) -> list[str]:
        """What was found wrong at the start, and mended: sentences."""
        return [notice for notice in (self.vault.notice, self.jobs.notice, self.engine.note) if notice]

    def close(self) -> None:
        """Stop within 5 s, also in the middle of an upload; jobs go on after the next launch."""
        self._heic.close()
        self.flip.close()
        self.measurer.close()
        self.jobs.stop()  # first, or the jobs would take the engine's end for a lost connection
        engine = threading.Thread(target=self.engine.close, name="engine-close")
        engine.start()
        self.face_scan.close()
        self.previews.close()
        self.reports.close()
        self.mix_documents.close()
        self.folder_writer.close()
        self.jobs.close()
        self._batch_worker.close()
        if self._keeper.is_alive():
            self._keeper.join(_KEEPER_LEAVES_WITHIN)
        for client in self._clients.values():
            client.close()
        engine.join()
        self.store.close()
        if self._claim is not None:
            self._claim.release()
            self._claim = None

    # Photos

    def add_photo(self, owner: Owner, part: Path, name: str, folder: str = "", *, listed: bool = True) -> Photo:
        """Check a file, keep it, and put it on the owner's list. The file is moved, or deleted when it is refused.

        `name`, `folder`: as they came from outside; a photo that is on the list keeps the folder it has there.
        `listed`: False for one that runs may use and that isn't put on the list.

        A HEIC is made into a JPEG, which is kept in its place and sent. Of up to 400 MB, though the API takes 100: what
        is longer can be sent reduced. Raises InvalidPhoto, and DataUnusable or
        StoreTrouble where it can't be written.
        """
        name, folder = names.clean(name), names.folders(folder)
        try:
            if heic.is_heic(part):
                converted = self.files.new_part()
                self._heic.convert(part, converted)
                return self._add(owner, converted, heic.jpeg_name(name), None, folder, listed=listed)
            return self._add(owner, part, name, None, folder, listed=listed)
        except OSError as error:
            raise not_kept(error) from None
        finally:
            part.unlink(missing_ok=True)

    def add_sample(self, owner: Owner, sample: str) -> Photo:
        """Put a built-in photo ("portrait", "glasses", "half-body") on the owner's list.

        Raises DataUnusable or StoreTrouble where it can't be written.
        """
        source = _SAMPLES_DIR / SAMPLES[sample]
        part = self.files.new_part()
        try:
            shutil.copyfile(source, part)
            return self._add(owner, part, source.name, sample)
        except OSError as error:
            raise not_kept(error) from None
        finally:
            part.unlink(missing_ok=True)

    def _add(
        self, owner: Owner, part: Path, name: str, sample: str | None, folder: str = "", *, listed: bool = True
    ) -> Photo:
        keep = self.store.add_photo if listed else self.store.keep_photo
        try:
            info, sha256 = verify(part, max_bytes=limits.MAX_ADDED_BYTES), digest_of(part)
            with self.files.settling(sha256):
                self.files.adopt(part, sha256)
                self._figures.photo_added(info.bytes)
                return keep(self._photo(owner, sha256, info, name, sample, folder))
        finally:
            part.unlink(missing_ok=True)

    def _photo(self, owner: Owner, sha256: str, info: PhotoInfo, name: str, sample: str | None, folder: str) -> Photo:
        return Photo(
            sha256=sha256,
            owner=owner,
            name=name,
            bytes=info.bytes,
            format=info.format,
            width=info.width,
            height=info.height,
            profile=info.profile,
            sample=sample,
            added_at=self.clock(),
            folder=folder,
        )

    def _take_in(self, owner: Owner, part: Path, name: str, folder: str) -> Photo:
        """For a batch: thousands of photos are not put on the list."""
        return self.add_photo(owner, part, name, folder, listed=False)

    def backup(self, target: Path) -> Manifest:
        """Write everything that is kept into a new archive at `target`, while jobs go on; see `retouch_lib.backup`.

        Raises backup.saving.NotSaved, store.snapshot.UnreadableDatabase; no half archive is left.
        """
        settings = self.settings
        return save(settings.data_dir, target, self.clock, database_url=settings.database_url, files=self.files)

    def _keep(self) -> None:
        """Every hour while the lab runs: remove what deletions left, and results past their limits."""
        while True:
            try:
                if self.jobs.keeps("retention"):
                    self.storage.keep_limits()
                self.reports.sweep()
                self.mix_documents.sweep()
                self.auditing.sweep()
            except Exception as error:  # noqa: BLE001 - a full disk passes; the next hour tries again
                _log.error("what is kept could not be looked through: %s", type(error).__name__)
            try:
                self.jobs.wait(_KEEP_EVERY)
            except Stopped:
                return

    # Choices

    def choices(self, owner: Owner) -> Choices:
        """The price, budgets, limits of what is kept, and pace of polling in force for that owner."""
        return self._choices.read(owner)

    def choose(self, owner: Owner, name: str, value: float | None) -> Choices:
        """Keep a choice; None goes back to what the settings give. Raises BadSetting, and nothing is changed."""
        chosen = self._choices.choose(owner, name, value)
        self.auditing.note(owner, Did.CHANGED_SETTING, name, "the default" if value is None else f"{value:g}")
        return chosen

    def unreadable_choices(self, owner: Owner) -> tuple[str, ...]:
        """Names of choices that are kept and can't be used: what the settings give is in force instead."""
        return self._choices.unreadable(owner)

    def choice_source(self, owner: Owner, name: str) -> str:
        """Where a value in force comes from: "chosen here", "RETOUCH_PRICE in the environment", "default"."""
        return self._choices.source(owner, name)

    # Servers and tokens

    def servers(self) -> tuple[Server, ...]:
        return server_table.servers(self.settings)

    def server(self, name: str) -> Server:
        """Raises BadSetting for a name that no server has."""
        return server_table.named(self.settings, name)

    def client(self, server_name: str) -> Client:
        """The client of that server; one is kept per server."""
        server = self.server(server_name)
        with self._making_client:
            if server_name not in self._clients:
                base = self._engine_base if server.is_local else server.base
                self._clients[server_name] = Client(base, balance=server.balance, sleep=self.jobs.wait)
            return self._clients[server_name]

    def token_for(self, owner: Owner, server_name: str) -> Token:
        """What a call to that server is made with. Raises TokenMissing."""
        if self.server(server_name).is_local:
            return LOCAL_ENGINE_TOKEN
        token = self.vault.token(owner)
        if token is None:
            raise TokenMissing("No token is kept. Nothing was sent. Enter your Retouch4me token in Settings.")
        return token

    def balance(self, owner: Owner, server_name: str) -> Reading:
        """Ask the server for the credits left, and record the answer. Raises TokenMissing, CallError."""
        token = self.token_for(owner, server_name)
        remaining = self.client(server_name).balance(token).remaining
        if "professional" not in remaining:
            raise UnexpectedReply("The server's balance names no professional credits. Nothing was charged.")
        ref = self.vault.ref(token)
        reading = Reading(owner, server_name, ref, "balance", remaining["professional"], None, self.clock())
        return self.store.add_reading(reading)

    def _engine_base(self) -> str:
        url = self.settings.engine_url or self.engine.url()
        return url if url.endswith(_API) else url + _API

    # Runs

    def plan(
        self,
        owner: Owner,
        photos: Sequence[str],
        presets: Sequence[Preset],
        server_name: str,
        *,
        anyway: bool = False,
        longest_side: int = 0,
    ) -> Plan:
        """What a press of Run would do and cost; see `work.plan.make_plan`. Raises InvalidPayload, InvalidPhoto.

        `longest_side`: longer photos are sent reduced to so many pixels; 0 sends all as they are.
        """
        reduced = {}
        known = {photo.sha256: photo for photo in self.store.photos_of(owner, photos)}
        for sha256 in photos:
            photo = known.get(sha256)
            if photo is None:
                raise InvalidPhoto("This photo is not on your list. Nothing was sent. Add it again.")
            if too_long := too_long_in_words(photo, longest_side):
                raise InvalidPhoto(too_long)
            if is_longer(photo, longest_side):
                reduced[sha256] = longest_side
        token_ref = self._token_ref(owner, server_name)
        server = self.server(server_name)
        return make_plan(
            self.store, owner, photos, presets, server, anyway=anyway, token_ref=token_ref, reduced=reduced
        )

    def run(self, plan: Plan, project: str = "", *, confirmed: int = 0, background: bool = False) -> Run:
        """Write the run and its jobs, then set them going. What got under way since the plan is joined, not paid.

        `confirmed`: the credits that the owner has typed where a limit is passed; see `budget`. `background`: its jobs
        go after every job that somebody waits for; see `jobs.lanes`. Raises TokenMissing, OverBudget, and nothing is
        written.
        """
        return self.runs([plan], project, confirmed=confirmed, background=background)[0]

    def runs(
        self, plans: Sequence[Plan], project: str = "", *, confirmed: int = 0, background: bool = False
    ) -> tuple[Run, ...]:
        """The same for one press over several servers, all of one owner: every run is written, or none.

        A plan that was pressed before pays for nothing a second time, also where its jobs have ended since.
        """
        if any(plan.to_pay and not plan.token_ref for plan in plans):
            raise TokenMissing("No token is kept. Nothing was sent. Enter your Retouch4me token in Settings.")
        owner = plans[0].owner
        self.people.require_in(owner)
        budget = None if all(plan.server.is_local for plan in plans) else self.budget(owner, confirmed)
        asks = [plan.ask(project, background=background) for plan in plans]
        runs = self.store.make_runs(owner, asks, budget=budget)
        items = [item for run in runs for item in run.items]
        self.jobs.submit([item.job.id for item in items if item.share is Share.PAID], background=background)
        if not background:
            self.jobs.bring_forward([item.job for item in items if item.share is Share.JOINED])
        for plan, run in zip(plans, runs, strict=True):
            self.auditing.note(owner, Did.RAN, run.id, _ran(plan, run))
        return runs

    def adopt(self, owner: Owner, server_name: str, remote_id: str, photo: str, preset: Preset) -> Run:
        """Take over a job that another program paid for, of a photo on the owner's list: it is fetched for nothing.

        Raises BadSetting, IllegalTransition where the lab has it already.
        """
        server = self.server(server_name)
        rescue = Rescue(
            remote_id=remote_id,
            server=server.name,
            engine_version=engine_version(server),
            photo=photo,
            variant=preset.name,
            payload=preset.to_json(),
            fingerprint=preset.fingerprint,
        )
        run = self.store.adopt(owner, rescue)
        self.jobs.submit([item.job.id for item in run.items])
        return run

    # Money

    def budget(self, owner: Owner, confirmed: int = 0) -> Budget:
        """The limits in force for a paid press of that owner now."""
        return budget_of(self.choices(owner), self.clock(), confirmed, self.people.allowance(owner))

    def standing(self, owner: Owner, server_name: str) -> Standing:
        """What the owner's paid jobs have taken today, and the balance that a press on that server draws on."""
        return self.store.standing(owner, server_name, self._token_ref(owner, server_name), self.budget(owner).since)

    def takes(self, plans: Sequence[Plan]) -> tuple[Take, ...]:
        """What one press for all these plans, of one owner, would take of each account; nothing where it is free."""
        paid = [((plan.server.name, plan.token_ref), plan.credits) for plan in plans if plan.credits]
        return self.store.takes(plans[0].owner, paid, self.budget(plans[0].owner).since) if paid else ()

    def payable(self, plans: Sequence[Plan]) -> tuple[Plan, ...]:
        """The same plans with only as many jobs to be made as balance and quota suffice for, where these are known."""
        takes = {take.account: take for take in self.takes(plans)}
        left = {account: take.standing.payable(take.credits) for account, take in takes.items()}
        found = []
        for plan in plans:
            if plan.credits:
                account = (account_of(plan.server.name), plan.token_ref)
                plan = plan.first(left[account])
                left[account] -= plan.credits
            found.append(plan)
        return tuple(plan for plan in found if plan.items)

    def last_reading(self, owner: Owner, kind: str, server_name: str) -> Reading | None:
        """The last "balance" or "quota" of the account that server draws on; None where nobody asked."""
        ref = self._token_ref(owner, server_name)
        return self.store.last_reading(owner, kind, server_name, ref) if ref else None

    def _token_ref(self, owner: Owner, server_name: str) -> str:
        """Empty while the owner has no token for that server."""
        try:
            return self.vault.ref(self.token_for(owner, server_name))
        except TokenMissing:
            return ""

    def _budget_check(self, owner: Owner, server_name: str, confirmed: int) -> Budget | None:
        return None if self.server(server_name).is_local else self.budget(owner, confirmed)

    def history(self, owner: Owner) -> History:
        """What the owner asked for and what it cost; one is kept, because it remembers what the balance told."""
        return self._histories.setdefault(owner, History(self.store, owner))


def _ran(plan: Plan, run: Run) -> str:
    """What a run asked for, as the audit list tells it."""
    photos, looks = len({item.photo for item in plan.items}), len({item.preset.fingerprint for item in plan.items})
    paid = sum(item.share is Share.PAID for item in run.items)
    cost = "free" if plan.server.is_local else counted(paid, "credit")
    project = f", for {run.project}" if run.project else ""
    return f"{counted(photos, 'photo')} × {counted(looks, 'look')}, {cost}, {plan.server.label}{project}"


def _vault(settings: Settings, store: Store, keys: SigningKeys) -> Vault:
    """Jobs name their token by a keyed hash: replicas that go on with each other's need one key, kept with the jobs."""
    if not settings.database_url:
        return Vault.open(settings.data_dir, settings.token)
    if not settings.secret_file:
        return Vault(store.common_key(), settings.token, takes_none=ONE_REPLICAS)
    return Vault(store.common_key(), settings.token, shelf=(TokenShelf(store), Sealer(keys.key("tokens"))))


def _presence(settings: Settings, store: Store, secret: str) -> Presence:
    if settings.database_url:
        shares = {"engine": settings.engine_url, "files": settings.files_url, "secret": secret}
        return OneOfSeveral(settings.database_url, store, version=__version__, **shares)
    return Alone()


def _jobs_database(settings: Settings, replica: Presence) -> JobsDatabase:
    if settings.database_url:
        return JobsSchema(settings.database_url, replica.id)
    return JobsFile(settings.data_dir / "jobs.sqlite")


def _folders(settings: Settings) -> str:
    """Into which folders results may be written: into none where colleagues elsewhere reach the lab, too."""
    return NO_FOLDERS if settings.public_url or settings.is_shared else settings.delivery_root
