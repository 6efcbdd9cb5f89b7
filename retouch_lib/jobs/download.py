"""The last step: what is paid for is fetched, checked and kept, again and again for as long as it lives."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from retouch_lib.cloud.retry import pause
from retouch_lib.errors import CallError, IllegalTransition, InvalidPayload, RetouchError
from retouch_lib.imaging.archive import read as archive
from retouch_lib.imaging.files.photo import inspect, verify
from retouch_lib.jobs import balances, words
from retouch_lib.jobs.context import JobContext
from retouch_lib.jobs.life import Watch, expiry
from retouch_lib.jobs.patience import patiently
from retouch_lib.presets.preset import DEFAULT_MODE, Preset, Task
from retouch_lib.store.records import Job, JobState, Kept
from retouch_lib.store.removals import Removal

if TYPE_CHECKING:
    from retouch_lib.cloud.replies import Download

MAX_PARSED = 4 << 20
"""Bytes of a JSON that are parsed to see whether it is whole, which takes up to 30 times as many; real ones have some
hundred kB. Of a longer one only its two ends are looked at."""

_log = logging.getLogger(__name__)

_CROP = "Crop"
_FIRST_LOOK, _RAREST_LOOK = 30.0, 1800.0
"""Seconds between two downloads of what came damaged twice; each pause is twice the one before."""


class Damaged(RetouchError):
    """A result whose bytes don't make the file they claim to be."""


def fetching(job_id: str) -> str:
    """The topic of the waits between two downloads of a job; see `Stop.nudge`."""
    return f"fetching {job_id}"


def download(context: JobContext, job_id: str) -> JobState:
    """Fetch the result until a whole one is on disk, or its life is over.

    What can't be checked is kept provisionally when it comes a second time, for it is paid for: the job is DONE with
    it, and a better one is fetched on, ever more rarely, until the server has none.
    """
    job = context.job(job_id)
    fetching_it = _Fetching(context, job)
    while job.to_fetch and job.remote_id is not None:
        try:
            seconds = fetching_it.once(job, job.remote_id)
        except KeyError:
            if context.store.any_job(job_id) is not None:
                raise
            break
        if seconds:
            context.stop.wait(seconds, fetching(job_id))
        now = context.store.any_job(job_id)
        if now is None:  # deleted meanwhile, with its provisional result
            break
        job = now
    return job.state


class _Fetching:
    """One job's downloads, with what went wrong in a row."""

    def __init__(self, context: JobContext, job: Job) -> None:
        self._context = context
        self._watch = Watch(context, job)
        self._failures = 0
        self._damaged = 0
        self._looks = 0
        """Downloads since there is a provisional result."""

    def once(self, job: Job, remote_id: str) -> float:
        """One download; returns the seconds until another is due, 0 for none."""
        context = self._context
        self._looks += job.provisional
        try:
            kept = self._fetch(job, remote_id)
        except CallError as error:
            kept = self._trouble(job, error)
        except OSError as error:  # a full disk, for example: the result waits on the server meanwhile
            kept = job if job.provisional else context.say(job, words.stuck(type(error).__name__), "OSError")
        self._failures += 1
        if kept.ended and not job.ended and kept.to_fetch:
            balances.read_after_an_end(context, job.id)  # the step may go on for a day
        if kept.provisional:
            return min(_FIRST_LOOK * 2.0 ** min(self._looks, 16), _RAREST_LOOK)
        return max(pause(self._failures), context.server(job.server).every) if kept.to_fetch else 0.0

    def _fetch(self, job: Job, remote_id: str) -> Job:
        """The job after a download that came to its end."""
        context = self._context
        part = context.files.new_part()
        try:
            got = context.stop.during(lambda: context.api(job.server).get_file(remote_id, part))
            self._watch.answered(got.said_at)
            try:
                context.stop.during(lambda: check(got.path, got.kind))
            except Exception as error:  # noqa: BLE001 - decoders fail in many ways; the bytes decide what follows
                return self._take_damaged(job, got, type(error).__name__)
            return remark(context, _keep(context, job, got, Kept.WHOLE))
        finally:
            part.unlink(missing_ok=True)

    def _take_damaged(self, job: Job, got: Download, error: str) -> Job:
        context = self._context
        self._damaged += 1
        if self._watch.past(job):
            return _settle(context, job) if job.provisional else _keep_damaged(context, job, got, Kept.DAMAGED, error)
        if job.provisional:
            more = got.bytes > (job.result_bytes or 0)  # the more of it, the better
            if more:
                return _keep_damaged(context, job, got, Kept.PROVISIONAL, error)
            note = words.provisional(expiry(job), context.clock())
            return context.store.set_job(job.id, when={JobState.DONE}, note=note, error=error)
        if self._damaged > 1:
            return _keep_damaged(context, job, got, Kept.PROVISIONAL, error)
        return context.say(job, words.DAMAGED, error)

    def _trouble(self, job: Job, error: CallError) -> Job:
        context = self._context
        over = self._watch.over(job, error)
        forgotten = self._watch.forgotten()
        if job.provisional:
            return _settle(context, job) if over or forgotten else job
        if forgotten:
            return context.write(job, state=JobState.FAILED, note=words.FORGOTTEN, error="NotFound")
        local = context.server(job.server).is_local
        if over:
            note = words.expired(paid=not local)
            return context.write(job, state=JobState.EXPIRED, note=note, error="JobExpired")
        note = words.engine_trouble(error) if local else words.download_trouble(error, expiry(job))
        return context.say(job, note, type(error).__name__)


def _keep_damaged(context: JobContext, job: Job, got: Download, kept: Kept, error: str) -> Job:
    provisional = words.provisional(expiry(job), context.clock())
    note = provisional if kept is Kept.PROVISIONAL else words.KEPT_AS_IT_CAME
    return _keep(context, job, got, kept, note, error)


def _keep(context: JobContext, job: Job, got: Download, kept: Kept, note: str = "", error: str = "") -> Job:
    """Move the file to its place and end the row; no deletion sees one without the other."""

    def settle() -> Job:
        with context.files.settling:
            if got.path.exists() or not context.files.has(got.sha256):
                context.files.adopt(got.path, got.sha256)
            try:
                return context.plain_store.set_job(
                    job.id,
                    seen=job,
                    state=JobState.DONE,
                    result=got.sha256,
                    result_type=got.kind,
                    result_bytes=got.bytes,
                    kept=kept,
                    progress=100,
                    note=note,
                    error=error,
                )
            except (KeyError, IllegalTransition):  # the job was deleted or swept meanwhile, so its file goes too
                context.plain_store.remove_later(Removal.FILE, [got.sha256])
                raise

    return patiently(context.stop, settle)


def _settle(context: JobContext, job: Job) -> Job:
    """What was kept provisionally is all that there will be."""
    return context.store.set_job(job.id, when={JobState.DONE}, kept=Kept.DAMAGED, note=words.KEPT_AS_IT_CAME)


def check(path: Path, kind: str) -> None:
    """Raise (Damaged, InvalidPhoto, …) unless the whole file is what its first bytes promise."""
    _CHECKS[kind](path)


def _check_picture(path: Path) -> None:
    verify(path, max_bytes=None)  # the limit is for what is sent; a result may be longer


def _check_archive(path: Path) -> None:
    archive.check(path)


def _check_json(path: Path) -> None:
    if path.stat().st_size > MAX_PARSED:
        _check_brackets(path)
        return
    try:
        json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise Damaged("the JSON is damaged") from None


def _check_brackets(path: Path) -> None:
    """Of a JSON too long to be parsed: whether it ends with the bracket that it begins with."""
    blank = b"\xef\xbb\xbf \t\r\n\0"
    with path.open("rb") as file:
        begin = file.read(512).lstrip(blank)[:1]
        file.seek(-512, io.SEEK_END)
        end = file.read().rstrip(blank)[-1:]
    if (begin, end) not in ((b"{", b"}"), (b"[", b"]")):
        raise Damaged("the JSON has no end")


_CHECKS: dict[str, Callable[[Path], None]] = {
    "jpeg": _check_picture,
    "png": _check_picture,
    "zip": _check_archive,
    "json": _check_json,
}


def remark(context: JobContext, job: Job) -> Job:
    """Add to a kept result's note what is odd about it. The result is safe by now: trouble here is only logged."""
    looks = (lambda: _another_kind(job), lambda: _misfit(context, job), lambda: _same_number(context, job))
    odd = [_looked(context, job, look) for look in looks]
    if not any(odd):
        return job
    try:
        return context.store.set_job(job.id, when={job.state}, note=words.together(job.note, *odd))
    except Exception as error:  # noqa: BLE001 - whatever it is, the result is here
        context.stop.check()
        _log.warning("the remark on the result of job %s is not written: %s", job.id, type(error).__name__)
        return job


def _looked(context: JobContext, job: Job, look: Callable[[], str]) -> str:
    try:
        return context.stop.during(look)
    except Exception as error:  # noqa: BLE001 - the payload, or the file, is of a kind that can't be read here
        context.stop.check()
        _log.warning("no remark on the result of job %s: %s", job.id, type(error).__name__)
        return ""


def _another_kind(job: Job) -> str:
    """A note where the file is of another kind than was asked for."""
    preset = Preset.from_json(job.payload)
    if preset.mode != DEFAULT_MODE:
        return ""
    form = preset.extra.get("outputFormat")
    layers = form == "zip" or (form is None and preset.layered)
    if layers and job.result_type in ("jpeg", "png"):
        return words.FLAT_INSTEAD_OF_LAYERS
    if form in (None, "jpeg") and not layers and job.result_type in ("zip", "json"):
        return words.unexpected_kind(job.result_type)
    return ""


def _misfit(context: JobContext, job: Job) -> str:
    """A note where the picture, or its layers, have another size than the photo, and nothing sent asks for that."""
    photo = context.store.photo(job.owner, job.photo)
    if photo is None or job.result is None:
        return ""
    path, size = context.files.path(job.result), (photo.width, photo.height)
    if job.result_type == "zip":
        layers = archive.read(path).size
        return words.layers_of_another_size(layers, size) if layers not in (None, size) else ""
    if job.result_type not in ("jpeg", "png") or any(task.plugin == _CROP for task in _tasks(job)):
        return ""
    info = inspect(path, max_bytes=None)
    came = (info.width, info.height)
    return words.picture_of_another_size(came, size) if came != size else ""


def _tasks(job: Job) -> tuple[Task, ...]:
    try:
        return Preset.from_json(job.payload).tasks
    except InvalidPayload:
        return ()


def _same_number(context: JobContext, job: Job) -> str:
    """A note where another job got the same id from the same server; on that other job's result too."""
    others = context.store.same_remote(job)
    for other in others:
        if other.state is JobState.DONE and words.SAME_NUMBER not in other.note:
            note = words.together(other.note, words.SAME_NUMBER)
            context.store.set_job(other.id, when={JobState.DONE}, note=note)
    return words.SAME_NUMBER if others else ""
