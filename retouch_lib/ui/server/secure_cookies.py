"""Cookies that are handed out under an https:// address go over encrypted connections only.

Whoever sets one here (Streamlit, its login, we) can't see that: the proxy ends the encryption. At this computer's own
names, without encryption, they are left as they are.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retouch_lib.settings import Settings


class SecureCookies:
    """Middleware."""

    def __init__(self, app: ASGIApp, host: bytes) -> None:
        """`host`: as browsers put it into the Host header, with its port where it isn't 443."""
        self._app = app
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (b"host", self._host) not in [
            (n.lower(), v.lower()) for n, v in scope["headers"]
        ]:
            await self._app(scope, receive, send)
            return

        async def send_secure(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [_secure(*header) for header in message["headers"]]}
            await send(message)

        await self._app(scope, receive, send_secure)


def secure_cookies(settings: Settings) -> list[Middleware]:
    """None where RETOUCH_PUBLIC_URL is without encryption, or not set."""
    address = urlsplit(settings.public_url)
    if address.scheme != "https" or not address.hostname:
        return []
    name = f"[{address.hostname}]" if ":" in address.hostname else address.hostname.encode("idna").decode()
    port = "" if address.port in (None, 443) else f":{address.port}"
    return [Middleware(SecureCookies, host=f"{name}{port}".encode())]


def _secure(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    said = {part.strip().lower() for part in value.split(b";")[1:]}
    return name, value if name.lower() != b"set-cookie" or b"secure" in said else value + b"; Secure"
