"""What a press of Run would do, and what it costs: photos × variants − known results − jobs under way = to pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from retouch_lib.cloud.servers import Server
from retouch_lib.engine import VERSION as ENGINE_VERSION
from retouch_lib.owners import Owner
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.validation import require_valid
from retouch_lib.store.records import Ask, Job, JobState, Kept, Share, SimulatedLook, Wanted
from retouch_lib.store.store import Store

_NONE: Mapping[str, int] = MappingProxyType({})
Asked = tuple[str, str, int]
"""Photo (SHA-256), preset (fingerprint), and the longest side that the photo is sent reduced to (0: as it is)."""


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One photo × variant."""

    photo: str
    """SHA-256 of the photo."""
    preset: Preset
    share: Share
    """PAID: a job is made for it. JOINED: one is under way, or is done with a file that may still be replaced, or an
    equal item of this plan makes one. KNOWN: done."""
    job: Job | None
    """The job that answers it already."""
    nonce: str
    """For a job to be made: empty, or the id of the ended job that it repeats."""
    longest_side: int = 0
    """Pixels that the photo is sent reduced to; 0 where it goes as it is."""

    @property
    def asked(self) -> Asked:
        """What is asked for."""
        return self.photo, self.preset.fingerprint, self.longest_side


@dataclass(frozen=True, slots=True)
class Plan:
    """One press of Run, seen before it is paid."""

    owner: Owner
    server: Server
    engine_version: str
    """The local engine's version; empty for a cloud server."""
    token_ref: str
    """Which token the jobs are sent with; empty while the owner has none."""
    items: tuple[PlanItem, ...]
    looks: tuple[SimulatedLook, ...] = ()
    """What is to be simulated of the layers that the items ask for; empty for every other plan."""

    @property
    def to_pay(self) -> int:
        """Jobs to be made: one credit each on a cloud server."""
        return self._count(Share.PAID)

    @property
    def known(self) -> int:
        return self._count(Share.KNOWN)

    @property
    def done(self) -> int:
        """Of those joined and known: the result is there, be it one that may still be replaced."""
        return sum(item.job is not None and item.job.state is JobState.DONE for item in self.items)

    @property
    def running(self) -> int:
        """Items whose job is under way by itself."""
        jobs = (item.job for item in self.items if item.job is not None)
        return sum(not job.ended and job.state is not JobState.UNSURE for job in jobs)

    @property
    def alike(self) -> int:
        """Items that are equal to one for which this plan makes a job: nothing of them is under way yet."""
        return sum(item.share is Share.JOINED and item.job is None for item in self.items)

    @property
    def unsure(self) -> tuple[Job, ...]:
        """Jobs joined that were sent and got no answer: they wait for their owner's decision."""
        jobs = (item.job for item in self.items if item.job is not None)
        return tuple({job.id: job for job in jobs if job.state is JobState.UNSURE}.values())

    @property
    def answered(self) -> bool:
        """Whether nothing of it is left to be made or decided: all is done or under way."""
        return bool(self.items) and not self.to_pay and not self.unsure

    @property
    def free(self) -> bool:
        """Whether a press costs nothing."""
        return self.server.is_local or self.to_pay == 0

    @property
    def credits(self) -> int:
        """Credits that a press takes."""
        return 0 if self.free else self.to_pay

    def first(self, credits_: int) -> Plan:
        """The same with only the first so many jobs to be made; what is known or under way stays."""
        if self.credits <= credits_:
            return self
        kept: list[PlanItem] = []
        made: set[Asked] = set()
        for item in self.items:
            if item.share is Share.PAID and len(made) < credits_:
                made.add(item.asked)
            elif item.job is None and item.asked not in made:  # to be made, or equal to one that would have been
                continue
            kept.append(item)
        return replace(self, items=tuple(kept))

    def within(self, seen: Plan) -> bool:
        """Whether this plan pays for nothing, and with no token, that was not in the plan which was shown.

        What was run since, and has ended, would be paid for once more: that was not in it either.
        """
        if self.server != seen.server:
            return False
        return self.free or (self.token_ref == seen.token_ref and self._paid() <= seen._paid())

    def repeats(self, seen: Plan) -> bool:
        """Whether it would pay for what has ended since that plan was shown."""
        before = dict(seen._paid())
        return any(before.get(asked, nonce) != nonce for asked, nonce in self._paid())

    def ask(self, project: str = "", *, background: bool = False) -> Ask:
        """The run as the store writes it."""
        wanted = self.wanted()
        return Ask(self.server.name, wanted, self.engine_version, self.token_ref, project, self.looks, background)

    def wanted(self) -> tuple[Wanted, ...]:
        """The items as the store writes them. Their nonces stay: a second press of this plan pays for nothing."""
        return tuple(
            Wanted(
                item.photo,
                item.preset.name,
                item.preset.to_json(),
                item.preset.fingerprint,
                item.nonce,
                item.job.id if item.job else None,
                item.longest_side,
            )
            for item in self.items
        )

    def _paid(self) -> set[tuple[Asked, str]]:
        return {(item.asked, item.nonce) for item in self.items if item.share is Share.PAID}

    def _count(self, share: Share) -> int:
        return sum(item.share is share for item in self.items)


def engine_version(server: Server) -> str:
    """What a result on that server is also known by."""
    return ENGINE_VERSION if server.is_local else ""


def make_plan(
    store: Store,
    owner: Owner,
    photos: Sequence[str],
    presets: Sequence[Preset],
    server: Server,
    *,
    anyway: bool = False,
    token_ref: str,
    reduced: Mapping[str, int] = _NONE,
) -> Plan:
    """The plan for photos (SHA-256) × presets, photo by photo.

    `reduced`: the longest side, in pixels, of those photos that are sent reduced; another size is another job.
    `anyway` pays for a new result where one is known already; it still joins what is under way. An ended job that
    brought no result (failed, refused, expired, cancelled, dropped) is repeated. Raises InvalidPayload for a preset
    that the API would refuse.
    """
    for preset in presets:
        require_valid(preset)
    version = engine_version(server)
    fingerprints = {preset.fingerprint for preset in presets}
    past: dict[Asked, list[Job]] = {}
    for job in store.jobs_alike(owner, set(photos), fingerprints, server.name, version):
        past.setdefault((job.photo, job.fingerprint, job.longest_side), []).append(job)
    seen: set[Asked] = set()
    items = []
    for photo in photos:
        for preset in presets:
            asked = (photo, preset.fingerprint, reduced.get(photo, 0))
            item = _item(photo, preset, past.get(asked, []), anyway, again=asked in seen)
            items.append(replace(item, longest_side=asked[2]))
            seen.add(asked)
    return Plan(owner, server, version, token_ref, tuple(items))


def _item(photo: str, preset: Preset, past: Sequence[Job], anyway: bool, *, again: bool) -> PlanItem:
    """`past`: the jobs that ever answered it, newest first; `again`: an equal item stands earlier in this plan."""
    for job in past:
        if not job.ended:
            return PlanItem(photo, preset, Share.JOINED, job, "")
    done = [job for job in past if job.state is JobState.DONE and not anyway]
    for job in done:
        if job.kept is Kept.WHOLE:
            return PlanItem(photo, preset, Share.KNOWN, job, "")
    for job in done:
        if job.provisional:  # a better file may still come, for nothing
            return PlanItem(photo, preset, Share.JOINED, job, "")
    nonce = past[0].id if past else ""
    return PlanItem(photo, preset, Share.JOINED if again else Share.PAID, None, nonce)
