"""Who has logged in: the user of `st.login`, read for every request from the cookie that Streamlit set.

Streamlit reads it for the pages only, believes it for thirty days, and a copy of it outlives the logout. Here it ends
sooner, and with the logout: see `work.logouts`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from retouch_lib.owners import Owner
from retouch_lib.ui.server import signed_cookies
from retouch_lib.ui.server.visitor import Visitor
from retouch_lib.words.text import one_line

COOKIE = "_streamlit_user"
LASTS = 7 * 86_400
"""Seconds after which one logs in again."""
NOBODYS_NAME = "Somebody"
_LONGEST_NAME = 80
_CHUNKS = re.compile(r"chunks-([0-9]{1,2})", re.ASCII)
_MOST_CHUNKS = 8


class Logins:
    """Made of the table [auth] in the secrets. Shows its secret to nobody."""

    __slots__ = ("_origin", "_secret")

    def __init__(self, secret: str, redirect_uri: str) -> None:
        self._secret = secret
        parts = urlsplit(redirect_uri)
        self._origin = f"{parts.scheme}://{parts.netloc}"

    def visitor(self, asks: HTTPConnection) -> Visitor | None:
        found = self._whole(asks.cookies)
        if found is None:
            return None
        text, since = found
        try:
            user = json.loads(text)
        except ValueError:
            return None
        if not isinstance(user, dict) or user.get("origin") != self._origin or user.get("is_logged_in") is not True:
            return None
        owner = owner_of(user)
        return Visitor(owner, name_of(user), since) if owner else None

    def _whole(self, cookies: Mapping[str, str]) -> tuple[str, int] | None:
        """Its text, joined of its parts where it is long; as old as its oldest part."""
        found = signed_cookies.value_of(cookies, COOKIE, self._secret, LASTS)
        parts = _CHUNKS.fullmatch(found[0]) if found else None
        if parts is None:
            return found
        count = int(parts[1])
        if count > _MOST_CHUNKS:
            return None
        read = [signed_cookies.value_of(cookies, f"{COOKIE}_{n + 1}", self._secret, LASTS) for n in range(count)]
        there = [part for part in read if part is not None]
        if not there or len(there) < count:
            return None
        return "".join(text for text, _ in there), min(at for _, at in there)


def owner_of(user: Mapping[str, Any]) -> Owner | None:
    """The same for all of a person's logins at one provider, whatever their name or address is by now: a hash of issuer
    and subject, because a subject alone is not unique among providers. None where one of the two is missing."""
    issuer, subject = user.get("iss"), user.get("sub")
    if not isinstance(issuer, str) or not isinstance(subject, str) or not issuer or not subject:
        return None
    return Owner("u-" + hashlib.sha256(json.dumps([issuer, subject]).encode()).hexdigest()[:32])


def name_of(user: Mapping[str, Any]) -> str:
    """What the provider calls them; never a whole e-mail address."""
    for claim in ("name", "preferred_username", "nickname", "given_name"):
        value = user.get(claim)
        if isinstance(value, str) and (name := one_line(value.split("@")[0], _LONGEST_NAME)):
            return name
    return NOBODYS_NAME
