"""The backup as a download: made while it is sent, so it needs neither memory nor a second place on the disk."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Generator

from anyio import CancelScope, to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from retouch_lib.backup.saving import Saving
from retouch_lib.errors import RetouchError
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.attachment import attachment
from retouch_lib.ui.server.owner import owner_of
from retouch_lib.ui.server.pictures import not_found
from retouch_lib.work.auditing import Did

_log = logging.getLogger(__name__)


async def serve_backup(request: Request) -> Response:
    """Everything that is kept, as one ZIP. A connection that breaks is a failed download, and no half archive."""
    lab = lifespan.current_lab()
    if not await to_thread.run_sync(lab.people.is_admin, owner_of(request)):
        return not_found()
    if not lab.backup_tickets.is_of(owner_of(request), request.path_params["ticket"]):
        return PlainTextResponse("This page was open for too long. Reload it and back up again.", 403)
    name = f"retouch-lab-{lab.clock().astimezone():%Y-%m-%d-%H%M}.zip"
    headers = {
        "Content-Disposition": attachment(name),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    if request.method == "HEAD":
        return Response(headers=headers, media_type="application/zip")
    pieces = Saving(lab.settings.data_dir, lab.clock, database_url=lab.settings.database_url, files=lab.files).pieces()
    try:
        first = await to_thread.run_sync(next, pieces, None)  # the copy of the rows is made before it
    except RetouchError as error:
        _log.error("no backup: %s", error)
        return PlainTextResponse(str(error), 503)
    await to_thread.run_sync(lab.auditing.note, owner_of(request), Did.BACKED_UP)
    return StreamingResponse(_rest(first, pieces), media_type="application/zip", headers=headers)


async def _rest(piece: bytes | None, pieces: Generator[bytes, None, None]) -> AsyncIterator[bytes]:
    try:
        while piece is not None:
            if piece:
                yield piece
            piece = await to_thread.run_sync(next, pieces, None)
    finally:
        with CancelScope(shield=True):  # also when the download is broken off: the copy of the rows is removed
            await to_thread.run_sync(pieces.close)
