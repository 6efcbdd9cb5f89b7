"""One result as a file to save: made while it is sent, of a length known before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from retouch_lib.errors import FilesAway, InvalidArchive, InvalidPhoto
from retouch_lib.lab import Lab
from retouch_lib.media.file_names import composite_name
from retouch_lib.media.metadata import Outgoing
from retouch_lib.owners import Owner
from retouch_lib.store.records import Job
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.attachment import attachment
from retouch_lib.ui.server.owner import owner_of
from retouch_lib.ui.server.pictures import files_away, not_found
from retouch_lib.work.amounts import shown_in_part
from retouch_lib.work.leaving import SavedResult

_MEDIA_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".zip": "application/zip", ".json": "application/json"}


async def serve_result(request: Request) -> Response:
    """The result of the job named in the path, to work with; 404 where it is neither the asker's own nor shared with
    them, or there is none by now.

    `?as=picture`: a layered one as one picture.
    """
    lab = lifespan.current_lab()
    job = await to_thread.run_sync(lab.sharing.job, owner_of(request), request.path_params["job"])
    if job is None:
        return not_found()
    try:
        make = _picture if request.query_params.get("as") == "picture" and job.result_type == "zip" else _as_it_came
        saved = await to_thread.run_sync(make, lab, job.owner, job)
    except FilesAway as error:
        return files_away(error)
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


def _as_it_came(lab: Lab, owner: Owner, job: Job) -> SavedResult:
    """Or the amount of it that is kept. Raises OSError, InvalidPhoto, InvalidArchive."""
    return lab.leaving.file(owner, job)


def _picture(lab: Lab, owner: Owner, job: Job) -> SavedResult:
    """Raises as `_as_it_came`."""
    amount = shown_in_part(lab.store, owner, [job.id]).get(job.id)
    if amount is not None:
        return lab.leaving.in_part(owner, job, amount)
    if job.result is None:
        raise FileNotFoundError(f"job {job.id} has no result")
    made = lab.layer_views.composite(job.result, job.source, "full")
    wishes = lab.leaving.wishes(owner, [job], simulated=True)[job.id]
    return SavedResult(composite_name(job), lab.leaving.outgoing(job, wishes, made))


def _held(lab: Lab, job: Job, made: Outgoing) -> Iterator[bytes]:
    """Neither the result nor its photo is removed meanwhile."""
    with lab.files.holding([job.photo, job.result or job.photo]):
        yield from made.pieces()
