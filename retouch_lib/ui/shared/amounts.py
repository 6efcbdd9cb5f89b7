"""How much of a result is shown and leaves: chosen in a viewer, kept, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from retouch_lib.errors import RetouchError
from retouch_lib.imaging.guard import ALL, NO_GUARD, Guard
from retouch_lib.imaging.strengths import FULL
from retouch_lib.imaging.strokes import Stroke
from retouch_lib.media.sent import sent_size
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.store.records import Job, Mix, Photo
from retouch_lib.ui import session
from retouch_lib.ui.server.urls import FULL as FILE
from retouch_lib.ui.server.urls import PREVIEW, TILE, file_url, mix_url
from retouch_lib.ui.session import Key, lab, owner
from retouch_lib.ui.shared.judging import MOST_STEPS
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.viewer import Amount, Shot
from retouch_lib.work.amounts import called, guard_of, strengths_of


def amounts_of(jobs: Sequence[Job]) -> dict[str, Mix]:
    """Of those of these jobs that are not shown whole, by id."""
    return lab().mixes.amounts(owner(), [job.id for job in jobs])


def with_amounts(photo: Photo, shots: Sequence[Shot], jobs: Sequence[Job], amounts: Mapping[str, Mix]) -> list[Shot]:
    """The same, where the results of these jobs can be shown in part, and are in what `amounts_of` them says.

    A result of another size than the photo has no pixels in common with it, and stays whole.
    """
    by_id = {job.id: job for job in jobs}
    return [
        _with_amount(photo, shot, by_id[shot.id], amounts.get(shot.id)) if shot.id in by_id else shot for shot in shots
    ]


def _with_amount(photo: Photo, shot: Shot, job: Job, kept: Mix | None) -> Shot:
    if not job.result or sent_size(photo, job) != (shot.width, shot.height):
        return shot
    amount = Amount(
        look=shot.label,
        strength=FULL,
        below=file_url(job.source, PREVIEW),
        below_full=file_url(job.source, FILE),
        strokes=guard_of(kept).of(ALL).kept.told() if kept else [],
        back=bool(session.value(session.amount_back(job.id))),
        ahead=bool(session.value(session.amount_ahead(job.id))),
    )
    if kept is None:
        return replace(shot, amount=amount)
    picture, strengths = PictureName(job.result, job.source), strengths_of(kept)
    preview, full = (mix_url(str(picture), str(strengths), part) for part in (PREVIEW, TILE))
    return replace(
        shot,
        label=called(shot.label, kept),
        name=str(replace(picture, mixed=strengths)),
        amount=replace(amount, strength=strengths.values[0], preview=preview, full=full),
    )


def choose_amount(told: object, jobs: Iterable[Job]) -> bool:
    """Do what the viewer says of one of these jobs' results; whether it said anything: the page is drawn once more."""
    if told is None:
        return False
    job = {job.id: job for job in jobs}.get(str(told.get("shot"))) if isinstance(told, Mapping) else None
    if isinstance(told, Mapping) and job is not None:
        _do(job, told)
    return True


def _do(job: Job, told: Mapping[str, object]) -> None:
    what, strength, now = told.get("what"), told.get("strength"), _now(job)
    if what == "undo":
        _step(job, session.amount_back, session.amount_ahead)
    elif what == "redo":
        _step(job, session.amount_ahead, session.amount_back)
    elif what == "stroke":
        _paint(job, now, told.get("stroke"))
    elif what == "clear":
        _change(job, replace(now, guard=NO_GUARD))
    elif isinstance(strength, int) and not isinstance(strength, bool) and 0 <= strength <= FULL:
        _change(job, replace(now, strength=strength), goes_on=told.get("goes_on") is True)


@dataclass(frozen=True, slots=True)
class _Kept:
    """How much of a result is kept, and where its photo is given back."""

    strength: int
    guard: Guard


def _now(job: Job) -> _Kept:
    kept = lab().mixes.amount(owner(), job.id)
    return _Kept(kept.strengths.values[0], guard_of(kept)) if kept else _Kept(FULL, NO_GUARD)


def _paint(job: Job, now: _Kept, told: object) -> None:
    try:
        guard = now.guard.add(ALL, "kept", Stroke.told(told))
    except ValueError:  # what no brush says, or more than is kept of one picture
        session.say("warning", "This stroke was not kept: there are too many on this picture.")
        return
    _change(job, replace(now, guard=guard))


def _change(job: Job, new: _Kept, *, goes_on: bool = False) -> None:
    """`goes_on`: it is one step with the one before, as presses of an arrow key are."""
    before = _now(job)
    if new == before or not _keep(job, new):
        return
    if not (goes_on and session.value(session.amount_back(job.id))):
        session.append(session.amount_back(job.id), before, MOST_STEPS)
    session.take(session.amount_ahead(job.id))


def _step(job: Job, source: Callable[[str], Key], target: Callable[[str], Key]) -> None:
    steps: list[_Kept] = session.value(source(job.id)) or []
    before = _now(job)
    if steps and _keep(job, steps[-1]):
        session.put(source(job.id), steps[:-1])
        session.append(target(job.id), before, MOST_STEPS)


def _keep(job: Job, new: _Kept) -> bool:
    """Whether it could be kept: its result may have been deleted in another tab."""
    try:
        lab().mixes.keep_amount(owner(), job.id, new.strength, new.guard)
    except RetouchError as error:
        session.say("warning", plain(str(error)))
        return False
    return True
