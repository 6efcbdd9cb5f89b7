"""A job context with a server that answers as the test says, and waits that only move a clock."""

from __future__ import annotations

import hashlib
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from retouch_lib.cloud.replies import Balance, Download, StartReply, StatusReply
from retouch_lib.cloud.servers import LOCAL, MAIN, Server
from retouch_lib.jobs.context import JobContext
from retouch_lib.jobs.stopping import Stop
from retouch_lib.media.files import Files
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.store.records import Job, JobState, Photo, Wanted
from retouch_lib.store.store import Store
from retouch_lib.tokens.secret import Token
from retouch_lib.tokens.vault import LOCAL_ENGINE_TOKEN, Vault
from tests.launches import as_opened_before

OWNER = "local"
TOKEN = Token("reto_test_x7K2mQ9Lp4Nz8Vb1")
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SIZE = (64, 48)
"""Pixels of the photo; `engines.jpeg_bytes` makes results of that size."""


class Clock:
    """Stands still until a wait, or the test, moves it."""

    def __init__(self) -> None:
        self.now = NOON
        self.spent = 0.0

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.spent += seconds

    def monotonic(self) -> float:
        """Seconds that really passed, whatever was done to the clock."""
        return self.spent

    def jump(self, hours: float) -> None:
        """Somebody sets the clock; no time passes."""
        self.now += timedelta(hours=hours)


class ManualStop(Stop):
    """A wait takes no time; it moves the clock and is remembered. `before_wait` may act in between."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.waits: list[float] = []
        self.before_wait: Callable[[], None] = lambda: None

    def wait(self, seconds: float, topic: str = "") -> None:
        self.waits.append(seconds)
        assert len(self.waits) < 5000, "it waits without end"
        self.before_wait()
        self.check()
        self._clock.advance(seconds)

    def wait_for(self, event: threading.Event, seconds: float | None = None) -> None:
        """One that ends by itself takes no time either, and ends early where `before_wait` sets the event."""
        if seconds is None:
            super().wait_for(event)
        elif not event.is_set():
            self.waits.append(seconds)
            assert len(self.waits) < 5000, "it waits without end"
            self.before_wait()
            self.check()
            self._clock.advance(0 if event.is_set() else seconds)


@dataclass
class ScriptedApi:
    """Gives the next answer of its call: a reply, an error to raise, or a function that gives one."""

    starts: deque[Any] = field(default_factory=deque)
    statuses: deque[Any] = field(default_factory=deque)
    files: deque[Any] = field(default_factory=deque)
    balances: deque[Any] = field(default_factory=deque)
    calls: list[tuple[str, Any]] = field(default_factory=list)
    hooks: list[str | None] = field(default_factory=list)
    """What each start asked to be called."""
    sends: Callable[[Callable[[int, int], None]], None] = lambda progress: None
    """What a start does with its progress before it gets an answer."""

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
    ) -> StartReply:
        self.calls.append(("start", (key, token, payload, name, photo.read_bytes())))
        self.hooks.append(hook)
        if progress is not None:
            self.sends(progress)
        reply: StartReply = _next(self.starts)
        return reply

    def status(self, remote_id: str) -> StatusReply:
        self.calls.append(("status", remote_id))
        reply: StatusReply = _next(self.statuses)
        return reply

    def get_file(self, remote_id: str, target: Path) -> Download:
        self.calls.append(("get_file", remote_id))
        kind, data = _next(self.files)
        target.write_bytes(data)
        return Download(target, kind, len(data), hashlib.sha256(data).hexdigest())

    def balance(self, token: Token, modes: Sequence[str] = ("professional",)) -> Balance:
        self.calls.append(("balance", token))
        return Balance({"professional": _next(self.balances)})

    def count(self, call: str) -> int:
        return sum(name == call for name, _ in self.calls)


def _next(script: deque[Any]) -> Any:
    assert script, "one call more than the test expects"
    answer = script.popleft()
    if isinstance(answer, BaseException):
        raise answer
    return answer() if callable(answer) else answer


def status(state: str, **fields: Any) -> StatusReply:
    blank = StatusReply(state, 0, "", 1, 3, "", "", None)
    return replace(blank, **fields)


class World:
    """A store with a photo, a vault with a token, two servers that are one script."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.remote = 0
        self.poll_seconds: Callable[[str], float] = lambda _owner: 3.0
        self.api = ScriptedApi()
        self.stop = ManualStop(self.clock)
        self.store = Store.open(as_opened_before(folder / "lab.sqlite"), self.clock)
        self.files = Files(folder / "files")
        self.vault = Vault.open(folder)
        self.vault.keep(OWNER, TOKEN)
        self.context = JobContext(
            plain_store=self.store,
            files=self.files,
            vault=self.vault,
            server=self.server,
            api=lambda name: self.api,
            budget=lambda _owner, _server, _confirmed: None,
            poll_seconds=lambda owner: self.poll_seconds(owner),
            clock=self.clock,
            stop=self.stop,
            monotonic=self.clock.monotonic,
        )
        part = self.files.new_part()
        part.write_bytes(b"the photo")
        self.photo = self.files.adopt(part)
        self.store.add_photo(Photo(self.photo, OWNER, "DSC_1.jpg", 9, "jpeg", *SIZE, None, None, NOON))

    def server(self, name: str) -> Server:
        """ "local" knows keys; "main" may not."""
        return {"local": LOCAL, "main": MAIN}[name]

    def jobs(self, server: str = "main", number: int = 1, presets: Sequence[Preset] = LOOKS) -> list[Job]:
        """A run of up to three jobs, queued."""
        token = LOCAL_ENGINE_TOKEN if server == "local" else TOKEN
        wanted = [
            Wanted(self.photo, preset.name, preset.to_json(), preset.fingerprint, "", None)
            for preset in presets[:number]
        ]
        run = self.store.make_run(OWNER, server, wanted, engine_version="", token_ref=self.vault.ref(token))
        return [item.job for item in run.items]

    def job(self, server: str = "main", preset: Preset = LOOKS[0], payload_text: str = "") -> Job:
        """`payload_text`: what is kept as sent instead of the preset's own text, as another version may have."""
        if not payload_text:
            return self.jobs(server, presets=[preset])[0]
        wanted = Wanted(self.photo, preset.name, payload_text, preset.fingerprint, "", None)
        token_ref = self.vault.ref(TOKEN)
        return self.store.make_run(OWNER, server, [wanted], engine_version="", token_ref=token_ref).items[0].job

    def now(self, job: Job) -> Job:
        """The job as it is by now."""
        found = self.store.any_job(job.id)
        assert found is not None
        return found

    def waiting(self, server: str = "main", preset: Preset = LOOKS[0], payload_text: str = "", **fields: Any) -> Job:
        """A job that the server has: "r1", the next one "r2"."""
        self.remote += 1
        remote_id = fields.pop("remote_id", f"r{self.remote}")
        job = self.job(server, preset, payload_text)
        self.store.set_job(job.id, state=JobState.STARTING, attempts=1, attempted_at=self.clock())
        return self.store.set_job(
            job.id, state=JobState.WAITING, remote_id=remote_id, started_at=self.clock(), **fields
        )

    def downloading(self, server: str = "main", preset: Preset = LOOKS[0], **fields: Any) -> Job:
        job = self.waiting(server, preset, **fields)
        return self.store.set_job(job.id, state=JobState.DOWNLOADING, ready_at=self.clock())
