"""The connection under a request: dropping it on purpose, and letting a refused sender finish.

Uvicorn's h11 protocol hands the transport to the app in the scope, so that a fault can end the connection as a network
does: `abort` without another byte, `close` after the bytes already written.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_TRANSPORT = "retouch.transport"
_LINGER_BYTES = 256 * 1024 * 1024
_LINGER_SECONDS = 5.0


class OpenProtocol(H11Protocol):
    """The h11 protocol, with its transport in each request's scope."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        app: Any = self.app

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, _TRANSPORT: transport}, receive, send)

        self.app = with_transport


def transport_of(scope: Scope) -> asyncio.Transport:
    """The transport of the request's connection."""
    transport: asyncio.Transport = scope[_TRANSPORT]
    return transport


class Dropped(Response):
    """No answer: the connection ends here."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport_of(scope).abort()
        await _until_gone(receive)


class CutOff(Response):
    """Another response, of which only the head and the first half of the body arrive."""

    def __init__(self, whole: Response) -> None:
        super().__init__()
        self._whole = whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = transport_of(scope)
        left: int | None = None

        async def cut(message: Message) -> None:
            nonlocal left
            if message["type"] == "http.response.start":
                left = _content_length(message) // 2
                await send(message)
            elif left:
                piece = message.get("body", b"")[:left]
                left -= len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            if left == 0:
                transport.close()

        await self._whole(scope, receive, cut)
        await _until_gone(receive)


class LingeringClose:
    """Middleware: an answer that comes before the body was read is sent, then the body is read to its end.

    Otherwise a client that is still sending meets a reset connection, and loses the answer: the kernel throws away
    what was received when a socket with unread bytes is closed. (nginx calls this a lingering close.)
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        body = _Body(receive)

        async def last_after_body(message: Message) -> None:
            if message["type"] != "http.response.body" or message.get("more_body") or body.ended:
                await send(message)
                return
            await send({**message, "more_body": True})
            await body.drain()
            await send({"type": "http.response.body", "body": b"", "more_body": False})

        await self._app(scope, body.receive, last_after_body)


class _Body:
    """A request's body, and whether its end was seen."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.ended = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            self.ended = True
        return message

    async def drain(self) -> None:
        """Read and forget the rest, within bounds."""
        read = 0
        while not self.ended and read < _LINGER_BYTES:
            try:
                async with asyncio.timeout(_LINGER_SECONDS):
                    message = await self.receive()
            except TimeoutError:
                return
            read += len(message.get("body", b""))


async def _until_gone(receive: Receive) -> None:
    """Wait until the server has noticed the end; returning earlier would make it answer with a 500 of its own."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _content_length(start: Message) -> int:
    for name, value in start["headers"]:
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError("only a response of known length can be cut")
