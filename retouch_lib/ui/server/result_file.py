"""One result as a file to save: made while it is sent, of a length known before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from retouch_lib.errors import InvalidArchive, InvalidPhoto
from retouch_lib.lab import Lab
from retouch_lib.media.metadata import Outgoing
from retouch_lib.store.records import Job
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.attachment import attachment
from retouch_lib.ui.server.owner import owner_of
from retouch_lib.ui.server.pictures import not_found

_MEDIA_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".zip": "application/zip", ".json": "application/json"}


async def serve_result(request: Request) -> Response:
    """The result of the job named in the path, to work with; 404 where it is not this owner's, or has none by now."""
    lab = lifespan.current_lab()
    job = await to_thread.run_sync(lab.store.job, owner_of(request), request.path_params["job"])
    if job is None:
        return not_found()
    try:
        saved = await to_thread.run_sync(lab.leaving.file, owner_of(request), job)
    except (InvalidPhoto, InvalidArchive) as error:
        return PlainTextResponse(str(error), 404)
    except OSError:
        return not_found()
    made = saved.outgoing
    headers = {
        "Content-Disposition": attachment(saved.name),
        "Content-Length": str(made.length),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    media_type = _MEDIA_TYPES.get(PurePath(saved.name).suffix, "application/octet-stream")
    if request.method == "HEAD":
        return Response(headers=headers, media_type=media_type)
    return StreamingResponse(_held(lab, job, made), media_type=media_type, headers=headers)


def _held(lab: Lab, job: Job, made: Outgoing) -> Iterator[bytes]:
    """Neither the result nor its photo is removed meanwhile."""
    with lab.files.holding([job.photo, job.result or job.photo]):
        yield from made.pieces()
