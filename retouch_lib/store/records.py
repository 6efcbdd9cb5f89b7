"""The store's frozen types, a job's states, and which state may follow which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

from retouch_lib.errors import IllegalTransition
from retouch_lib.imaging.measures.distance import Off
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.owners import Owner


class JobState(StrEnum):
    """Where a job is. All but the last seven are under way."""

    QUEUED = "queued"
    """Its row is written; nothing was sent. It may still be cancelled, and nothing is paid."""
    STARTING = "starting"
    """The photo is being sent."""
    WAITING = "waiting"
    """The server has it (one credit is taken); its id is recorded, and status calls go on."""
    DOWNLOADING = "downloading"
    """The server is ready; the result is being fetched."""
    UNSURE = "unsure"
    """It was sent, no answer came, and the server is not known to keep keys: the user decides."""
    DONE = "done"
    """The result is on disk, checked."""
    FAILED = "failed"
    """The server took it and gave up. Whether the credit returns isn't documented."""
    EXPIRED = "expired"
    """Paid, and the 24 hours of the result passed before it could be fetched."""
    REFUSED = "refused"
    """The server said no to the start. Nothing is paid."""
    CANCELLED = "cancelled"
    """Taken back before anything was sent. Nothing is paid."""
    DROPPED = "dropped"
    """Was unsure, and the user chose to leave it. It may have been paid."""
    SWEPT = "swept"
    """It was done; its result was removed since, by the limits the owner set. It may be fetched again while the
    server has it."""


class Kept(StrEnum):
    """How good the result's file is."""

    WHOLE = "whole"
    """It is what its first bytes promise, or of a kind that is not checked; also while there is no result yet."""
    PROVISIONAL = "provisional"
    """It can't be checked. It is kept as it came, and a better one is fetched as long as the server has any."""
    DAMAGED = "damaged"
    """It can't be checked, and the server had no better one to the end."""


_S = JobState
TRANSITIONS: dict[JobState, frozenset[JobState]] = {
    _S.QUEUED: frozenset({_S.STARTING, _S.CANCELLED, _S.REFUSED, _S.DROPPED, _S.UNSURE}),
    _S.STARTING: frozenset({_S.WAITING, _S.UNSURE, _S.REFUSED, _S.QUEUED}),
    _S.UNSURE: frozenset({_S.QUEUED, _S.WAITING, _S.DROPPED}),
    _S.WAITING: frozenset({_S.DOWNLOADING, _S.FAILED, _S.EXPIRED}),
    _S.DOWNLOADING: frozenset({_S.DONE, _S.EXPIRED, _S.FAILED}),
    _S.FAILED: frozenset(),
    _S.EXPIRED: frozenset({_S.WAITING}),
    _S.DONE: frozenset({_S.SWEPT}),
    _S.REFUSED: frozenset(),
    _S.CANCELLED: frozenset(),
    _S.DROPPED: frozenset(),
    _S.SWEPT: frozenset({_S.DOWNLOADING}),
}
"""STARTING → QUEUED: the connection failed before anything was sent, so the job waits for another try.
UNSURE → QUEUED: the user chose to send it again. QUEUED → UNSURE: that can't be done, for its photo is gone.
QUEUED → DROPPED: such a job taken back; unlike a cancelled one, an earlier try of it may have been paid.
EXPIRED → WAITING: the user asks about it once more; it may have been given up over a wrong clock.
SWEPT → DOWNLOADING: fetched again, which the server does for nothing."""

ENDED = frozenset({_S.DONE, _S.FAILED, _S.EXPIRED, _S.REFUSED, _S.CANCELLED, _S.DROPPED, _S.SWEPT})
UNDER_WAY = frozenset(JobState) - ENDED


def require_transition(old: JobState, new: JobState) -> None:
    """Raise IllegalTransition unless `new` may follow `old`; a state may always stay as it is."""
    if new is not old and new not in TRANSITIONS[old]:
        raise IllegalTransition(f"a job can't go from {old} to {new}")


@dataclass(frozen=True, slots=True)
class Photo:
    """An uploaded original of one owner."""

    sha256: str
    owner: Owner
    name: str
    """As uploaded, without folders; shown and used for downloads, never as a path."""
    bytes: int
    format: str
    """"jpeg" or "png"."""
    width: int
    """Pixels, upright (EXIF orientation applied)."""
    height: int
    profile: str | None
    """The colour profile's description, or None when there is none."""
    sample: str | None
    """The built-in sample's name, or None for an upload."""
    added_at: datetime
    """UTC, as all times here."""
    folder: str = ""
    """In which it lay when it was dropped: `names.folders`, empty for none; a delivery keeps it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One paid submission. Its id is the Idempotency-Key."""

    id: str
    owner: Owner
    photo: str
    """SHA-256 of the photo."""
    photo_name: str
    """What the photo was called when it was pressed; it may be on the list under another name since."""
    variant: str
    """The preset's name when it was pressed."""
    payload: str
    """The exact JSON text that is sent."""
    fingerprint: str
    server: str
    engine_version: str
    """The local engine's version; empty for a cloud server."""
    nonce: str
    """What tells it from its equals: empty, the id of the ended job that it repeats ("run anyway", "try again"), or, of
    the first one of a photo sent reduced, how: "4096 px"."""
    token_ref: str
    """A keyed hash of the token it is sent with; never the token. Empty: another program sent it (`store.rescues`)."""
    state: JobState
    remote_id: str | None
    remote_state: str
    """As the server last said: waiting, active, delayed, …"""
    progress: int
    """0–100, of the server's work."""
    step: str
    plugin: str
    """The plugin at work, as the server says."""
    reason: str
    """The server's remark, also on success ("no face found")."""
    note: str
    """Why it stands still, or what went wrong, as a sentence for the user."""
    error: str
    """The class name of the error that ended or holds it; empty when all is well."""
    uploaded: int
    """Bytes of the photo sent so far."""
    quota: int | None
    """retouchQuota of the start's answer: the day's remaining attempts."""
    polls: int
    result: str | None
    """SHA-256 of the result's file; None while there is none, and after it was swept."""
    result_type: str | None
    """"jpeg", "png", "zip" or "json"."""
    result_bytes: int | None
    created_at: datetime
    attempts: int
    """Starts that were begun and may have reached the server; 0 as long as nothing can be paid."""
    attempted_at: datetime | None
    """When the first of them since the user last said "send" was begun."""
    started_at: datetime | None
    """When the server's answer to the start was recorded."""
    ready_at: datetime | None
    """When a status call first said completed."""
    ended_at: datetime | None
    """When it first ended; a result fetched again doesn't change it."""
    expires_at: datetime | None
    """When the server deletes the result."""
    kept: Kept = Kept.WHOLE
    longest_side: int = 0
    """Pixels of the longest side that the photo is sent reduced to; 0 where it goes as it is."""
    sent: str | None = None
    """SHA-256 of the reduced copy; None where the photo itself goes, and until the copy is made."""
    sent_bytes: int | None = None
    """Of the reduced copy."""
    active_at: datetime | None = None
    """When a status call first said that the server is at work on it."""
    background: bool = False
    """Whether it goes after every job that somebody waits for; see `jobs.lanes`."""
    sender: str = ""
    """The replica that began the last start; empty where one process has all jobs."""

    @property
    def source(self) -> str:
        """SHA-256 of the picture whose result this is: the photo, or the reduced copy that was sent for it."""
        return self.sent or self.photo

    @property
    def provisional(self) -> bool:
        """Whether it has a result that may still be replaced by a better one."""
        return self.state is JobState.DONE and self.kept is Kept.PROVISIONAL

    @property
    def to_fetch(self) -> bool:
        """Whether a file is fetched for it: the first one, or a better one than the provisional."""
        return self.provisional or self.state is JobState.DOWNLOADING

    @property
    def ended(self) -> bool:
        return self.state in ENDED

    @property
    def maybe_paid(self) -> bool:
        """Whether a credit was taken, or may have been."""
        refused = self.state in (JobState.REFUSED, JobState.CANCELLED)
        return self.remote_id is not None or (self.attempts > 0 and not refused)


@dataclass(frozen=True, slots=True)
class JobsInState:
    """Jobs under way of one server."""

    server: str
    state: str
    count: int
    oldest: datetime
    """When the first of them was pressed."""


class Verdict(StrEnum):
    """What its owner thinks of a result."""

    NONE = "none"
    PICKED = "picked"
    """The photo's winner: no other result of that photo is."""
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Pick:
    """A person's judgement of one result. It is bound to the job, which holds the exact payload."""

    photo: str
    """SHA-256 of the photo."""
    job: str
    verdict: Verdict
    stars: int
    """1–5; 0 for none."""
    note: str
    """At most `store.picks.LONGEST_NOTE` characters."""
    judged_at: datetime


class MixKind(StrEnum):
    """What the strengths of a mix are for."""

    MIX = "mix"
    """That which the sliders move."""
    KEPT = "kept"
    """Set aside to be looked at beside others: no slider changes it."""
    AMOUNT = "amount"
    """One strength: how much of a result, flat or layered, is shown and leaves."""


@dataclass(frozen=True, slots=True)
class Mix:
    """The layers of one result, each at a strength of its own."""

    id: str
    owner: Owner
    job: str
    name: str
    """At most `store.mixes.LONGEST_NAME` characters; may be empty."""
    strengths: Strengths
    extrapolate: bool
    """Whether its sliders go beyond what was rendered."""
    guard: str
    """JSON: where layers are taken away; empty where they are not. At most `store.mixes.LONGEST_GUARD` characters."""
    made_at: datetime
    changed_at: datetime
    kind: MixKind = MixKind.MIX


class Confirmed(StrEnum):
    """What a rendered picture confirms."""

    MIX = "mix"
    """A mix, rendered as the preset that it stands for."""
    LAYERS = "layers"
    """All layers as they came, against the same payload without layers."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A picture made of layers, and what a server rendered for it."""

    owner: Owner
    job: str
    """Of the layers."""
    rendered: str
    """The job that rendered it."""
    strengths: Strengths
    kind: Confirmed
    server: str
    plugins: tuple[str, ...]
    """Those that were on; names from outside."""
    noted_at: datetime
    off: Off | None = None
    """None until it is measured."""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A measured result whose figures were not held against the limits in force yet."""

    job: str
    """Its id."""
    figures: str
    payload: str


@dataclass(frozen=True, slots=True)
class KeptMeasure:
    """What is known of one result against its original."""

    figures: str
    """JSON, as `imaging.measures.measured.Measured` writes it; empty where there is `trouble`."""
    trouble: str
    """Why it could not be measured, as a sentence."""


@dataclass(frozen=True, slots=True)
class Measurable:
    """A finished result whose figures are not known yet."""

    job: str
    source: str
    """SHA-256 of the picture that was sent."""
    result: str
    """SHA-256 of its file."""
    result_type: str
    """"jpeg", "png" or "zip"."""
    payload: str
    """JSON text."""
    tries: int
    """How many were begun."""


class Share(StrEnum):
    """How a run came by a job."""

    PAID = "paid"
    """The job was made for this run."""
    JOINED = "joined"
    """The job was already under way."""
    KNOWN = "known"
    """The result was already there."""


@dataclass(frozen=True, slots=True)
class RunItem:
    """One photo × variant of a run, with the job that answers it."""

    position: int
    variant: str
    share: Share
    job: Job
    photo_name: str
    """What the photo was called in this run; the job may have been made under another name."""


@dataclass(frozen=True, slots=True)
class SimulatedLook:
    """A variant that a run doesn't render: it is simulated from the layers that the run does render."""

    variant: str
    payload: str
    """JSON text."""


@dataclass(frozen=True, slots=True)
class Run:
    """One press of Run."""

    id: str
    owner: Owner
    server: str
    project: str
    created_at: datetime
    items: tuple[RunItem, ...]
    looks: tuple[SimulatedLook, ...] = ()
    """What is simulated of the layers that it renders; empty where its results are seen as they came."""
    background: bool = False
    """Whether it goes behind what somebody waits for."""

    @property
    def under_way(self) -> bool:
        return any(not item.job.ended for item in self.items)


@dataclass(frozen=True, slots=True)
class PresetVersion:
    """One saved state of a preset of the owner's library. It never changes; another save is another version."""

    id: str
    name: str
    """The preset's name as it is now."""
    number: int
    """1, 2, 3 … within the preset."""
    payload: str
    """JSON text."""
    fingerprint: str
    note: str
    author: str
    tags: tuple[str, ...]
    saved_at: datetime
    made_from: str = ""
    """JSON text that tells what it was made from; empty where that isn't known."""


@dataclass(frozen=True, slots=True)
class RemovedPreset:
    """A preset that was taken off the owner's list, with all its versions."""

    id: str
    name: str
    versions: int
    removed_at: datetime


@dataclass(frozen=True, slots=True)
class Tried:
    """A payload as one run asked for it."""

    run: str
    asked_at: datetime
    variant: str
    """What it was called then."""
    payload: str
    """JSON text."""
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Where payloads have brought results."""

    photos: int
    """How many photos have a result of them."""
    servers: Mapping[str, int]
    """Server's name → photos with a result from there."""
    last: Job | None
    """The newest job that brought one; it may be swept since."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure the server gave about what is left."""

    owner: Owner
    server: str
    token_ref: str
    kind: str
    """"balance" (credits left) or "quota" (the day's attempts left)."""
    value: int
    job: str | None
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What paid jobs have taken, as it stands before a paid press."""

    spent: int
    """Credits of the owner since the budget's `since`, on all servers: paid, possibly paid, and still to be paid."""
    balance: Reading | None
    """The last one read for the account that the press draws on; None where nobody asked."""
    taken: int
    """Credits that jobs of that account took after the balance was read, or are about to take."""
    attempts_left: int | None = None
    """Of the account's quota for the day: what its last start since `since` said, less the jobs after it."""

    @property
    def left(self) -> int | None:
        """The balance as it should be by now; None where nobody asked."""
        return None if self.balance is None else max(0, self.balance.value - self.taken)

    def payable(self, credits_: int) -> int:
        """How many of so many credits the balance and the day's quota suffice for, as far as they are known."""
        return min([credits_, *(known for known in (self.left, self.attempts_left) if known is not None)])


@dataclass(frozen=True, slots=True)
class Take:
    """What one press takes of one account."""

    credits: int
    standing: Standing
    """As it stands without this press."""
    account: tuple[str, str] = ("", "")
    """Its word (see `store.uses.account_of`) and the token's reference; left out where there is only one."""


class BudgetCheck(Protocol):
    """Says whether a paid press may be written; it is asked within the transaction that writes it."""

    @property
    def since(self) -> datetime:
        """From when on credits count."""

    def check(self, takes: Sequence[Take]) -> None:
        """Of the whole press: each account once. Raises OverBudget."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One run as a press asks for it; a press may ask for one on each of several servers."""

    server: str
    wanted: tuple[Wanted, ...]
    engine_version: str
    """The local engine's; empty for a cloud server."""
    token_ref: str
    project: str = ""
    looks: tuple[SimulatedLook, ...] = ()
    background: bool = False
    """Whether its jobs go after every job that somebody waits for."""
    run: str = ""
    """Id of the run that gets these, behind what it has; empty for a new one."""
    batch: str = ""
    """Id of the batch that it is a part of; empty for none."""


@dataclass(frozen=True, slots=True)
class Rescue:
    """A job that another program paid for, and what is known of it."""

    remote_id: str
    """The server's id."""
    server: str
    engine_version: str
    """The local engine's; empty for a cloud server."""
    photo: str
    """SHA-256 of a photo of the owner's."""
    variant: str
    payload: str
    """JSON text."""
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """One photo × variant as a new run asks for it."""

    photo: str
    variant: str
    payload: str
    fingerprint: str
    nonce: str
    job: str | None
    """The job that answers it already, or None: one is made unless an equal one appeared meanwhile."""
    longest_side: int = 0
    """Pixels that the photo is sent reduced to; 0 where it goes as it is."""


def utc_now() -> datetime:
    """The clock that everything uses unless a test gives another."""
    return datetime.now(UTC)
