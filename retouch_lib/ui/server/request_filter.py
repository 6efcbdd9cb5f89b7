"""Which requests the app answers at all, and what a browser may do with its answers.

It comes before everything, Streamlit's own routes and WebSocket too, and decides alone: Streamlit's settings for hosts
and origins let through whatever passed here. It is pure ASGI because Starlette's BaseHTTPMiddleware never sees a
WebSocket. The local engine has its own, smaller one in `engine/guard.py`.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retouch_lib.settings import Settings
from retouch_lib.ui.server.urls import HEALTH_ROUTE, METRICS_ROUTE, READY_ROUTE

_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?", re.ASCII)
_ORIGIN = re.compile(r"https?://(.+)", re.ASCII)
_POLICY_VIOLATION = 1008  # the WebSocket's close code; before the handshake is accepted it becomes a 403
_FOR_PROGRAMS = (HEALTH_ROUTE, READY_ROUTE, METRICS_ROUTE)
_OF_BROWSERS = (b"origin", b"sec-fetch-site", b"accept-language")
_POLICY = b"content-security-policy"
"""Sent beside the answer's own policy, not in its place: a browser applies both."""
_PICTURES = "img-src 'self' data: blob:"
"""No text, wherever it is from, can make the browser fetch a picture from another host. There is no default-src and no
script-src: Streamlit's frontend needs inline scripts and loads modules."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered."""

    status: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Who is answered.

    The name in the Host header must be one of this computer's own or `name`, so that no other name can be made to point
    here (DNS rebinding); any port goes, for tunnels. A page may talk only to the address it was itself loaded from.
    """

    name: str = ""
    """A further host name, in lower case: that of the address under which colleagues reach the app."""
    lan: bool = False
    """Whether this computer's addresses and names in its network are answered, too. An address in figures can't be made
    to point elsewhere."""
    frame_origin: str = ""
    """The one origin whose pages may show the app in a frame; empty: none may."""

    def refusal(self, scope: Scope) -> Refusal | None:
        """Why not to answer this request or WebSocket handshake; None: answer it."""
        if _is_watching(scope):
            return None
        hosts = list(_values(scope, b"host"))
        if len(hosts) != 1 or not self._is_ours(hosts[0]):
            return Refusal(
                400,
                "Retouch Lab doesn't answer to this address. Open it as http://127.0.0.1 with its port, or set"
                " RETOUCH_PUBLIC_URL to the address that you use.",
            )
        if any(authority(origin) != hosts[0] for origin in _values(scope, b"origin")):
            return Refusal(403, "Another page asked for this. Retouch Lab answers only its own pages.")
        if not self._is_own_or_typed(scope) and not self._is_link(scope):
            return Refusal(403, "Another page asked for this. Open Retouch Lab's address yourself.")
        return None

    def _is_ours(self, host: str) -> bool:
        parts = _AUTHORITY.fullmatch(host.lower())
        if parts is None:
            return False
        name = parts[1]
        return is_loopback(name) or (bool(self.name) and name == self.name) or (self.lan and _is_in_network(name))

    def _is_own_or_typed(self, scope: Scope) -> bool:
        """Whether the app's own page asks, or somebody typed the address; programs send no such header."""
        return all(site in ("same-origin", "none") for site in _values(scope, b"sec-fetch-site"))

    def _is_link(self, scope: Scope) -> bool:
        """A link on another page, opened in a tab of its own: preset links come by mail and chat."""
        places = ("document", "iframe") if self.frame_origin else ("document",)
        return (
            scope["type"] == "http"
            and scope["method"] in ("GET", "HEAD")
            and list(_values(scope, b"sec-fetch-mode")) == ["navigate"]
            and "".join(_values(scope, b"sec-fetch-dest")) in places
        )

    def headers(self) -> list[tuple[bytes, bytes]]:
        """What every answer tells the browser."""
        framed = self.frame_origin or "'none'"
        headers = {
            _POLICY: f"frame-ancestors {framed}; {_PICTURES}",
            b"cross-origin-opener-policy": "same-origin",  # who opens the app in a window gets no hold of it
            b"cross-origin-resource-policy": "same-origin",
            b"referrer-policy": "same-origin",  # a preset's link is in the address
        }
        if not self.frame_origin:
            headers[b"x-frame-options"] = "DENY"
        return [(name, value.encode()) for name, value in headers.items()]


class RequestFilter:
    """Middleware: refuses by the rules before anything else sees the request, and adds the headers to every answer."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app = app
        self._rules = rules
        self._headers = rules.headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._rules.refusal(scope)
        if refusal is None:
            await self._app(scope, receive, self._with_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": refusal.sentence})
        else:
            answer = PlainTextResponse(refusal.sentence, refusal.status)
            await answer(scope, receive, self._with_headers(send))

    def _with_headers(self, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*self._kept(message), *self._headers]}
            await send(message)

        return send_with_headers

    def _kept(self, start: Message) -> Iterator[tuple[bytes, bytes]]:
        """The answer's own headers, without those said anew (twice said, a browser reads some as not said) and without
        those that let another origin read it: some of Streamlit's routes send them whatever its settings say."""
        ours = {name for name, _ in self._headers} - {_POLICY}
        for name, value in start["headers"]:
            if name.lower() not in ours and not name.lower().startswith(b"access-control-"):
                yield name, value


def request_filter(settings: Settings) -> Middleware:
    """The middleware for these settings; it must be the first."""
    return Middleware(RequestFilter, rules=Rules(_host_name(settings.public_url), settings.lan, settings.frame_origin))


def authority(origin: str) -> str:
    """Host and port of an Origin header as they stand there; empty for "null" and what is no origin."""
    found = _ORIGIN.fullmatch(origin)
    return found[1] if found else ""


def names_this_computer(host: str) -> bool:
    """Whether a Host header is one of the names that mean this computer on every computer; any port goes."""
    parts = _AUTHORITY.fullmatch(host.lower())
    return parts is not None and is_loopback(parts[1])


def is_loopback(name: str) -> bool:
    """Whether a host name, in lower case and an IPv6 address in brackets, means this computer on every computer."""
    if name == "localhost":
        return True
    try:
        return (IPv6Address(name[1:-1]) if name.startswith("[") else IPv4Address(name)).is_loopback
    except ValueError:
        return False


def _is_in_network(name: str) -> bool:
    """Whether it is an address in figures, or this computer's own name."""
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        own = socket.gethostname().lower()
        return name in (own, f"{own.partition('.')[0]}.local")
    return True


def _is_watching(scope: Scope) -> bool:
    """Whether a program asks how the app is: a proxy does, under whatever name it has for this computer.

    A page in a browser is refused as ever: it could learn in this way that the app runs here.
    """
    asked = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and scope["path"] in _FOR_PROGRAMS
    return asked and not any(name.lower() in _OF_BROWSERS for name, _ in scope["headers"])


def _host_name(url: str) -> str:
    """The name as browsers put it into the Host header: international names in ASCII, IPv6 in brackets."""
    name = urlsplit(url).hostname or ""
    return f"[{name}]" if ":" in name else name.encode("idna").decode() if name else ""


def _values(scope: Scope, name: bytes) -> Iterator[str]:
    return (value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name)
