"""What a ticket stands for, as one ZIP: made while it is sent, of a length known before where it is soon known."""

from __future__ import annotations

import logging
from collections.abc import Generator

from anyio import CancelScope, to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from retouch_lib.errors import RetouchError
from retouch_lib.lab import Lab
from retouch_lib.media.parcel_zip import ParcelZip
from retouch_lib.names import file_name
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.attachment import attachment
from retouch_lib.ui.server.owner import owner_of
from retouch_lib.work.tickets import Ticket
from retouch_lib.work.transfers import TransferState

_UNKNOWN = (
    "This download is not known any more: Retouch Lab was started anew, or it is long ago. Press Download… again."
)
_GONE = (
    "{} of these results {} not here any more as when you pressed Download…: deleted, removed, or fetched anew."
    " Nothing was sent. Go back and press Download… again."
)
_SECONDS_FOR_ITS_LENGTH = 0.5
"""So long a press may wait for it: of thousands of files the first byte comes at once, and the dialog says how far it
is; the browser then only counts."""
_log = logging.getLogger(__name__)


async def serve_download(request: Request) -> Response:
    """The ZIP of a ticket of this owner; 404 for a ticket that there is none of, and where a result is gone."""
    lab = lifespan.current_lab()
    ticket = lab.tickets.find(owner_of(request), request.path_params["ticket"])
    if ticket is None:
        return PlainTextResponse(_UNKNOWN, 404)
    gone = await to_thread.run_sync(lab.parcels.gone, owner_of(request), ticket.parcel)
    if gone:
        return _gone(gone)
    try:
        archive, length = await to_thread.run_sync(_made, lab, ticket)
    except OSError:
        return _gone(1)
    headers = {
        "Content-Disposition": attachment(file_name(ticket.parcel.name, ".zip")),
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    if length is not None:  # else pictures are composed on the way, or there are thousands
        headers["Content-Length"] = str(length)
    if request.method == "HEAD":
        archive.close()
        return Response(headers=headers, media_type="application/zip")
    return _Sending(lab, ticket, archive, headers)


def _made(lab: Lab, ticket: Ticket) -> tuple[ParcelZip, int | None]:
    """Raises OSError where a result is gone."""
    archive = ParcelZip(lab.parcel_reader, ticket.parcel)
    try:
        return archive, archive.length(_SECONDS_FOR_ITS_LENGTH)
    except BaseException:
        archive.close()
        raise


def _gone(count: int) -> Response:
    return PlainTextResponse(_GONE.format(f"{count:,}", "is" if count == 1 else "are"), 404)


class _Sending(StreamingResponse):
    """The archive on its way. However that ends (whole, broken off, never begun), its files are let go of."""

    def __init__(self, lab: Lab, ticket: Ticket, archive: ParcelZip, headers: dict[str, str]) -> None:
        self._lab = lab
        self._archive = archive
        self._transfer = ticket.transfer
        self._transfer.begin()
        self._pieces = self._told()
        super().__init__(self._pieces, media_type="application/zip", headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        except (OSError, RetouchError) as error:
            # The browser sees fewer bytes than were announced, or no end: a failed download, no half archive.
            _log.error("a download broke off: %s", getattr(error, "strerror", None) or error)
            raise
        finally:
            with CancelScope(shield=True):
                await to_thread.run_sync(self._end)

    def _told(self) -> Generator[bytes, None, None]:
        """The archive's bytes, while it is written down how far it is."""
        transfer = self._transfer
        for piece in self._archive.pieces():
            yield piece
            transfer.files, transfer.bytes = self._archive.done, transfer.bytes + len(piece)
            transfer.remark(self._archive.remarks)
            self._archive.remarks.clear()
        transfer.state = TransferState.DONE

    def _end(self) -> None:
        self._pieces.close()
        if self._transfer.state is TransferState.MOVING:
            self._transfer.state = TransferState.BROKEN
        self._archive.close()
        if self._lab.storage.unfinished():  # what was deleted meanwhile goes now
            self._lab.storage.clear()
