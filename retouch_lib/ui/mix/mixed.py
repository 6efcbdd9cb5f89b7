"""What Mix shows: a layered result of the photo shown, and how strongly its layers lie; kept, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.imaging.guard import Guard
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.store.records import Job, Mix, Photo
from retouch_lib.ui import session
from retouch_lib.ui.session import Key, lab, owner
from retouch_lib.ui.shared.judging import MOST_STEPS
from retouch_lib.ui.shared.opening import opening
from retouch_lib.ui.shared.shots import result_label
from retouch_lib.ui.shared.text import distinct, plain
from retouch_lib.words.times import day_of_year_and_time
from retouch_lib.work.amounts import strengths_of
from retouch_lib.work.mixing import LayeredResult, guard_of

PLACE = "mix"
"""Of sentences on this page."""


@dataclass(frozen=True, slots=True)
class Mixed:
    """A layered result as it is mixed now."""

    photo: Photo
    result: LayeredResult
    mix: Mix
    """Not kept as long as nothing was changed: its id is empty."""

    alone: int | None = None
    """The number of the layer that is looked at alone; what is kept and what leaves is the whole mix."""

    @property
    def strengths(self) -> Strengths:
        return self.mix.strengths

    @property
    def guard(self) -> Guard:
        """Where layers are taken away on this photo."""
        return guard_of(self.mix)

    @property
    def leaving(self) -> Strengths:
        """What is saved and downloaded: with its guard."""
        return strengths_of(self.mix)

    @property
    def seen(self) -> Strengths:
        """The strengths that the picture shows: of a layer alone its own, or as it was rendered where it is off."""
        if self.alone is None:
            return self.leaving
        own = self.strengths.values[self.alone] or FULL
        return Strengths((0,) * len(self.strengths.values), self.leaving.guard).put(self.alone, own)


class Step(NamedTuple):
    """What can be taken back."""

    strengths: Strengths
    guard: Guard


def mix_id(mixed: Mixed) -> str:
    """By which the board and the viewer know it."""
    return f"mix-{mixed.result.job.id}"


def choose(photo: Photo) -> Mixed | None:
    """Draw the choice between the photo's layered results, where there are several; None without one to mix."""
    jobs = lab().mixes.results(owner(), photo.sha256)
    if not jobs:
        return None
    job_id = _choice(photo, jobs) if len(jobs) > 1 else jobs[0].id
    try:
        result = lab().mixes.result(owner(), job_id)
    except RetouchError as error:
        st.warning(plain(str(error)))
        return None
    return of_result(photo, result)


def taken_from_sweep(mixed: Mixed) -> Mixed:
    """With the strengths of the cell that was chosen on Sweep, as a step that can be taken back."""
    job_id, strengths = session.take(session.MIX_TAKEN) or ("", None)
    if strengths is None or job_id != mixed.result.job.id:
        return mixed
    change(mixed, strengths, extrapolate=mixed.mix.extrapolate or strengths.extrapolated)
    return again(mixed)


def of_result(photo: Photo, result: LayeredResult) -> Mixed:
    """As it is kept, or as it opens where nothing is."""
    alone = session.value(session.mix_alone(result.job.id))
    return Mixed(photo, result, lab().mixes.of(owner(), result) or _unkept(result), alone)


def _choice(photo: Photo, jobs: Sequence[Job]) -> str:
    names = distinct([f"{result_label(job)} · {day_of_year_and_time(job.created_at, seconds=True)}" for job in jobs])
    labels = dict(zip([job.id for job in jobs], names, strict=True))
    key = session.mix_result(photo.sha256)
    chosen = st.selectbox("Layers", list(labels), key=key, format_func=lambda job_id: labels[job_id])
    return str(chosen)


def _unkept(result: LayeredResult) -> Mix:
    now, (look, found) = lab().clock(), opening(result)
    name = mix_name(look) if look else ""
    return Mix("", owner(), result.job.id, name, found.strengths, False, guard="", made_at=now, changed_at=now)


def mix_name(look: str) -> str:
    """What a mix is called that was begun from a look."""
    return f"{look} mix"


def again(mixed: Mixed) -> Mixed:
    """As it is kept by now."""
    return of_result(mixed.photo, mixed.result)


def change(
    mixed: Mixed,
    strengths: Strengths,
    *,
    extrapolate: bool | None = None,
    guard: Guard | None = None,
    goes_on: bool = False,
) -> None:
    """Keep other strengths, or another guard; what takes it back is remembered, of what goes on with the step before,
    that one's."""
    session.take(session.MIX_SAID)
    beyond = mixed.mix.extrapolate if extrapolate is None else extrapolate
    before, after = Step(mixed.strengths, mixed.guard), Step(strengths, mixed.guard if guard is None else guard)
    if before == after and beyond == mixed.mix.extrapolate:
        return
    if _keep(mixed, after, beyond) and before != after:
        if not (goes_on and can_take_back(mixed)):
            session.append(session.mix_back(mixed.result.job.id), before, MOST_STEPS)
        session.take(session.mix_ahead(mixed.result.job.id))


def call(mixed: Mixed, name: str) -> None:
    """Name it, once it is kept: after the look that it was begun from."""
    if mixed.mix.id and mixed.mix.name != name:
        try:
            lab().mixes.rename(owner(), mixed.mix, name)
        except RetouchError as error:
            session.say("warning", plain(str(error)), PLACE)


def take_back(mixed: Mixed) -> None:
    _step(mixed, session.mix_back, session.mix_ahead)


def do_again(mixed: Mixed) -> None:
    _step(mixed, session.mix_ahead, session.mix_back)


def can_take_back(mixed: Mixed) -> bool:
    return bool(session.value(session.mix_back(mixed.result.job.id)))


def can_do_again(mixed: Mixed) -> bool:
    return bool(session.value(session.mix_ahead(mixed.result.job.id)))


def most(mixed: Mixed, highest: int) -> int:
    """How far a slider goes that could go to `highest`."""
    return highest if mixed.mix.extrapolate else FULL


def within(strengths: Strengths) -> Strengths:
    """The same without what is extrapolated."""
    return Strengths(tuple(min(value, FULL) for value in strengths.values))


def _step(mixed: Mixed, source: Callable[[str], Key], target: Callable[[str], Key]) -> None:
    steps: list[Step] = session.value(source(mixed.result.job.id)) or []
    if not steps:
        return
    session.take(session.MIX_SAID)
    if _keep(mixed, steps[-1], mixed.mix.extrapolate or steps[-1].strengths.extrapolated):
        session.put(source(mixed.result.job.id), steps[:-1])
        session.append(target(mixed.result.job.id), Step(mixed.strengths, mixed.guard), MOST_STEPS)


def _keep(mixed: Mixed, step: Step, beyond: bool) -> bool:
    """Whether it could be kept: its result may have been deleted in another tab."""
    try:
        if mixed.mix.id:
            lab().mixes.set_strengths(owner(), mixed.mix, step.strengths, extrapolate=beyond, guard=step.guard)
        else:
            name = mixed.mix.name
            lab().mixes.keep(owner(), mixed.result, step.strengths, name=name, extrapolate=beyond, guard=step.guard)
    except RetouchError as error:
        session.say("warning", plain(str(error)), PLACE)
        return False
    return True
