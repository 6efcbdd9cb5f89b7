"""What the routes of pictures share: whose a file is, and the answer with one that is made when it is asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path, PurePath

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from retouch_lib import names
from retouch_lib.errors import FilesAway, InvalidArchive, InvalidPhoto
from retouch_lib.media.files import Files
from retouch_lib.owners import Owner
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.attachment import attachment
from retouch_lib.ui.server.owner import owner_of
from retouch_lib.work.sharing import May, Thing

NO_ROOM = 507
"""HTTP's "Insufficient Storage"; for any trouble with writing to the data folder."""
NOBODY_WAITS = 499
"""nginx's "Client Closed Request"."""
_LONGEST_ENDING = 10
_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
_MEDIA_TYPES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"PK\x03\x04": "application/zip"}
_log = logging.getLogger(__name__)


async def owned(request: Request, *sha256s: str) -> bool:
    """Whether all of these are there, and the asker's own or shared with them."""
    owner, files = owner_of(request), lifespan.current_lab().files
    for sha256 in sha256s:
        if not await to_thread.run_sync(_owned, owner, files, sha256):
            return False
    return True


async def made(request: Request, make: Callable[[], Path], limiter: CapacityLimiter | None = None) -> Response:
    """A derivative, made now if it was not yet. What can't be made is not found, with the sentence that says why."""
    try:
        path = await to_thread.run_sync(make, limiter=limiter)
    except (InvalidPhoto, InvalidArchive) as error:
        return PlainTextResponse(str(error), 404)
    except (LookupError, FileNotFoundError):
        return not_found()
    except FilesAway as error:
        return files_away(error)
    except OSError as error:  # a full disk: the picture itself is there, only the smaller one can't be made
        _log.error("a smaller picture can't be written: %s", error.strerror)
        return PlainTextResponse("The disk with the data folder is full or can't be written to.", NO_ROOM)
    return await file_answer(request, path)


async def file_answer(request: Request, path: Path) -> Response:
    """The file, under the name in `?download=` if there is one."""
    headers = dict(_HEADERS)
    if download := request.query_params.get("download"):
        wanted = PurePath(names.clean(download))
        end = wanted.suffix if len(wanted.suffix) <= _LONGEST_ENDING else ""
        headers["Content-Disposition"] = attachment(names.file_name(wanted.name.removesuffix(end), end))
    return FileResponse(path, media_type=await to_thread.run_sync(_media_type, path), headers=headers)


def files_away(error: FilesAway) -> Response:
    """The object store can't be asked now; a page asks again."""
    return PlainTextResponse(str(error), 503, {"Retry-After": "5", "Cache-Control": "no-store"})


def not_found() -> Response:
    return PlainTextResponse("Not found", 404)


def _owned(owner: Owner, files: Files, sha256: str) -> bool:
    """What can't be looked for now may have been made small before: that is shown."""
    try:
        there = files.has(sha256)
    except FilesAway:
        there = True
    return there and lifespan.current_lab().sharing.may(owner, Thing.FILE, sha256).may >= May.READ


def _media_type(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4)
    for magic, media_type in _MEDIA_TYPES.items():
        if head.startswith(magic):
            return media_type
    return "application/octet-stream"
