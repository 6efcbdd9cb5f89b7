"""What was made beside the pages, as downloads, sent from disk: contact sheets, pick pages, documents of layers.

Never shown at this address, where a script of a pick page would run.
"""

from __future__ import annotations

from pathlib import Path

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from retouch_lib.reports.making import ReportForm
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.attachment import attachment
from retouch_lib.ui.server.owner import owner_of

_GONE = "This file is not here any more: it is kept for an hour. Go back and make it again."
_TYPES = {
    ReportForm.HTML: "text/html; charset=utf-8",
    ReportForm.PICK_PAGE: "text/html; charset=utf-8",
    ReportForm.PDF: "application/pdf",
    ReportForm.PNG: "image/png",
}


async def serve_report(request: Request) -> Response:
    """The report of that ticket; 404 where it is not this owner's, or gone."""
    reports = lifespan.current_lab().reports
    making = await to_thread.run_sync(reports.file, owner_of(request), request.path_params["ticket"])
    if making is None:
        return PlainTextResponse(_GONE, 404)
    return _sent(making.path, making.file_name, _TYPES[making.form])


async def serve_document(request: Request) -> Response:
    """The document of layers of that ticket; 404 where it is not this owner's, or gone."""
    documents = lifespan.current_lab().mix_documents
    making = await to_thread.run_sync(documents.file, owner_of(request), request.path_params["ticket"])
    if making is None:
        return PlainTextResponse(_GONE, 404)
    return _sent(making.path, making.file_name, "image/vnd.adobe.photoshop")


def _sent(path: Path, name: str, media_type: str) -> Response:
    headers = {
        "Content-Disposition": attachment(name),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return FileResponse(path, media_type=media_type, headers=headers)
