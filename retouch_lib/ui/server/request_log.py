"""A name for each request, by which its lines in the log are found, and a line for what went wrong or was slow.

Lines name the route's handler, never the address: addresses hold tickets and marks.
"""

from __future__ import annotations

import logging
import re
import secrets
import time

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retouch_lib.machine.json_lines import about

_log = logging.getLogger(__name__)
_NAME = re.compile(rb"[0-9A-Za-z._-]{1,64}", re.ASCII)
_HEADER = b"x-request-id"
_SLOW = 2.0
"""Seconds from which on a request that went well is told of, too."""


class RequestLog:
    """Middleware: HTTP only; what comes over the WebSocket is no request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        name, began, status = _name(scope), time.monotonic(), 500

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message.get("headers", ()), (_HEADER, name.encode())]}
            await send(message)

        with about(request=name):
            try:
                await self._app(scope, receive, named)
            finally:
                _tell(scope, status, time.monotonic() - began)


def request_log() -> Middleware:
    return Middleware(RequestLog)


def _tell(scope: Scope, status: int, seconds: float) -> None:
    handler = scope.get("endpoint")
    if handler is None or (status < 400 and seconds < _SLOW):
        return
    told = {"method": scope["method"], "route": getattr(handler, "__name__", ""), "status": status}
    _log.info("%(method)s %(route)s %(status)d", told, extra={**told, "seconds": round(seconds, 3)})


def _name(scope: Scope) -> str:
    """As the proxy calls it, so that both logs name it alike; else one of our own."""
    for key, value in scope["headers"]:
        if key.lower() == _HEADER and _NAME.fullmatch(value):
            return str(value.decode())
    return secrets.token_hex(8)
