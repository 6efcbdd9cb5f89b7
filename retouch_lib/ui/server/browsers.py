"""Each browser a person of its own: whom RETOUCH_LAN lets in, known again by a signed cookie."""

from __future__ import annotations

import re
import secrets
import time

from starlette.requests import HTTPConnection

from retouch_lib.owners import LOCAL, Owner
from retouch_lib.ui.server import signed_cookies
from retouch_lib.ui.server.request_filter import is_loopback
from retouch_lib.ui.server.visitor import Visitor

COOKIE = "retouch_owner"
_DAY = 86_400
_SECONDS = 365 * _DAY
_RENEWED_AFTER = 30 * _DAY
_FORM = re.compile(r"b-[0-9a-f]{32}", re.ASCII)
_OF_PROXIES = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class Browsers:
    """Who sits at the lab's own computer is LOCAL, as ever; every other browser is whoever its cookie says."""

    def __init__(self, key: bytes, *, behind_proxy: bool) -> None:
        """`behind_proxy`: what comes from this computer may come from anybody."""
        self._key = key
        self._behind_proxy = behind_proxy

    def visitor(self, asks: HTTPConnection) -> Visitor | None:
        if not self._behind_proxy and _sits_here(asks):
            return Visitor(LOCAL, "this computer", 0)
        found = signed_cookies.value_of(asks.cookies, COOKIE, self._key, _SECONDS)
        if found is None or not _FORM.fullmatch(found[0]):
            return None
        return _of(*found)

    def new(self) -> Visitor:
        """Somebody seen for the first time."""
        return _of(f"b-{secrets.token_hex(16)}", int(time.time()))

    def is_due(self, visitor: Visitor) -> bool:
        """Whether the cookie should be made anew, so that who comes now and then stays the same."""
        return visitor.owner != LOCAL and time.time() - visitor.since > _RENEWED_AFTER

    def cookie(self, visitor: Visitor) -> str:
        """The header's value that sets it; `secure_cookies` says where it is for encrypted connections only."""
        value = signed_cookies.sign(COOKIE, visitor.owner, self._key)
        return f"{COOKIE}={value}; Path=/; Max-Age={_SECONDS}; HttpOnly; SameSite=Lax"


def _of(owner: str, since: int) -> Visitor:
    return Visitor(Owner(owner), f"Browser {owner[2:6]}", since)


def _sits_here(asks: HTTPConnection) -> bool:
    """Whether the browser runs on this computer: by its address, which nobody else can have, and the name it asked for;
    not what a proxy here passes on."""
    client = asks.client.host.lower() if asks.client else ""
    here = is_loopback(f"[{client}]" if ":" in client else client)
    return here and is_loopback(asks.url.hostname or "") and not any(name in asks.headers for name in _OF_PROXIES)
