"""One mix as a file to save: composed at full size, then sent with what its photo says beside the pixels."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from retouch_lib.errors import FilesAway, InvalidArchive, InvalidPhoto
from retouch_lib.imaging.files.headers import Format
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.lab import Lab
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.attachment import attachment
from retouch_lib.ui.server.mixes import MIXING
from retouch_lib.ui.server.owner import owner_of
from retouch_lib.ui.server.pictures import files_away, not_found
from retouch_lib.words.text import shortened, visible
from retouch_lib.work.mix_files import MixFile
from retouch_lib.work.mixing import LONGEST_NAME, NotMixable

_FORMATS: dict[str, Format] = {"jpg": "jpeg", "png": "png"}


async def serve_mix_file(request: Request) -> Response:
    """A mix of the result of the job named in the path; 404 where it isn't the asker's own nor shared with them, or
    names no mix."""
    lab, given = lifespan.current_lab(), request.path_params
    file_format = _FORMATS.get(given["ending"])
    try:
        strengths = Strengths.parse(given["strengths"])
        found = await to_thread.run_sync(lab.sharing.job, owner_of(request), given["job"])
        if found is None:
            return not_found()
        job, picture = await to_thread.run_sync(lab.mixes.over_photo, found.owner, found.id)
        look = shortened(visible(request.query_params.get("look", "")), LONGEST_NAME)
        if file_format is None:
            return not_found()
        make = partial(lab.mix_files.file, job.owner, job, picture, strengths, file_format, look)
        made = await to_thread.run_sync(make, limiter=MIXING.limiter())
    except FilesAway as error:
        return files_away(error)
    except (InvalidPhoto, InvalidArchive) as error:
        return PlainTextResponse(str(error), 404)
    except (ValueError, NotMixable, LookupError, FileNotFoundError):
        return not_found()
    headers = {
        "Content-Disposition": attachment(made.name),
        "Content-Length": str(made.outgoing.length),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    media_type = f"image/{file_format}"
    if request.method == "HEAD":
        return Response(headers=headers, media_type=media_type)
    return StreamingResponse(_held(lab, [job.photo, *picture.files], made), media_type=media_type, headers=headers)


def _held(lab: Lab, sha256s: list[str], made: MixFile) -> Iterator[bytes]:
    """Neither the result nor its photo is removed meanwhile."""
    with lab.files.holding(sha256s):
        yield from made.outgoing.pieces()
