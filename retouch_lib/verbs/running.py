"""`run` and `fetch`: photos sent with presets, followed to their results; and results that are still out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from retouch_lib.errors import IllegalTransition, RetouchError
from retouch_lib.jobs.worker import ResultOver
from retouch_lib.lab import Lab
from retouch_lib.media.file_names import result_name
from retouch_lib.owners import LOCAL
from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import UNDER_WAY, Job, JobState, Run, RunItem, Share
from retouch_lib.verbs.events import NOTE, PLAN, RESULT, RUN, Event, Events
from retouch_lib.verbs.intake import NamedPhoto, photos_in, preset_meant
from retouch_lib.verbs.placing import IN_PLACE, NotInPlace, Placing, placing
from retouch_lib.verbs.saving import OutputFolder
from retouch_lib.verbs.watching import Watched, these, watched
from retouch_lib.work.plan import Plan

_MOST = 5_000
"""Jobs that one `fetch` waits for."""


class NoSuchRun(RetouchError):
    """No run has that id."""


def run(
    lab: Lab,
    *,
    photos: Sequence[str],
    presets: Sequence[str],
    server: str,
    output: str = "",
    place: str = "",
    replace: bool = False,
    project: str = "",
    spend: int = 0,
    anyway: bool = False,
    longest_side: int = 0,
    dry_run: bool = False,
    pressed: str = "",
) -> Events:
    """Send photos with presets, wait, and write each result into `output` as it comes.

    `place`, instead of `output`: "beside" each photo, or "in_place" of it. What is known, or under way, is not paid
    again. `spend`: the credits that it may take where a limit is passed. `dry_run`: the price is told, and nothing is
    sent. `pressed`: the run that another lab pressed for this; it is followed to its end. Raises RetouchError.
    """
    chosen = [preset_meant(lab, name) for name in dict.fromkeys(presets)]
    sources = yield from photos_in(lab, photos)
    if place == IN_PLACE:
        sources = yield from _not_done_yet(lab, sources, chosen)
    if not sources:
        return
    plan = None
    if not pressed:
        unique = list(dict.fromkeys(source.photo for source in sources))
        plan = lab.plan(LOCAL, unique, chosen, server, anyway=anyway, longest_side=longest_side)
        yield priced(lab, plan, spend)
        if dry_run:
            return
    placed = placing(output, place, sources, several=len(chosen) > 1, replace=replace)
    made = lab.run(plan, project, confirmed=spend) if plan else run_of(lab, pressed)
    yield from followed(lab, made, sources, placed)


def followed(lab: Lab, made: Run, sources: Sequence[NamedPhoto], placed: Placing | None) -> Events:
    """A run to its end; each result is written where it is to be as it comes."""
    yield {"kind": RUN, "run": made.id}
    wanted = _Wanted(lab, sources, placed)
    yield from watched(lab, lambda: _items(lab, made), lambda one: wanted.told(one, made))


def fetch(lab: Lab, *, runs: Sequence[str] = (), output: str = "", replace: bool = False) -> Events:
    """Wait for the results of these runs, or of all that is under way, and write them into `output`.

    Nothing is paid; what was swept is fetched once more where its server still has it. Raises RetouchError.
    """
    folder = OutputFolder.made(output, replace=replace) if output else None
    jobs = {item.job.id: item.job for name in runs for item in run_of(lab, name).items}
    if not runs:
        jobs = {job.id: job for job in lab.store.jobs(LOCAL, UNDER_WAY, _MOST)}
    for job in jobs.values():
        yield from _wanted_again(lab, job)

    yield from watched(lab, these(lab, jobs), lambda one: told_by_work_name(lab, one.job, folder))


def told_by_work_name(lab: Lab, job: Job, folder: OutputFolder | None) -> Events:
    """A job that has settled; its result is written under the names of photo and preset."""
    name = PurePath(result_name(job))
    yield from _told(
        job, job.photo_name, lambda *_: folder.save(lab, job, name.stem, name.suffix) if folder else None, None
    )


def priced(lab: Lab, plan: Plan, spend: int) -> Event:
    """What the plan would make and cost. `spend`: the credits that were said for it."""
    price = lab.choices(LOCAL).price
    takes = lab.takes([plan])
    return {
        "kind": PLAN,
        "server": plan.server.name,
        "results": len(plan.items),
        "to_make": plan.to_pay,
        "known": plan.known,
        "under_way": plan.running,
        "unsure": len(plan.unsure),
        "credits": plan.credits,
        "usd": round(plan.credits * price, 4) if price else None,
        "balance": lab.standing(LOCAL, plan.server.name).left if not plan.server.is_local else None,
        "limits": [] if plan.credits == spend else list(lab.budget(LOCAL).reasons(takes)),
    }


def _items(lab: Lab, pressed: Run) -> list[Watched]:
    now = lab.store.run(LOCAL, pressed.id) or pressed
    return [Watched(str(item.position), item.job) for item in now.items]


class _Wanted:
    """What `run` was asked for: which paths each photo has, and where its results go."""

    def __init__(self, lab: Lab, sources: Sequence[NamedPhoto], placed: Placing | None) -> None:
        self._lab, self._placed = lab, placed
        self._paths: dict[str, list[str]] = {}
        for source in dict.fromkeys(sources):
            self._paths.setdefault(source.photo, []).append(str(source.path))

    def told(self, one: Watched, pressed: Run) -> Events:
        """Nothing of a photo whose file was replaced before: another lab has told it."""
        item = next(item for item in pressed.items if str(item.position) == one.key)
        for path in self._paths.get(one.job.photo, []):
            yield from _told(one.job, path, self._put, item)

    def _put(self, job: Job, path: str, look: str) -> Path | None:
        return self._placed.put(self._lab, job, path, look) if self._placed else None


def _not_done_yet(
    lab: Lab, sources: Sequence[NamedPhoto], chosen: Sequence[Preset]
) -> Generator[Event, None, tuple[NamedPhoto, ...]]:
    """Those that are not the result of one of these presets already: who is called twice pays once."""
    fingerprints, left = {preset.fingerprint for preset in chosen}, []
    for source in sources:
        returned = lab.returning.take(LOCAL, source.photo)
        if returned is None or returned.simulated or returned.job.fingerprint not in fingerprints:
            left.append(source)
        else:
            path = str(source.path)
            yield {
                **job_facts(returned.job),
                "kind": RESULT,
                "photo": path,
                "saved": path,
                "note": "It was done before.",
            }
    return tuple(left)


def _told(job: Job, path: str, put: Callable[[Job, str, str], Path | None], item: RunItem | None) -> Events:
    """How a job ended for one path; its result is written before that where it is to be."""
    facts = {**job_facts(job), "kind": RESULT, "photo": path, "saved": None, **_share(item)}
    if job.state is JobState.DONE:
        try:
            saved = put(job, path, str(facts["preset"]))
        except NotInPlace as error:
            yield {**facts, "state": "not_written", "note": str(error)}
            return
        facts["saved"] = str(saved) if saved else None
    yield facts


def _share(item: RunItem | None) -> Mapping[str, Any]:
    return {} if item is None else {"preset": item.variant, "paid": item.share is Share.PAID}


def job_facts(job: Job) -> Event:
    """A job in plain values."""
    return {
        "job": job.id,
        "photo": job.photo_name,
        "preset": job.variant,
        "server": job.server,
        "state": job.state.value,
        "progress": job.progress,
        "note": job.note or job.reason,
        "remote_id": job.remote_id,
        "expires_at": job.expires_at.isoformat() if job.expires_at else None,
        "result": job.result,
    }


def run_of(lab: Lab, run_id: str) -> Run:
    """Raises NoSuchRun."""
    found = lab.store.run(LOCAL, run_id)
    if found is None:
        raise NoSuchRun(f"There is no run {run_id}: `retouch-lab history` lists them.")
    return found


def _wanted_again(lab: Lab, job: Job) -> Events:
    """Set a swept or provisional result going once more."""
    if job.state is not JobState.SWEPT and not job.provisional:
        return
    try:
        lab.jobs.fetch_again(LOCAL, job.id)
    except (ResultOver, IllegalTransition) as error:
        yield {"kind": NOTE, "text": f"{job.photo_name}, {job.variant}: {error}"}
