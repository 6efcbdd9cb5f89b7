"""Somebody who asks: told by our middleware to routes and pages, and by nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from starlette.types import Scope

from retouch_lib.owners import Owner

HEADER = "x-retouch-visitor"
"""How a page's run hears who looks at it: of a WebSocket's beginning, Streamlit keeps the headers. A browser's own
header of that name never comes through."""
_KEY = "retouch_visitor"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, and since when the lab knows it."""

    owner: Owner
    name: str
    """What they are called on the screen: any text, for a login as its provider gave it."""
    since: int
    """When they logged in, or their browser was given its cookie, in seconds since 1970."""


def tell(scope: Scope, visitor: Visitor | None) -> Scope:
    """The request with who asks; whatever it said of that by itself is gone."""
    headers = [(name, value) for name, value in scope["headers"] if name.lower() != HEADER.encode()]
    if visitor is not None:
        told = json.dumps([visitor.owner, visitor.name, visitor.since])
        headers.append((HEADER.encode(), told.encode("ascii")))
    return {**scope, "headers": headers, _KEY: visitor}


def visitor_of(scope: Scope) -> Visitor | None:
    """Who asks a route."""
    visitor: Visitor | None = scope.get(_KEY)
    return visitor


def visitor_in(headers: Iterable[str]) -> Visitor | None:
    """Who looks at a page, of the headers of that name with which its WebSocket began."""
    told = list(headers)
    return _read(told[0]) if len(told) == 1 else None


@lru_cache(maxsize=256)
def _read(told: str) -> Visitor:
    owner, name, since = json.loads(told)
    return Visitor(Owner(owner), name, since)
