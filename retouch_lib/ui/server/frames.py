"""What the browser sends over Streamlit's WebSocket, made fit to be read.

A text box can hold half a character (a lone surrogate, as a cut emoji leaves it), and Streamlit's frontend sends it as
three bytes that are no UTF-8. Streamlit closes the connection at that; the frontend connects anew and sends the same
text again, so that the page would stand still for good.
"""

from __future__ import annotations

import re

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

_HALF = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
"""Half a character, put into bytes as if it were one (U+D800 to U+DFFF)."""
_UNKNOWN = "\ufffd".encode()
"""What stands for it: as long, so that every length in the message holds."""


class Frames:
    """Middleware for WebSockets: a message that can't be read for its halves of characters comes with � instead."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def mended() -> Message:
            message = await receive()
            data = message.get("bytes")
            if data and _HALF.search(data) and not _is_readable(data):
                return {**message, "bytes": _HALF.sub(_UNKNOWN, data)}
            return message

        await self._app(scope, mended if scope["type"] == "websocket" else receive, send)


def frames() -> Middleware:
    return Middleware(Frames)


def _is_readable(data: bytes) -> bool:
    """Then the bytes that look like half a character belong to a number, and stay."""
    try:
        BackMsg().ParseFromString(data)
    except DecodeError:
        return False
    return True
