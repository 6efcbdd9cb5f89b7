"""Mixes: one paid layered result, every strength of its layers for nothing.

result = lab.mixes.result("local", job_id)
strengths = result.simulated(BALANCED).strengths
mix = lab.mixes.keep("local", result, strengths)
lab.run(lab.mixes.confirming("local", mix).plan)
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from retouch_lib.errors import InvalidArchive, InvalidPayload, RetouchError
from retouch_lib.imaging.archive.layer_order import Layer
from retouch_lib.imaging.guard import NO_GUARD, Guard
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.owners import Owner
from retouch_lib.presets.layer_request import NAME, LayerRequest, layers_for
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.simulating import Saved, Simulation, as_preset, simulate
from retouch_lib.presets.sliders import Slider, sliders
from retouch_lib.presets.transferring import transferred
from retouch_lib.store.mixes import LONGEST_NAME as LONGEST_NAME
from retouch_lib.store.records import Job, JobState, Mix, MixKind
from retouch_lib.store.store import Store
from retouch_lib.words.text import visible
from retouch_lib.work.amounts import guard_of as guard_of  # public here too
from retouch_lib.work.amounts import shown_in_part
from retouch_lib.work.plan import Plan

MOST_KEPT = 20
"""Mixes of one result that are set aside."""
_ROOM_FOR_A_NUMBER = 4
_ENOUGH = f"{MOST_KEPT} mixes of this result are kept already. Delete one first."
MakePlan = Callable[..., Plan]
"""`lab.Lab.plan`."""
_NO_RESULT = "There is no such result any more. Its layers can’t be mixed."
_NO_LAYERS = "This result has no layers: it is one picture. Render the photo’s layers to mix them."


class NotMixable(RetouchError):
    """There is nothing to be mixed; a sentence says why."""


@dataclass(frozen=True, slots=True)
class LayeredResult:
    """A result whose layers can be mixed."""

    job: Job
    picture: PictureName
    """Its layers over what the job was made of; as text it stands in addresses."""
    layers: tuple[Layer, ...]
    """All of them, masks too, the lowest first."""
    rendered: Preset
    """What it was asked with."""
    sliders: tuple[Slider, ...]
    """Of the layers that are composited, the lowest first."""

    @property
    def whole(self) -> Strengths:
        """All layers as they came."""
        return Strengths.full(len(self.layers))

    def fits(self, strengths: Strengths) -> bool:
        """Whether they are of an archive with as many layers."""
        return len(strengths.values) == len(self.layers)

    def simulated(self, preset: Preset, *, extrapolate: bool = False) -> Simulation:
        """That preset as strengths of these layers; what they can't show of it is named."""
        return simulate(preset, self.sliders, len(self.layers), extrapolate=extrapolate)

    def as_preset(self, strengths: Strengths, name: str = "") -> Saved:
        """A mix as a preset, in the plugins' steps. Raises InvalidPayload where nothing of it is on."""
        return as_preset(self.sliders, strengths, self.rendered, name)

    def copied(self, other: LayeredResult, strengths: Strengths) -> Simulation:
        """The strengths of a mix of another result as strengths of these layers: both stand for the same values."""
        return transferred(other.sliders, strengths, self.sliders, len(self.layers))


@dataclass(frozen=True, slots=True)
class SameMix:
    """A mix as it is on another photo's layers."""

    result: LayeredResult
    strengths: Strengths
    remarks: tuple[str, ...]
    """What these layers can't show of it."""


class Confirming(NamedTuple):
    """What a mix is as a preset, and what rendering that would cost."""

    saved: Saved
    plan: Plan


class Mixing:
    """By owner. Every call reads the store anew."""

    def __init__(
        self,
        store: Store,
        layer_views: LayerViews,
        plan: MakePlan,
        require_one_size: Callable[[PictureName], object],
    ) -> None:
        """`require_one_size`: `media.mixes.Mixes.require_one_size`."""
        self._store, self._layer_views, self._plan = store, layer_views, plan
        self._require_one_size = require_one_size

    # What there is to mix

    def result(self, owner: Owner, job_id: str) -> LayeredResult:
        """Raises NotMixable for a job that is not this owner's or has no result, and for a result without layers;
        InvalidArchive for one that can't be opened."""
        return self._opened(*self.over_photo(owner, job_id))

    def result_of(self, job: Job) -> LayeredResult:
        """That of a done job which was read just now: the store is not asked again. Raises as `result`."""
        if job.state is not JobState.DONE or job.result is None:
            raise NotMixable(_NO_RESULT)
        return self._opened(job, PictureName(job.result, job.source))

    def _opened(self, job: Job, picture: PictureName) -> LayeredResult:
        if job.result_type != "zip":
            raise NotMixable(_NO_LAYERS)
        try:
            archive = self._layer_views.archive(picture.file)
            rendered = Preset.from_json(job.payload, job.variant)
        except OSError:
            raise NotMixable(_NO_RESULT) from None
        except InvalidPayload:  # a job of an older version: its layers are still opacities
            rendered = Preset(job.variant, ())
        made = sliders(rendered, archive.layers)
        if not made:
            raise NotMixable(_NO_LAYERS)
        return LayeredResult(job, picture, archive.layers, rendered, made)

    def over_photo(self, owner: Owner, job_id: str) -> tuple[Job, PictureName]:
        """A job and its result over what it was made of, flat or layered: what an amount goes between.

        Raises NotMixable for a job that is not this owner's or has no result.
        """
        job = self._store.job(owner, job_id)
        if job is None or job.state is not JobState.DONE or job.result is None:
            raise NotMixable(_NO_RESULT)
        return job, PictureName(job.result, self._store.source_of(job.result, job.photo))

    def results(self, owner: Owner, photo: str | None = None, limit: int = 50) -> tuple[Job, ...]:
        """Jobs that brought layers, of one photo or of all, the newest first."""
        return self._store.layered_results(owner, photo, limit)

    def latest(self, owner: Owner) -> LayeredResult | None:
        """That of the mix changed last, or else the newest; None where there is none that can be opened."""
        changed = [mix.job for mix in self._store.mixes(owner, kind=MixKind.MIX, limit=1)]
        jobs = (self._store.job(owner, job_id) for job_id in changed)
        return self._first(owner, [*(job for job in jobs if job is not None), *self.results(owner)])

    def showing(self, owner: Owner, photo: str, presets: Sequence[Preset]) -> LayeredResult | None:
        """The newest result of that photo whose layers show all these presets as they are; None without one."""
        for job in self.results(owner, photo):
            try:
                result = self.result(owner, job.id)
            except (NotMixable, InvalidArchive):
                continue
            if all(result.simulated(preset).is_whole for preset in presets):
                return result
        return None

    def same_on(
        self, owner: Owner, result: LayeredResult, strengths: Strengths, photos: Iterable[str]
    ) -> tuple[SameMix, ...]:
        """That mix on the layers of other photos, by its values; photos without layers that can be opened are left out.

        Of a photo's layers those count that were asked with the same payload, or else the newest.
        """
        found = []
        for photo in photos:
            jobs = self.results(owner, photo)
            alike = [job for job in jobs if job.fingerprint == result.job.fingerprint]
            other = self._first(owner, [*alike, *jobs])
            if other is not None and other.job.id != result.job.id:
                made = transferred(result.sliders, strengths, other.sliders, len(other.layers))
                found.append(SameMix(other, made.strengths, made.remarks))
        return tuple(found)

    def _first(self, owner: Owner, jobs: Iterable[Job]) -> LayeredResult | None:
        """The first of them that can be mixed."""
        for job_id in dict.fromkeys(job.id for job in jobs):
            try:
                return self.result(owner, job_id)
            except (NotMixable, InvalidArchive):
                continue
        return None

    # Mixes

    def mixes(self, owner: Owner, job_id: str | None = None) -> tuple[Mix, ...]:
        """The owner's, or those of one result; the last changed first."""
        return self._store.mixes(owner, job_id)

    def mix(self, owner: Owner, mix_id: str) -> Mix | None:
        """None for one that is not this owner's, or is deleted."""
        return self._store.mix(owner, mix_id)

    def of(self, owner: Owner, result: LayeredResult) -> Mix | None:
        """The mix of that result that its sliders move: the one changed last; None where it was never mixed."""
        return next(iter(self._of(owner, result, MixKind.MIX)), None)

    def kept(self, owner: Owner, result: LayeredResult) -> tuple[Mix, ...]:
        """What was set aside of that result, the first one first."""
        return tuple(sorted(self._of(owner, result, MixKind.KEPT), key=lambda mix: mix.made_at))

    def kept_of(self, owner: Owner, job_ids: Collection[str]) -> tuple[Mix, ...]:
        """What was set aside of any of these jobs' results, the first one first."""
        found = self._store.mixes_of(owner, job_ids, MixKind.KEPT) if job_ids else ()
        return tuple(sorted(found, key=lambda mix: mix.made_at))

    def set_aside(
        self, owner: Owner, result: LayeredResult, strengths: Strengths, name: str, guard: Guard = NO_GUARD
    ) -> Mix:
        """Keep a mix as it is, to be looked at beside others. Its name gets a number where one is called so already.

        Raises store.runs.Gone, ValueError for strengths of another archive, and NotMixable for more than MOST_KEPT.
        """
        if not result.fits(strengths):
            raise ValueError("strengths of another archive")
        kept = self.kept(owner, result)
        if len(kept) >= MOST_KEPT:
            raise NotMixable(_ENOUGH)
        called = _numbered(_name(name), {mix.name for mix in kept})
        return self._add(owner, result.job.id, strengths, called, strengths.extrapolated, guard, MixKind.KEPT)

    def _of(self, owner: Owner, result: LayeredResult, kind: MixKind) -> list[Mix]:
        mixes = self._store.mixes(owner, result.job.id, kind)
        return [mix for mix in mixes if result.fits(mix.strengths)]

    def keep(
        self,
        owner: Owner,
        result: LayeredResult,
        strengths: Strengths,
        *,
        name: str = "",
        extrapolate: bool = False,
        guard: Guard = NO_GUARD,
    ) -> Mix:
        """A new mix of that result. Raises store.runs.Gone, ValueError for strengths of another archive."""
        if not result.fits(strengths):
            raise ValueError("strengths of another archive")
        return self._add(owner, result.job.id, strengths, name, extrapolate, guard)

    def amount(self, owner: Owner, job_id: str) -> Mix | None:
        """How much of any result is kept, flat or layered; None where it is shown as it came."""
        return self.amounts(owner, [job_id]).get(job_id)

    def amounts(self, owner: Owner, job_ids: Collection[str]) -> dict[str, Mix]:
        """Of each of these jobs, by its id; none of one whose result is shown as it came."""
        return shown_in_part(self._store, owner, job_ids)

    def keep_amount(self, owner: Owner, job_id: str, strength: int, guard: Guard | None = None) -> Mix:
        """Keep how much of a result is shown, in thousandths: 0 is the photo, 1000 the result.

        `guard`: where the photo is given back, of ALL; None leaves it as it is. Raises NotMixable for a result that is
        not there, InvalidPhoto and InvalidArchive for one of another size than its photo, ValueError for more.
        """
        if strength > FULL:
            raise ValueError("more than the whole result")
        job, picture = self.over_photo(owner, job_id)
        try:
            self._require_one_size(picture)
        except OSError:
            raise NotMixable(_NO_RESULT) from None
        kept, amount = self._store.amounts(owner, [job.id]).get(job.id), Strengths((strength,))
        if kept is None:
            return self._add(owner, job.id, amount, guard=guard or NO_GUARD, kind=MixKind.AMOUNT)
        return self.set_strengths(owner, kept, amount, guard=guard)

    def set_strengths(
        self,
        owner: Owner,
        mix: Mix,
        strengths: Strengths,
        *,
        extrapolate: bool | None = None,
        guard: Guard | None = None,
    ) -> Mix:
        """Keep other strengths of the same layers, or another guard.

        What takes it back is the same call with what `mix` had. Raises store.runs.Gone where it was deleted, ValueError
        for strengths of other layers.
        """
        if len(strengths.values) != len(mix.strengths.values):
            raise ValueError("strengths of another archive")
        chosen = mix.extrapolate if extrapolate is None else extrapolate
        kept = mix.guard if guard is None else str(guard)
        return self._store.change_mix(owner, mix.id, strengths=strengths, extrapolate=chosen, guard=kept)

    def rename(self, owner: Owner, mix: Mix, name: str) -> Mix:
        """At most LONGEST_NAME characters of it are kept. Raises store.runs.Gone."""
        return self._store.change_mix(owner, mix.id, name=_name(name))

    def delete(self, owner: Owner, mix: Mix) -> None:
        """For good; its result stays."""
        self._store.delete_mix(owner, mix.id)

    # Plans

    def rendering(
        self, owner: Owner, photo: str, presets: Iterable[Preset], server_name: str, *, longest_side: int = 0
    ) -> tuple[LayerRequest, Plan]:
        """What has to be rendered to mix these presets on that photo, and what a press would cost.

        A result with the same layers that is known or under way is joined, as by every plan; the first preset's is what
        doesn't add up (Heal's sensitivity, Scale). Raises InvalidPayload, InvalidPhoto.
        """
        request = layers_for(list(presets))
        return request, self._plan(owner, [photo], [request.preset], server_name, longest_side=longest_side)

    def confirming(self, owner: Owner, mix: Mix, *, server_name: str = "") -> Confirming:
        """The mix as a preset, rendered on its photo as its layers were: on that server, or the one they came from.

        Raises InvalidPayload where nothing of it is on, InvalidPhoto, InvalidArchive, NotMixable.
        """
        result = self.result(owner, mix.job)
        job = result.job
        saved = result.as_preset(mix.strengths, mix.name or ("mix" if job.variant == NAME else f"{job.variant} mix"))
        plan = self._plan(owner, [job.photo], [saved.preset], server_name or job.server, longest_side=job.longest_side)
        return Confirming(saved, plan)

    def _add(
        self,
        owner: Owner,
        job_id: str,
        strengths: Strengths,
        name: str = "",
        extrapolate: bool = False,
        guard: Guard = NO_GUARD,
        kind: MixKind = MixKind.MIX,
    ) -> Mix:
        now = self._store.now()
        mix = Mix(str(uuid.uuid4()), owner, job_id, _name(name), strengths, extrapolate, str(guard), now, now, kind)
        return self._store.add_mix(mix)


def _numbered(name: str, taken: Collection[str]) -> str:
    """The name, or "name 2", "name 3" where it is taken."""
    names = (f"{name[: LONGEST_NAME - _ROOM_FOR_A_NUMBER]} {number}" for number in range(2, len(taken) + 2))
    return next(one for one in (name, *names) if one not in taken)


def _name(text: str) -> str:
    return " ".join(visible(text).split())[:LONGEST_NAME]
