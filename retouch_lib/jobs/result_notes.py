"""What a job's note says of a kept result that is odd: another kind or size than was asked for, another job's id."""

from __future__ import annotations

import logging
from collections.abc import Callable

from retouch_lib.errors import InvalidPayload
from retouch_lib.imaging.archive.read import read_archive
from retouch_lib.imaging.files.photo import inspect
from retouch_lib.jobs import words
from retouch_lib.jobs.context import JobContext
from retouch_lib.media.sent import sent_size
from retouch_lib.presets.preset import DEFAULT_MODE, Preset, Task
from retouch_lib.store.records import Job, JobState

_log = logging.getLogger(__name__)
_CROP = "Crop"


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
    path, size = context.files.path(job.result), sent_size(photo, job)
    if job.result_type == "zip":
        layers = read_archive(path).size
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
