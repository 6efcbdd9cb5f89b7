"""How this lab knows its visitors: not at all, each browser by a cookie, or by a login; decided once, at the start."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware

from retouch_lib.lab import Lab
from retouch_lib.settings import SECRETS, Settings
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.browsers import Browsers
from retouch_lib.ui.server.logins import LASTS, Logins
from retouch_lib.ui.server.recognition import Door, recognition
from retouch_lib.ui.server.visitor import Visitor

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_CALLBACK = "/oauth2callback"
_LEAST_SECRET = 32
_OF_A_PROVIDER = ("client_id", "client_secret", "server_metadata_url")


def require_known_visitors(settings: Settings) -> None:
    """End with one sentence where the app would listen beyond this computer and know nobody, or where the login can't
    work.

    Everyone who reaches a lab of one person acts as that person, with their token: it must not be the network.
    """
    if settings.login and (fault := login_fault(login_table(), settings.public_url)):
        sys.exit(f"The login can't work: {fault}. See docs/teams.md, Who is it.")
    address = str(st.get_option("server.address") or "")
    if address not in _LOOPBACK and not settings.is_shared:
        sys.exit(
            f"Retouch Lab serves one person on this computer. Start it with server.address 127.0.0.1, not {address!r}; "
            "or set RETOUCH_LAN to yes, and each browser of your network is a person of its own (docs/teams.md)."
        )


@cache
def login_table() -> Mapping[str, Any]:
    """The table [auth] of the secrets; empty where there is none."""
    return lifespan.secret_table("auth")


def login_fault(table: Mapping[str, Any], public_url: str = "") -> str:
    """Why nobody could log in with that table, in words that show nothing of it; empty where somebody could.

    `public_url`: the only name under which the lab answers; empty: it answers under any.
    """
    if find_spec("authlib") is None or find_spec("httpx2") is None:
        return "the packages Authlib and httpx2 are missing"
    if len(str(table.get("cookie_secret", ""))) < _LEAST_SECRET:
        return (
            f"cookie_secret in [auth] of {SECRETS} must have {_LEAST_SECRET} characters or more "
            "(make one: openssl rand -hex 32)"
        )
    uri = urlsplit(str(table.get("redirect_uri", "")))
    if uri.scheme not in ("http", "https") or not uri.netloc or not uri.path.endswith(_CALLBACK):
        return f"redirect_uri in [auth] of {SECRETS} must be the lab's address with {_CALLBACK} at its end"
    if public_url and uri[:2] != urlsplit(public_url)[:2]:
        return f"redirect_uri in [auth] of {SECRETS} must be RETOUCH_PUBLIC_URL with {_CALLBACK} at its end"
    if not providers(table):
        return f"[auth] of {SECRETS} names no provider: {', '.join(_OF_A_PROVIDER)} are needed"
    return ""


def providers(table: Mapping[str, Any]) -> tuple[str | None, ...]:
    """What `st.login` takes: None for the one that stands in [auth] itself, else the names of its tables."""
    if all(table.get(key) for key in _OF_A_PROVIDER):
        return (None,)
    tables = ((name, each) for name, each in table.items() if isinstance(each, Mapping))
    return tuple(name for name, each in tables if all(each.get(key) for key in _OF_A_PROVIDER))


def visitors(settings: Settings) -> list[Middleware]:
    """The middleware that finds out who asks; none in a lab of one person."""
    return [recognition(_door, _ended)] if settings.is_shared else []


def is_over(lab: Lab, visitor: Visitor) -> bool:
    """Whether they are nobody by now: their login ended, by its age or by a logout, or an admin took them out of the
    team. Raises StoreTrouble."""
    if lab.people.is_out(visitor.owner):
        return True
    if not lab.settings.login:
        return False
    return time.time() - visitor.since > LASTS or lab.logouts.is_over(visitor.owner, visitor.since)


def _door() -> Door | None:
    lab = lifespan.open_lab()
    return _door_of(lab) if lab else None


@lru_cache(maxsize=1)
def _door_of(lab: Lab) -> Door:
    if lab.settings.login:
        table = login_table()
        return Logins(str(table["cookie_secret"]), str(table["redirect_uri"]))
    return Browsers(lab.keys.key("browsers"), behind_proxy=bool(lab.settings.public_url))


async def _ended(visitor: Visitor) -> bool:
    return await to_thread.run_sync(is_over, lifespan.current_lab(), visitor)
