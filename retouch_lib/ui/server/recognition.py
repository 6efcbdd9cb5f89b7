"""Who asks, found out once for every request and WebSocket, before any route or page sees it.

It is pure ASGI, because Starlette's BaseHTTPMiddleware never sees a WebSocket. A lab of one person has it not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retouch_lib.errors import StoreTrouble
from retouch_lib.ui.server.browsers import Browsers
from retouch_lib.ui.server.logins import Logins
from retouch_lib.ui.server.visitor import Visitor, tell

Door = Browsers | Logins
"""How this lab knows its visitors."""

MOST_COOKIES = 7_500
"""Bytes. From 8 KB on the WebSocket's beginning is refused before any of ours sees it, and the page stays empty."""
_BACK = "retouch_back"
"""The cookie with the page that asked for a login."""
_LONGEST_BACK = 3_000
_WITHIN = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*", re.ASCII)
"""A path of this app's with its query: no other host (`//`), no backslash that browsers take for a slash."""
_STREAMLITS_FILES = ("/media/", "/_stcore/upload_file/")
"""In a path: what Streamlit serves of a page's pictures and uploads to whoever asks."""
_FONTS = "/static/media/"
_TOO_MUCH = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Retouch Lab</title>
    <style>:root {{ color-scheme: light dark; font: 1rem/1.5 sans-serif }} main {{ padding: 2rem }}</style>
  </head>
  <body>
    <main>
      <h1>This login brings too much along</h1>
      <p>The login service told {size:,} bytes about you, and browsers and servers carry {most:,} at most. Ask whoever
      looks after the lab to have fewer claims sent (groups and pictures are the usual ones).
      You are logged out again.</p>
      <p><a href="{home}">Back to the lab</a></p>
    </main>
  </body>
</html>
"""


class Ended(Protocol):
    async def __call__(self, visitor: Visitor) -> bool:
        """Whether that login ended before its time."""
        ...


class Recognition:
    """Middleware: tells who asks, gives a new browser its cookie, and keeps the page that one logs in from."""

    def __init__(self, app: ASGIApp, door: Callable[[], Door | None], ended: Ended) -> None:
        """`door`: None while no lab is open, which knows nobody."""
        self._app = app
        self._door = door
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        asks, door = HTTPConnection(scope), self._door()
        if door is None:
            await self._app(tell(scope, None), receive, send)
            return
        if _is_page(scope) and isinstance(door, Logins) and (size := _cookies(scope)) > MOST_COOKIES:
            await _too_much(asks, size)(scope, receive, send)
            return
        visitor = door.visitor(asks)
        try:
            if visitor is not None and await self._ended(visitor):
                visitor = None
        except StoreTrouble as error:
            if scope["type"] == "http" and not _is_page(scope):
                await PlainTextResponse(str(error), 503, {"Retry-After": "5"})(scope, receive, send)
                return
            # A page asks for itself before it shows anything, and says what the trouble is.
        if visitor is None and isinstance(door, Logins) and _is_of_a_page(scope["path"]):
            await PlainTextResponse("Not found", 404)(scope, receive, send)
            return
        if isinstance(door, Browsers):
            visitor, send = _with_cookie(door, visitor, scope, send)
        else:
            send = _with_way_back(asks, scope, send)
        await self._app(tell(scope, visitor), receive, send)


def recognition(door: Callable[[], Door | None], ended: Ended) -> Middleware:
    return Middleware(Recognition, door=door, ended=ended)


def _is_of_a_page(path: str) -> bool:
    """Whether it is one of `_STREAMLITS_FILES`, and none of its frontend's own, which the page to log in needs."""
    rest = path.replace(_FONTS, "/")
    return any(part in rest for part in _STREAMLITS_FILES)


def _with_cookie(door: Browsers, visitor: Visitor | None, scope: Scope, send: Send) -> tuple[Visitor | None, Send]:
    """A page sets the cookie, and none of its many parts: they would race for different ones."""
    if not _is_page(scope) or (visitor is not None and not door.is_due(visitor)):
        return visitor, send
    visitor = visitor or door.new()
    cookie = door.cookie(visitor)

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.append("set-cookie", cookie)
            headers["cache-control"] = "no-store"  # nobody else may be handed this cookie
        await send(message)

    return visitor, send_with_cookie


def _with_way_back(asks: HTTPConnection, scope: Scope, send: Send) -> Send:
    """Streamlit leads back to the app's first page from every login; here, to the page that one came from."""
    path = scope["path"]
    if path.endswith("/auth/login"):
        return _with_header(send, "set-cookie", f"{_BACK}={_page_before(asks)}; Path=/; Max-Age=900; {_KEPT}")
    if path.endswith("/oauth2callback") and _WITHIN.fullmatch(back := asks.cookies.get(_BACK, "")):
        return _led_back(send, back)
    return send


_KEPT = "HttpOnly; SameSite=Lax"


def _page_before(asks: HTTPConnection) -> str:
    """The page of this app on which the login was asked for; empty where none is told."""
    try:
        parts = urlsplit(asks.headers.get("referer", ""))
    except ValueError:
        return ""
    page = parts.path + (f"?{parts.query}" if parts.query else "")
    ours = parts.netloc == asks.headers.get("host") and len(page) <= _LONGEST_BACK
    return page.replace(";", "%3B").replace(",", "%2C").replace('"', "%22") if ours and _WITHIN.fullmatch(page) else ""


def _with_header(send: Send, name: str, value: str) -> Send:
    async def send_with_header(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append(name, value)
        await send(message)

    return send_with_header


def _led_back(send: Send, back: str) -> Send:
    async def send_there(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] in (302, 307):
            headers = MutableHeaders(scope=message)
            headers["location"] = back
            headers.append("set-cookie", f"{_BACK}=; Path=/; Max-Age=0; {_KEPT}")
        await send(message)

    return send_there


def _is_page(scope: Scope) -> bool:
    """The document itself."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _cookies(scope: Scope) -> int:
    return sum(len(value) for name, value in scope["headers"] if name == b"cookie")


def _too_much(asks: HTTPConnection, size: int) -> HTMLResponse:
    """Said once: the login's cookies are taken back, so that the next page comes."""
    answer = HTMLResponse(_TOO_MUCH.format(size=size, most=MOST_COOKIES, home="./"), 431)
    for name in asks.cookies:
        if name.startswith("_streamlit_user"):
            answer.delete_cookie(name)
    return answer
