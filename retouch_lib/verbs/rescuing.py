"""`rescue`: jobs that another program paid for, found by their ids and fetched for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from retouch_lib.cloud.replies import StatusReply, is_id
from retouch_lib.errors import CallError, IllegalTransition, NotFound, RetouchError
from retouch_lib.jobs.worker import ResultOver
from retouch_lib.lab import Lab
from retouch_lib.media.file_names import EXTENSIONS
from retouch_lib.owners import LOCAL
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.store.records import Job, JobState
from retouch_lib.verbs.events import FOUND, NOTE, SAVED, Event, Events
from retouch_lib.verbs.intake import photos_in, preset_meant
from retouch_lib.verbs.running import told_by_work_name
from retouch_lib.verbs.saving import OutputFolder
from retouch_lib.verbs.watching import these, watched

_PIECE = 1 << 20
_UNKNOWN = (
    "The server doesn't know it: its 24 hours have passed and the result is gone, or it never was there, or another "
    "server has it (--server)."
)


UNKNOWN = Preset("rescued", (Task("settings unknown", {}),))
"""Stands for the payload of a job of which nobody knows it; no server takes it."""


class NotTogether(RetouchError):
    """What was given doesn't fit together."""


def rescue(
    lab: Lab,
    *,
    ids: Sequence[str],
    server: str,
    photo: str = "",
    preset: str = "",
    output: str = "",
    keep: bool = False,
) -> Events:
    """Tell how each job stands, and fetch what can be fetched; nothing is paid.

    With its photo, or its preset, a job joins the lab as one of its own, and with `keep` without either; else its file
    goes into `output` alone. Jobs that the lab has go on where they stopped. Raises RetouchError.
    """
    lab.server(server)
    if photo and len(ids) != 1:
        raise NotTogether("A photo is that of one job: give one id.")
    chosen = preset_meant(lab, preset) if preset else None
    folder = OutputFolder.made(output) if output else None
    sources = yield from photos_in(lab, [photo] if photo else [])
    if photo and not sources:
        return
    sha256 = sources[0].photo if sources else ""
    jobs: dict[str, Job] = {}
    for remote_id in ids:
        job, reply, event = looked_up(lab, server, remote_id)
        yield event
        if job is not None:
            yield from _going_on(lab, job)
        elif reply is not None and reply.state != "failed" and (chosen or sources or keep):
            try:
                job = taken_over(lab, server, remote_id, reply, sha256, chosen)
            except NotTogether as error:
                yield {"kind": NOTE, "text": str(error)}
        elif reply is not None:
            yield from _file_alone(lab, server, remote_id, reply, folder)
        if job is not None:
            jobs[job.id] = job

    yield from watched(lab, these(lab, jobs), lambda one: told_by_work_name(lab, one.job, folder))


def looked_up(lab: Lab, server: str, remote_id: str) -> tuple[Job | None, StatusReply | None, Event]:
    """The lab's own job of that id, else what the server says of it; and both in words, as a FOUND."""
    job = lab.store.job_of_remote(LOCAL, remote_id)
    if job is not None:
        return job, None, _known(job, remote_id)
    reply, event = _asked(lab, server, remote_id)
    return None, reply, event


def taken_over(
    lab: Lab, server: str, remote_id: str, reply: StatusReply, photo: str = "", preset: Preset | None = None
) -> Job:
    """The job as one of the lab's own, which is fetched for nothing.

    `photo`: SHA-256 of one on the list. Where it is not known, the result stands in for it, which is looked at first.
    Raises NotTogether, CallError, InvalidPhoto, IllegalTransition.
    """
    if not photo:
        photo = _stand_in(lab, server, remote_id, reply)
    return lab.adopt(LOCAL, server, remote_id, photo, preset or UNKNOWN).items[0].job


def joined(lab: Lab, server: str, remote_id: str, photo: str = "", preset: Preset | None = None) -> Job:
    """Look a job up and take it over; one that the lab has goes on. Raises as `taken_over`, and NotTogether where there
    is nothing to be had.
    """
    job, reply, event = looked_up(lab, server, remote_id)
    if job is not None:
        for note in _going_on(lab, job):
            raise NotTogether(note["text"])
        return job
    if reply is None or reply.state == "failed":
        raise NotTogether(f"{remote_id}: {event['text'] or event['state']}")
    return taken_over(lab, server, remote_id, reply, photo, preset)


def _stand_in(lab: Lab, server: str, remote_id: str, reply: StatusReply) -> str:
    if reply.state != "completed":
        raise NotTogether(f"{remote_id} is not ready, and its photo is not known: ask again later, or give the photo.")
    part = lab.files.new_part()
    try:
        got = lab.client(server).get_file(remote_id, part)
        if got.kind not in ("jpeg", "png"):
            raise NotTogether(f"{remote_id} is an archive of layers: to join the lab it needs its photo.")
        return lab.add_photo(LOCAL, part, f"{remote_id} (photo unknown){EXTENSIONS[got.kind]}").sha256
    finally:
        part.unlink(missing_ok=True)


def _asked(lab: Lab, server: str, remote_id: str) -> tuple[StatusReply | None, Event]:
    """What the server says of it; None where it is not to be had."""
    found = {"kind": FOUND, "id": remote_id, "server": server, "known": False}
    if not is_id(remote_id):
        return None, {**found, "state": "no id", "text": "No job can have that id."}
    try:
        reply = lab.client(server).status(remote_id)
    except NotFound:
        return None, {**found, "state": "unknown", "text": _UNKNOWN}
    except CallError as error:
        return None, {**found, "state": "no answer", "text": str(error)}
    told = {"progress": reply.progress, "plugin": reply.plugin, "text": reply.reason}
    expires = reply.expires.isoformat() if reply.expires else None
    return reply, {**found, **told, "state": reply.state, "expires_at": expires}


def _known(job: Job, remote_id: str) -> Event:
    text = f"This lab has it: {job.photo_name}, {job.variant}."
    expires = job.expires_at.isoformat() if job.expires_at else None
    told = {"progress": job.progress, "plugin": job.plugin, "text": text, "expires_at": expires}
    return {"kind": FOUND, "id": remote_id, "server": job.server, "known": True, "state": job.state.value, **told}


def _going_on(lab: Lab, job: Job) -> Events:
    """A job that the lab has: set going once more where that may bring it."""
    try:
        if job.state is JobState.EXPIRED:
            lab.jobs.ask_again(LOCAL, job.id)
        elif job.state is JobState.SWEPT or job.provisional:
            lab.jobs.fetch_again(LOCAL, job.id)
    except (IllegalTransition, ResultOver) as error:
        yield {"kind": NOTE, "text": str(error)}


def _file_alone(lab: Lab, server: str, remote_id: str, reply: StatusReply, folder: OutputFolder | None) -> Events:
    """The result of a job of which photo or preset are not known: it can't be compared, only kept."""
    if reply.state == "failed":
        return
    if reply.state != "completed":
        yield {
            "kind": NOTE,
            "text": f"{remote_id} is not ready: ask again, or give --photo to wait for it.",
        }
    elif folder is None:
        yield {
            "kind": NOTE,
            "text": f"{remote_id} is ready: -o DIR fetches it; with --photo, --preset or --keep it joins the lab.",
        }
    else:
        part = lab.files.new_part()
        try:
            got = lab.client(server).get_file(remote_id, part)
            path = folder.write(_pieces(part), remote_id, EXTENSIONS[got.kind])
        finally:
            part.unlink(missing_ok=True)
        yield {"kind": SAVED, "name": remote_id, "path": str(path), "whole": got.whole}


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
