"""Simulated against really rendered: each confirmation is measured once and counted, per server and plugins.

lab.confirmations.note("local", result, strengths, saved, job)  # a mix, and the job that renders it
lab.confirmations.settle("local")
for tally in lab.confirmations.tallies("local", "main"):
    print(tally.plugins, tally.count, tally.mean, tally.worst)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from retouch_lib.errors import RetouchError
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.owners import Owner
from retouch_lib.presets.simulating import Saved
from retouch_lib.store.records import Confirmation, Confirmed, Job
from retouch_lib.store.store import Store
from retouch_lib.words.text import visible
from retouch_lib.work.mixing import LayeredResult, MakePlan
from retouch_lib.work.plan import Plan

_WHOLE = Strengths((FULL,))
"""All layers together, as they came."""
_MOST_READ = 2000
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class ConfirmationPair:
    """A confirmation with its pictures, to be looked at where they differ most."""

    confirmation: Confirmation
    photo: str
    """SHA-256."""
    simulated: PictureName
    rendered: PictureName


@dataclass(frozen=True, slots=True)
class ConfirmationTally:
    """What all confirmations of one set of plugins on one server say."""

    plugins: tuple[str, ...]
    """Those that were on in the mix, all of them; in the order of their layers."""
    count: int
    mean: float
    """ΔE00 on the whole, the mean of all confirmations."""
    worst: float
    """ΔE00 at the worst place of all."""
    worst_one: Confirmation


class Confirmations:
    """By owner. Every call reads the store anew."""

    def __init__(self, store: Store, pictures: Mixes, plan: MakePlan, clock: Callable[[], datetime]) -> None:
        self._store, self._pictures, self._plan, self._clock = store, pictures, plan, clock
        self._noted: set[tuple[str, str]] = set()
        """Pages ask at every drawing; the store need not be written to each time."""

    # Mixes, confirmed by a rendered preset

    def uncounted(self, result: LayeredResult, strengths: Strengths, saved: Saved, job: Job) -> str:
        """Why that job's picture doesn't say how far off simulating is, in words: it was not asked for just what the
        mix shows, so what differs is no error of simulating. Empty where it counts.

        `strengths`: with the name of the mix's guard.
        """
        if (job.server, job.engine_version) != (result.job.server, result.job.engine_version):
            return "it was rendered elsewhere than the layers, or by another version"
        if strengths.guard:
            return "strokes keep layers from places, and a preset can’t say that"
        if strengths.extrapolated:
            return "it goes beyond what was rendered"
        return "a preset can’t say all of this mix" if saved.remarks else ""

    def note(self, owner: Owner, result: LayeredResult, strengths: Strengths, saved: Saved, job: Job) -> None:
        """Keep that this job renders that mix, unless it is `uncounted`. Noted twice it counts once."""
        if not self.uncounted(result, strengths, saved, job):
            on = [slider.plugin for slider in result.sliders if strengths.values[slider.layer]]
            self._note(owner, result.job, job, strengths, Confirmed.MIX, on)

    # Layers, checked against the flat result

    def checking(self, owner: Owner, result: LayeredResult) -> Plan:
        """The same payload once with every task as a layer and once flat; what is known is joined.

        Raises InvalidPayload, InvalidPhoto.
        """
        job, rendered = result.job, result.rendered
        pair = [rendered.with_layers(True), replace(rendered.with_layers(False), name=f"{rendered.name} flat")]
        return self._plan(owner, [job.photo], pair, job.server, longest_side=job.longest_side)

    def note_check(self, owner: Owner, result: LayeredResult, plan: Plan) -> None:
        """Keep that the jobs of a plan of `checking` belong together, once both are known."""
        layers, flat = (item.job for item in plan.items)
        if layers is not None and flat is not None:
            plugins = [slider.plugin for slider in result.sliders]
            self._note(owner, layers, flat, _WHOLE, Confirmed.LAYERS, plugins)

    def check_of(self, owner: Owner, plan: Plan) -> Confirmation | None:
        """What the check by that plan found; None before both are there and measured."""
        layers, flat = (item.job for item in plan.items)
        if layers is None or flat is None:
            return None
        return self._store.confirmation(owner, layers.id, flat.id)

    # What they say

    def settle(self, owner: Owner, most: int = 1) -> None:
        """Measure so many of those whose pictures are there by now; each takes about a second of a processor."""
        for one in self._store.confirmations_to_measure(owner, most):
            pair = self.pair(owner, one)
            try:
                if pair is None:
                    raise FileNotFoundError
                layers = PictureName(pair.simulated.file, pair.simulated.below)
                off = self._pictures.off(layers, one.strengths, pair.rendered.file)
            except (RetouchError, OSError, LookupError) as error:
                self._store.settle_confirmation(one, None, str(error) or "Its pictures are gone.")
            else:
                self._store.settle_confirmation(one, off)

    def tallies(self, owner: Owner, server: str, kind: Confirmed = Confirmed.MIX) -> tuple[ConfirmationTally, ...]:
        """Of that server, by the set of plugins that were on: what several did together says nothing of one alone.

        Single plugins first, each group by count.
        """
        groups: dict[tuple[str, ...], list[Confirmation]] = {}
        for one in self._store.confirmations(owner, server, _MOST_READ):
            if one.kind is kind:
                groups.setdefault(tuple(sorted(set(one.plugins))), []).append(one)
        made = (_tally(group) for group in groups.values())
        return tuple(sorted(made, key=lambda one: (len(one.plugins) > 1, -one.count, one.plugins)))

    def pair(self, owner: Owner, one: Confirmation) -> ConfirmationPair | None:
        """Its pictures; None where one of them is not there any more."""
        jobs = [self._store.job(owner, job_id) for job_id in (one.job, one.rendered)]
        layers, rendered = jobs
        if layers is None or rendered is None or layers.result is None or rendered.result is None:
            return None
        below = self._store.source_of(layers.result, layers.photo)
        simulated = PictureName(layers.result, below, one.strengths)
        return ConfirmationPair(one, layers.photo, simulated, PictureName(rendered.result))

    def _note(
        self, owner: Owner, layers: Job, job: Job, strengths: Strengths, kind: Confirmed, plugins: Iterable[str]
    ) -> None:
        if (layers.id, job.id) in self._noted:
            return
        names = tuple(dict.fromkeys(visible(name)[:_LONGEST_NAME] for name in plugins))
        noted = Confirmation(owner, layers.id, job.id, strengths, kind, layers.server, names, self._clock())
        self._store.note_confirmation(noted)
        self._noted.add((layers.id, job.id))


def _tally(group: Sequence[Confirmation]) -> ConfirmationTally:
    offs = [one.off for one in group if one.off is not None]
    worst = max(group, key=lambda one: one.off.worst if one.off else 0.0)
    mean, most = sum(off.mean for off in offs) / len(offs), max(off.worst for off in offs)
    return ConfirmationTally(group[0].plugins, len(offs), mean, most, worst)
