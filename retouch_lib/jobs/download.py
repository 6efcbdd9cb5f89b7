"""The last step: what is paid for is fetched, checked and kept, again and again for as long as it lives."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from retouch_lib.cloud.retry import pause
from retouch_lib.errors import CallError, RetouchError
from retouch_lib.imaging import archive
from retouch_lib.imaging.photo import verify
from retouch_lib.jobs import words
from retouch_lib.jobs.life import Watch, expiry
from retouch_lib.jobs.rooms import Rooms
from retouch_lib.presets import DEFAULT_MODE, Preset
from retouch_lib.store.records import Job, JobState

if TYPE_CHECKING:
    from retouch_lib.cloud.replies import Download

_log = logging.getLogger(__name__)


class Damaged(RetouchError):
    """A result whose bytes don't make the file they claim to be."""


def download(rooms: Rooms, job_id: str) -> JobState:
    """Fetch the result until it is on disk, or its life is over."""
    watch = Watch(rooms, rooms.job(job_id))
    failures = 0
    damaged: str | None = None
    while True:
        job = rooms.job(job_id)
        if job.state is not JobState.DOWNLOADING or job.remote_id is None:
            return job.state
        try:
            damaged = _fetch(rooms, job, job.remote_id, damaged)
        except CallError as error:
            _trouble(rooms, job, error, watch)
        except OSError as error:  # a full disk, for example: the result waits on the server meanwhile
            rooms.say(job, words.stuck(type(error).__name__), "OSError")
        else:
            if damaged is None:
                continue
        failures += 1
        if rooms.job(job_id).state is JobState.DOWNLOADING:
            rooms.stop.wait(max(pause(failures), rooms.server(job.server).every))


def _fetch(rooms: Rooms, job: Job, remote_id: str, damaged: str | None) -> str | None:
    """One download. Returns None when it is kept, else the SHA-256 of the damaged file.

    `damaged`: what came the time before. The same bytes twice are what the server has: they are kept with a note,
    because they are paid for and will be gone tomorrow.
    """
    part = rooms.files.new_part()
    try:
        got = rooms.stop.during(lambda: rooms.api(job.server).get_file(remote_id, part))
        note = ""
        try:
            rooms.stop.during(lambda: check(got.path, got.kind))
        except Exception as error:  # noqa: BLE001 - decoders fail in many ways; the bytes decide what follows
            if got.sha256 != damaged:
                rooms.say(job, words.DAMAGED, type(error).__name__)
                return got.sha256
            note = words.KEPT_AS_IT_CAME
        with rooms.files.settling:
            kept = _keep(rooms, job, got, note)
    finally:
        part.unlink(missing_ok=True)
    remark(rooms, kept)
    return None


def _keep(rooms: Rooms, job: Job, got: Download, note: str) -> Job:
    sha256 = rooms.files.adopt(got.path, got.sha256)
    return rooms.store.set_job(
        job.id,
        state=JobState.DONE,
        result=sha256,
        result_type=got.kind,
        result_bytes=got.bytes,
        progress=100,
        note=note,
        error="",
    )


def check(path: Path, kind: str) -> None:
    """Raise (Damaged, InvalidPhoto, …) unless the whole file is what its first bytes promise."""
    _CHECKS[kind](path)


def _check_picture(path: Path) -> None:
    verify(path, max_bytes=None)  # the limit is for what is sent; a result may be longer


def _check_archive(path: Path) -> None:
    archive.check(path)


def _check_json(path: Path) -> None:
    try:
        json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise Damaged("the JSON is damaged") from None


_CHECKS: dict[str, Callable[[Path], None]] = {
    "jpeg": _check_picture,
    "png": _check_picture,
    "zip": _check_archive,
    "json": _check_json,
}


def remark(rooms: Rooms, job: Job) -> None:
    """Add to a kept result's note what is odd about it. The result is safe by now: trouble here is only logged."""
    try:
        odd = rooms.stop.during(lambda: (_another_kind(job), _misfit(rooms, job)))
        if any(odd):
            rooms.store.set_job(job.id, when={job.state}, note=words.together(job.note, *odd))
    except Exception as error:  # noqa: BLE001 - the payload, or the file, is of a kind that can't be read here
        rooms.stop.check()
        _log.warning("no remark on the result of job %s: %s", job.id, type(error).__name__)


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


def _misfit(rooms: Rooms, job: Job) -> str:
    """A note where the layers can't lie over the photo: they have another size."""
    photo = rooms.store.photo(job.owner, job.photo) if job.result_type == "zip" else None
    size = archive.read(rooms.files.path(job.result)).size if photo and job.result else None
    if photo is None or size is None or size == (photo.width, photo.height):
        return ""
    return words.layers_of_another_size(size, (photo.width, photo.height))


def _trouble(rooms: Rooms, job: Job, error: CallError, watch: Watch) -> None:
    if watch.over(job, error):
        rooms.store.set_job(job.id, state=JobState.EXPIRED, note=words.EXPIRED, error="JobExpired")
        return
    rooms.say(job, words.download_trouble(error, expiry(job)), type(error).__name__)
