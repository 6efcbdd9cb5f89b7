"""Who is answered: programs, and nobody's web page. Without it any page in a browser here could start tasks.

The name in the Host header must be this computer's own, or one that the engine was told of, so that no other can be
made to point here; a page is answered only where it came from the engine itself. The app's is
`ui/server/request_filter.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Self

from starlette.types import ASGIApp, Receive, Scope, Send

from retouch_lib.engine import wire

_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class AnsweredHosts:
    """The host names that are answered beside `localhost` and the loopback addresses; any port goes."""

    further: frozenset[str] = frozenset()
    addresses: bool = False
    """Whether every IP address is answered: no name stands behind it that could be made to point elsewhere."""

    @classmethod
    def listening_on(cls, host: str, further: Collection[str] = ()) -> Self:
        """Those of an engine on this address; beyond this computer it can't know its own addresses."""
        listed = f"[{host}]" if ":" in host else host
        return cls(frozenset(name.lower() for name in (listed, *further)), addresses=not _is_loopback(listed.lower()))

    def __contains__(self, host: str) -> bool:
        """Whether a Host header is one of them."""
        parts = _HOST.fullmatch(host.lower())
        if parts is None:
            return False
        name = parts[1]
        return _is_loopback(name) or name in self.further or (self.addresses and _address(name) is not None)


class HostGuard:
    """Middleware that answers strangers with a refusal."""

    def __init__(self, app: ASGIApp, names: AnsweredHosts) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or (refusal := self._refusal(scope)) is None:
            await self._app(scope, receive, send)
        else:
            await wire.refusal(refusal.status, refusal.message)(scope, receive, send)

    def _refusal(self, scope: Scope) -> wire.RefusedRequest | None:
        hosts, origins, sites = (_values(scope, name) for name in (b"host", b"origin", b"sec-fetch-site"))
        if len(hosts) != 1 or hosts[0] not in self._names:
            return wire.RefusedRequest(
                400, "The local engine doesn't answer to this host name; its option --name adds one"
            )
        own = (f"http://{hosts[0]}", f"https://{hosts[0]}")
        if not set(origins) <= set(own) or not set(sites) <= {"same-origin", "none"}:
            return wire.RefusedRequest(403, "The local engine answers programs, not pages of another address")
        return None


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def _is_loopback(name: str) -> bool:
    address = _address(name)
    return name == "localhost" or (address is not None and address.is_loopback)


def _address(name: str) -> IPv4Address | IPv6Address | None:
    """The IP address that a host name is, an IPv6 one in brackets."""
    try:
        return IPv6Address(name[1:-1]) if name.startswith("[") else IPv4Address(name)
    except ValueError:
        return None
