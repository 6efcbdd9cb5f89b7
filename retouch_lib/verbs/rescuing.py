"""`rescue`: jobs that another program paid for, found by their ids and fetched for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from retouch_lib.cloud.replies import StatusReply, is_id
from retouch_lib.errors import CallError, IllegalTransition, NotFound, RetouchError
from retouch_lib.jobs.worker import ResultOver
from retouch_lib.lab import OWNER, Lab
from retouch_lib.media.file_names import EXTENSIONS
from retouch_lib.presets.preset import Preset
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


class NotTogether(RetouchError):
    """What was given doesn't fit together."""


def rescue(lab: Lab, *, ids: Sequence[str], server: str, photo: str = "", preset: str = "", output: str = "") -> Events:
    """Tell how each job stands, and fetch what can be fetched; nothing is paid.

    With photo and preset the one job joins the lab, as one of its own; else its file goes into `output` alone. Jobs
    that the lab has go on where they stopped. Raises RetouchError.
    """
    lab.server(server)
    chosen = _chosen(lab, ids, photo, preset)
    folder = OutputFolder.made(output) if output else None
    sources = yield from photos_in(lab, [photo] if photo else [])
    if photo and not sources:
        return
    jobs: dict[str, Job] = {}
    for remote_id in ids:
        job = lab.store.job_of_remote(OWNER, remote_id)
        reply = None
        if job is None:
            reply, event = _asked(lab, server, remote_id)
            yield event
            if reply is not None and reply.state != "failed" and chosen is not None:
                job = lab.adopt(OWNER, server, remote_id, sources[0].photo, chosen).items[0].job
            elif reply is not None:
                yield from _file_alone(lab, server, remote_id, reply, folder)
        if job is not None:
            if reply is None:
                yield from _going_on(lab, job, remote_id)
            jobs[job.id] = job

    yield from watched(lab, these(lab, jobs), lambda one: told_by_work_name(lab, one.job, folder))


def _chosen(lab: Lab, ids: Sequence[str], photo: str, preset: str) -> Preset | None:
    if bool(photo) != bool(preset):
        raise NotTogether("A job joins the lab with its photo and its preset: give both, --photo and --preset.")
    if photo and len(ids) != 1:
        raise NotTogether("One photo and preset are of one job: give one id.")
    return preset_meant(lab, preset) if preset else None


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


def _going_on(lab: Lab, job: Job, remote_id: str) -> Events:
    """A job that the lab has: set going once more where that may bring it."""
    text = f"This lab has it: {job.photo_name}, {job.variant}."
    expires = job.expires_at.isoformat() if job.expires_at else None
    told = {"progress": job.progress, "plugin": job.plugin, "text": text, "expires_at": expires}
    yield {"kind": FOUND, "id": remote_id, "server": job.server, "known": True, "state": job.state.value, **told}
    try:
        if job.state is JobState.EXPIRED:
            lab.jobs.ask_again(OWNER, job.id)
        elif job.state is JobState.SWEPT or job.provisional:
            lab.jobs.fetch_again(OWNER, job.id)
    except (IllegalTransition, ResultOver) as error:
        yield {"kind": NOTE, "text": str(error)}


def _file_alone(lab: Lab, server: str, remote_id: str, reply: StatusReply, folder: OutputFolder | None) -> Events:
    """The result of a job of which photo or preset are not known: it can't be compared, only kept."""
    if reply.state == "failed":
        return
    if reply.state != "completed":
        yield {
            "kind": NOTE,
            "text": f"{remote_id} is not ready: ask again, or give --photo and --preset to wait for it.",
        }
    elif folder is None:
        yield {
            "kind": NOTE,
            "text": f"{remote_id} is ready: -o DIR fetches it; with --photo and --preset it joins the lab.",
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
