"""Several results as one ZIP: made while it is sent, of a length known before."""

from __future__ import annotations

import logging

from anyio import CancelScope, to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from retouch_lib.lab import Lab
from retouch_lib.media.file_names import archive_name
from retouch_lib.media.results_zip import ResultsZip
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.attachment import attachment
from retouch_lib.ui.server.owner import OWNER

_GONE = "One of these results is not here any more. Go back, reload the page and choose again."
_log = logging.getLogger(__name__)


async def serve_results(request: Request) -> Response:
    """The results of the jobs named in `?job=…&job=…`; 404 where one is not this owner's, or has none by now."""
    wanted = list(dict.fromkeys(request.query_params.getlist("job")))
    lab = lifespan.current_lab()
    jobs = await to_thread.run_sync(lab.store.results, OWNER, wanted)
    if not jobs or len(jobs) < len(wanted):
        return PlainTextResponse(_GONE, 404)
    try:
        archive = await to_thread.run_sync(ResultsZip, lab.files, jobs)
    except FileNotFoundError:
        return PlainTextResponse(_GONE, 404)
    headers = {
        "Content-Disposition": attachment(archive_name(jobs)),
        "Content-Length": str(archive.length),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    if request.method == "HEAD":
        archive.close()
        return Response(headers=headers, media_type="application/zip")
    return _Sending(lab, archive, headers)


class _Sending(StreamingResponse):
    """The archive on its way. However that ends (whole, broken off, never begun), its results are let go of."""

    def __init__(self, lab: Lab, archive: ResultsZip, headers: dict[str, str]) -> None:
        self._lab = lab
        self._archive = archive
        self._pieces = archive.pieces()
        super().__init__(self._pieces, media_type="application/zip", headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except OSError as error:  # the browser sees fewer bytes than were announced: a failed download, no half archive
            _log.error("a ZIP of results broke off: %s", error.strerror or error)
            raise
        finally:
            with CancelScope(shield=True):
                await to_thread.run_sync(self._end)

    def _end(self) -> None:
        self._pieces.close()
        self._archive.close()
        if self._lab.storage.unfinished():  # what was deleted meanwhile goes now
            self._lab.storage.clear()
