"""`run` and `fetch`: photos sent with presets, followed to their results; and results that are still out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from retouch_lib.errors import IllegalTransition, RetouchError
from retouch_lib.jobs.worker import ResultOver
from retouch_lib.lab import OWNER, Lab
from retouch_lib.media.file_names import extension_of, result_name, spelled_as
from retouch_lib.names import in_file_names
from retouch_lib.store.records import UNDER_WAY, Job, JobState, Run, RunItem, Share
from retouch_lib.verbs.events import NOTE, PLAN, RESULT, RUN, Event, Events
from retouch_lib.verbs.intake import NamedPhoto, photos_in, preset_meant
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
    replace: bool = False,
    project: str = "",
    spend: int = 0,
    anyway: bool = False,
    longest_side: int = 0,
    dry_run: bool = False,
    pressed: str = "",
) -> Events:
    """Send photos with presets, wait, and write each result into `output` as it comes.

    What is known, or under way, is not paid again. `spend`: the credits that it may take where a limit is passed.
    `dry_run`: the price is told, and nothing is sent. `pressed`: the run that another lab pressed for this; it is
    followed to its end. Raises RetouchError.
    """
    chosen = [preset_meant(lab, name) for name in dict.fromkeys(presets)]
    sources = yield from photos_in(lab, photos)
    if not sources:
        return
    plan = None
    if not pressed:
        unique = list(dict.fromkeys(source.photo for source in sources))
        plan = lab.plan(OWNER, unique, chosen, server, anyway=anyway, longest_side=longest_side)
        yield _priced(lab, plan, spend)
        if dry_run:
            return
    originals = [source.path for source in sources]
    folder = OutputFolder.made(output, replace=replace, originals=originals) if output else None
    made = lab.run(plan, project, confirmed=spend) if plan else _run_of(lab, pressed)
    yield {"kind": RUN, "run": made.id}
    wanted = _Wanted(lab, sources, folder, several=len(chosen) > 1)
    yield from watched(lab, lambda: _items(lab, made), lambda one: wanted.told(one, made))


def fetch(lab: Lab, *, runs: Sequence[str] = (), output: str = "", replace: bool = False) -> Events:
    """Wait for the results of these runs, or of all that is under way, and write them into `output`.

    Nothing is paid; what was swept is fetched once more where its server still has it. Raises RetouchError.
    """
    folder = OutputFolder.made(output, replace=replace) if output else None
    jobs = {item.job.id: item.job for name in runs for item in _run_of(lab, name).items}
    if not runs:
        jobs = {job.id: job for job in lab.store.jobs(OWNER, UNDER_WAY, _MOST)}
    for job in jobs.values():
        yield from _wanted_again(lab, job)

    yield from watched(lab, these(lab, jobs), lambda one: told_by_work_name(lab, one.job, folder))


def told_by_work_name(lab: Lab, job: Job, folder: OutputFolder | None) -> Events:
    """A job that has settled; its result is written under the names of photo and preset."""
    yield from _told(lab, job, [job.photo_name], folder, _work_name)


def _priced(lab: Lab, plan: Plan, spend: int) -> Event:
    price = lab.choices(OWNER).price
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
        "balance": lab.standing(OWNER, plan.server.name).left if not plan.server.is_local else None,
        "limits": [] if plan.credits == spend else list(lab.budget(OWNER).reasons(takes)),
    }


def _items(lab: Lab, pressed: Run) -> list[Watched]:
    now = lab.store.run(OWNER, pressed.id) or pressed
    return [Watched(str(item.position), item.job) for item in now.items]


class _Wanted:
    """What `run` was asked for: which paths each photo has, and how its results are called."""

    def __init__(self, lab: Lab, sources: Sequence[NamedPhoto], folder: OutputFolder | None, *, several: bool) -> None:
        self._lab, self._folder, self._several = lab, folder, several
        self._paths: dict[str, list[Path]] = {}
        for source in dict.fromkeys(sources):
            self._paths.setdefault(source.photo, []).append(source.path)

    def told(self, one: Watched, pressed: Run) -> Events:
        item = next(item for item in pressed.items if str(item.position) == one.key)
        paths = [str(path) for path in self._paths.get(one.job.photo, [Path(one.job.photo_name)])]
        yield from _told(
            self._lab,
            one.job,
            paths,
            self._folder,
            lambda job, path: named_as(path, job, item.variant if self._several else ""),
            item,
        )


def named_as(path: str, job: Job, look: str) -> tuple[str, str]:
    """How a result is called after the file at `path`: what stays of that name, and what comes behind it.

    `look`: the preset's name where there are several of a photo.
    """
    behind = f"_{in_file_names(look) or 'result'}" if look else ""
    return PurePath(path).stem, f"{behind}{spelled_as(path, extension_of(job))}"


def _work_name(job: Job, _path: str) -> tuple[str, str]:
    name = PurePath(result_name(job))
    return name.stem, name.suffix


def _told(
    lab: Lab, job: Job, paths: Sequence[str], folder: OutputFolder | None, name: Any, item: RunItem | None = None
) -> Events:
    """One event for each path; its result is written before that where it is to be."""
    for path in paths:
        saved = folder.save(lab, job, *name(job, path)) if folder and job.state is JobState.DONE else None
        yield {**job_facts(job), "kind": RESULT, "photo": path, "saved": str(saved) if saved else None, **_share(item)}


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


def _run_of(lab: Lab, run_id: str) -> Run:
    found = lab.store.run(OWNER, run_id)
    if found is None:
        raise NoSuchRun(f"There is no run {run_id}: `retouch-lab history` lists them.")
    return found


def _wanted_again(lab: Lab, job: Job) -> Events:
    """Set a swept or provisional result going once more."""
    if job.state is not JobState.SWEPT and not job.provisional:
        return
    try:
        lab.jobs.fetch_again(OWNER, job.id)
    except (ResultOver, IllegalTransition) as error:
        yield {"kind": NOTE, "text": f"{job.photo_name}, {job.variant}: {error}"}
