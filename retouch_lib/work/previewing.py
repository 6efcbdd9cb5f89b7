"""Several looks from one credit a photo: their layers are rendered once, and each look is simulated of them.

preview = lab.previewing.offer("local", [photo.sha256], [SLIGHT, BALANCED, HEAVY], "local")
run = lab.run(preview.plan)
lab.previewing.looks(run, photo.sha256)
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from retouch_lib.errors import InvalidArchive, InvalidPayload
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media.refusals import remember
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.owners import Owner
from retouch_lib.presets.layer_request import layers_for
from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import Job, JobState, Run, SimulatedLook
from retouch_lib.store.store import Store
from retouch_lib.work.mixing import LayeredResult, MakePlan, Mixing, NotMixable
from retouch_lib.work.plan import Plan

_Key = tuple[str, str, str, tuple[SimulatedLook, ...]]
"""Result, what it lies over, payload, and the looks of it."""
_MOST_KNOWN = 512
"""Layered results of which the looks are held."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A press that renders layers, and what will be seen of them."""

    plan: Plan
    remarks: tuple[str, ...]
    """What of the looks the layers will not show, each look by its name; from outside."""


@dataclass(frozen=True, slots=True)
class LookShown:
    """A look of a run as its layers show it on one photo."""

    variant: str
    preset: Preset
    result: LayeredResult
    strengths: Strengths
    remarks: tuple[str, ...]
    """What of the look the layers can't show."""

    @property
    def job(self) -> Job:
        """That brought the layers."""
        return self.result.job

    @property
    def id(self) -> str:
        """By which pages know it; no job has such an id."""
        return f"simulated-{self.preset.fingerprint[:12]}-{self.job.id}"

    @property
    def picture(self) -> PictureName:
        """What is seen of it."""
        return replace(self.result.picture, mixed=self.strengths)


def presets_of(looks: Sequence[SimulatedLook]) -> list[Preset]:
    """Without those whose payload can't be read any more."""
    found = []
    for look in looks:
        with suppress(InvalidPayload):
            found.append(Preset.from_json(look.payload, look.variant))
    return found


class Previewing:
    """Every call reads anew what it needs of the store."""

    def __init__(self, store: Store, mixing: Mixing, plan: MakePlan) -> None:
        self._store, self._mixing, self._plan = store, mixing, plan
        self._known: dict[_Key, tuple[LookShown, ...]] = {}
        """What pages ask for again at every drawing."""

    def offer(
        self,
        owner: Owner,
        photos: Sequence[str],
        presets: Sequence[Preset],
        server_name: str,
        *,
        first: Preset | None = None,
        longest_side: int = 0,
    ) -> Preview | None:
        """None where the looks can't be shown exactly enough: of one look, and where a plugin has no layer at all.

        What doesn't add up (Heal's sensitivity, Scale) is as `first` has it, or the first of the presets; that others
        have it otherwise is among the remarks. Raises InvalidPhoto.
        """
        if len({preset.fingerprint for preset in presets}) < 2:
            return None
        try:
            request = layers_for([first, *presets] if first else presets)
        except InvalidPayload:
            return None
        if request.left_out:
            return None
        remarks = tuple(
            f"{preset.name}: {' '.join(found)}" for preset in presets if (found := request.foreseen(preset))
        )
        plan = self._plan(owner, photos, [request.preset], server_name, longest_side=longest_side)
        looks = tuple(SimulatedLook(preset.name, preset.to_json()) for preset in presets)
        return Preview(replace(plan, looks=looks), remarks)

    def looks(self, run: Run, photo: str) -> tuple[LookShown, ...]:
        """Those of a run on one of its photos, in the run's order; none before its layers are there."""
        jobs = [item.job for item in run.items if item.job.photo == photo] if run.looks else []
        return self._first(jobs, run.looks)

    def of_photos(self, run: Run) -> dict[str, tuple[LookShown, ...]]:
        """The same of all photos whose layers are there, by photo."""
        jobs: dict[str, list[Job]] = {}
        for item in run.items if run.looks else ():
            jobs.setdefault(item.job.photo, []).append(item.job)
        found = {photo: self._first(its, run.looks) for photo, its in jobs.items()}
        return {photo: looks for photo, looks in found.items() if looks}

    def of_jobs(
        self, owner: Owner, job_ids: Collection[str], runs: Collection[str] = ()
    ) -> dict[str, tuple[LookShown, ...]]:
        """The looks that were wanted of these jobs' layers, in any run or in these, by job; without jobs of none."""
        wanted = self._store.looks_of_jobs(owner, job_ids, runs)
        found = {job.id: self._of_job(job, wanted[job.id]) for job in self._store.results(owner, [*wanted])}
        return {job: looks for job, looks in found.items() if looks}

    def _of_job(self, job: Job, looks: tuple[SimulatedLook, ...]) -> tuple[LookShown, ...]:
        """These looks as the layers that a done job brought show them; none where they can't be opened."""
        if job.state is not JobState.DONE or job.result is None:
            return ()
        key = job.result, job.source, job.payload, looks
        if (known := self._known.get(key)) is None:
            try:
                result = self._mixing.result_of(job)
            except (NotMixable, InvalidArchive):  # it may be there the next time
                return ()
            known = tuple(_shown(result, preset) for preset in presets_of(looks))
            remember(self._known, key, known, _MOST_KNOWN)
        return tuple(replace(look, result=replace(look.result, job=job)) for look in known)

    def _first(self, jobs: Sequence[Job], looks: tuple[SimulatedLook, ...]) -> tuple[LookShown, ...]:
        """As the first of these jobs shows them that can."""
        return next(filter(None, (self._of_job(job, looks) for job in jobs)), ())


def _shown(result: LayeredResult, preset: Preset) -> LookShown:
    simulated = result.simulated(preset)
    return LookShown(preset.name, preset, result, simulated.strengths, simulated.remarks)
