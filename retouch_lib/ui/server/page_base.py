"""Where a page's script finds its server: said in the page, before it looks around.

Opened at /compare, Streamlit's frontend asks first for /compare/_stcore/health and /compare/_stcore/host-config, and
only then one folder higher: two lines of 404 on the browser's console, on every deep link. It looks nowhere else where
`window.__streamlit`, meant for pages that are embedded elsewhere, names the place.

Below a page (/compare/x) there is none. Streamlit's frontend is sent there, too, finds none of its scripts and stays
white; so it is said, with a way back.
"""

from __future__ import annotations

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEAD = b"<head>"
_SAID = b'<head>\n    <script>window.__streamlit = {BACKEND_BASE_URL: new URL("./", location.href).href}</script>'
"""The folder of the page: its scripts lie there too, also behind a proxy that adds a folder of its own."""
_FRONTEND = b'<div id="root">'
_NO_PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>No such page · Retouch Lab</title>
    <style>:root {{ color-scheme: light dark; font: 1rem/1.5 sans-serif }} main {{ padding: 2rem }}</style>
  </head>
  <body>
    <main>
      <h1>There is no page at this address</h1>
      <p><a href="{home}">Go to Retouch Lab</a></p>
    </main>
  </body>
</html>
"""
_OF_THE_FILE = {b"content-length", b"etag", b"last-modified"}
"""Headers that hold for the file as it lies on disk only."""


class PageBase:
    """Middleware: puts the sentence into every HTML page, and answers 404 for what lies below one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "GET" and _asks_for_a_page(scope):
            await self._app(_unpacked(scope), receive, _Page(send, _folders(scope)).send)
        else:
            await self._app(scope, receive, send)


class _Page:
    """One answer. A page is held back until it is whole, other files pass as they come."""

    def __init__(self, send: Send, folders: int) -> None:
        self._send = send
        self._folders = folders
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_whole(self._start)
        else:
            await self._send(message)

    async def _send_whole(self, start: Message) -> None:
        status, body = start["status"], self._body.replace(_HEAD, _SAID, 1)
        if self._folders and _FRONTEND in body:
            status, body = 404, _NO_PAGE.format(home="../" * self._folders).encode()
        kept = [(name, value) for name, value in start["headers"] if name.lower() not in _OF_THE_FILE]
        headers = [*kept, (b"content-length", str(len(body)).encode())]
        await self._send({**start, "status": status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def page_base() -> Middleware:
    return Middleware(PageBase)


def _folders(scope: Scope) -> int:
    """How many folders below the app's own address is asked."""
    path: str = scope["path"]
    return path.count("/") - 1


def _asks_for_a_page(scope: Scope) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _unpacked(scope: Scope) -> Scope:
    """The request without its wish for a packed answer: a page is of 8 KB, and must be read here."""
    return {**scope, "headers": [header for header in scope["headers"] if header[0] != b"accept-encoding"]}


def _is_page(start: Message) -> bool:
    kinds = [value for name, value in start["headers"] if name.lower() == b"content-type"]
    return start["status"] == 200 and any(kind.startswith(b"text/html") for kind in kinds)
