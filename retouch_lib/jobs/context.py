"""What the steps of a job work with: the parts of the lab, and the calls of the API, that they need."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from retouch_lib.cloud.servers import Server
from retouch_lib.errors import RetouchError
from retouch_lib.jobs.figures import Figures
from retouch_lib.jobs.hints import Hints
from retouch_lib.jobs.lanes import Lanes
from retouch_lib.jobs.patience import PatientStore
from retouch_lib.jobs.replicas import Alone, Presence
from retouch_lib.jobs.slots import Slots
from retouch_lib.jobs.stopping import Stop
from retouch_lib.media.files import Files
from retouch_lib.owners import Owner
from retouch_lib.store.records import BudgetCheck, Job, JobState, utc_now
from retouch_lib.store.store import Store
from retouch_lib.tokens.secret import Token
from retouch_lib.tokens.vault import LOCAL_ENGINE_TOKEN, Vault

if TYPE_CHECKING:
    from retouch_lib.cloud.replies import Balance, Download, StartReply, StatusReply

UPLOADS_PER_TOKEN = 3


class JobsTrouble(RetouchError):
    """A fault inside a step. It names the fault's kind only: what leaves a step is written to a database."""


class Api(Protocol):
    """The part of `cloud.client.Client` that jobs use."""

    def start(
        self,
        photo: Path,
        payload: str,
        token: Token,
        *,
        name: str,
        key: str | None = None,
        hook: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> StartReply: ...

    def status(self, remote_id: str) -> StatusReply: ...

    def get_file(self, remote_id: str, target: Path) -> Download: ...

    def balance(self, token: Token, modes: Sequence[str] = ...) -> Balance: ...


@dataclass
class JobContext:
    """One per launched lab, whole once it is made.

    Steps use `store`, which waits for a database that fails for a while; people don't wait.
    """

    plain_store: Store
    """The same store, which raises StoreTrouble at once."""
    files: Files
    vault: Vault
    server: Callable[[str], Server]
    """The server of that name, as the settings have it now."""
    api: Callable[[str], Api]
    """The client of the server of that name."""
    budget: Callable[[Owner, str, int], BudgetCheck | None]
    """What an owner's paid press on a server is asked with, with the credits confirmed; None: nothing is asked."""
    poll_seconds: Callable[[Owner], float]
    """Seconds between status calls to a cloud server about an owner's young job, as chosen now."""
    hook: Callable[[str], str | None] = lambda _job_id: None
    """The address that a job's server is asked to call at its end, by the job's id; None: it isn't asked."""
    hints: Hints = field(default_factory=Hints)
    """What came of such calls."""
    figures: Figures = field(default_factory=Figures)
    clock: Callable[[], datetime] = utc_now
    """May be wrong, and may jump."""
    replica: Presence = field(default_factory=Alone)
    """This process among those that share the store."""
    at_work_elsewhere: Callable[[Job], bool] = field(default=lambda _job: False, init=False)
    """Whether the replica that began the job's last start still has it in hand; set by the dispatcher."""
    stop: Stop = field(default_factory=Stop)
    monotonic: Callable[[], float] = time.monotonic
    """Seconds that only ever grow, whatever happens to the clock."""
    no_balance: dict[str, datetime] = field(default_factory=dict, init=False)
    """When a server's balance could last not be had: starts don't wait for it again at once."""

    def __post_init__(self) -> None:
        self.store = PatientStore(self.plain_store, self.stop)
        self.uploads = Slots(UPLOADS_PER_TOKEN, self.stop)
        self.lanes = Lanes(self.stop, self.replica.share)
        self.reducing = Slots(1, self.stop)
        """Held by the one who makes a reduced copy: each may take some hundred MB for a moment."""
        self.reading = threading.Lock()
        """Held while the balance is read after a token's last job, so that jobs that end together ask once."""
        self.refusing = threading.Lock()
        """Held while the rest of a run is refused, so that its jobs all carry the same figures."""
        self.in_hand = Slots(1, self.stop)
        """By job id: held by the one workflow in this process that works on the job."""
        self.astray = threading.Event()
        """Set when a job may have lost its workflow: the tender then looks soon."""

    def job(self, job_id: str) -> Job:
        """Raises JobsTrouble for an id that has no row."""
        job = self.store.any_job(job_id)
        if job is None:
            raise JobsTrouble(f"no row for job {job_id}")
        return job

    def token(self, job: Job) -> Token | None:
        """What the job is sent with; None while the token it was made with is not kept. Raises BadSetting."""
        if self.server(job.server).is_local:
            return LOCAL_ENGINE_TOKEN
        return self.vault.find(job.owner, job.token_ref)

    @contextmanager
    def upload_slot(self, job: Job) -> Iterator[None]:
        """Hold one of the token's slots here, and one over all replicas. Raises Stopped."""
        most = UPLOADS_PER_TOKEN - (1 if job.background else 0)
        names = [f"upload/{job.token_ref}/{number}" for number in range(most)]
        with self.uploads.hold(job.token_ref, behind=job.background), self.replica.holding(names, self.stop):
            yield

    def write(self, job: Job, *, state: JobState | None = None, **fields: Any) -> Job:
        """Change a job as it was read. Raises IllegalTransition, and changes nothing, where it has moved on since."""
        return self.store.set_job(job.id, state=state, seen=job, **fields)

    def say(self, job: Job, note: str, error: str = "") -> Job:
        """Set the job's note, where it is a new one; the job with it. Raises IllegalTransition like `write`."""
        if (job.note, job.error) == (note, error):
            return job
        return self.write(job, note=note, error=error)

    def recent(self, job: Job, limit: timedelta) -> bool:
        """Whether the first try of its start is younger than that."""
        return job.attempted_at is None or self.clock() - job.attempted_at < limit
