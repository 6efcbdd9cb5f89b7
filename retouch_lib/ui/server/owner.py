"""Whose request it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from retouch_lib.owners import LOCAL, Owner
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.visitor import visitor_of

Endpoint = Callable[[Request], Awaitable[Response]]


def owner_of(request: Request) -> Owner:
    """Who asks one of our own routes. Where they are nobody, the answer is 404: the same as for what is not theirs."""
    if not lifespan.current_lab().settings.is_shared:
        return LOCAL
    visitor = visitor_of(request.scope)
    if visitor is None:
        raise HTTPException(404, "Not found")
    return visitor.owner


def for_somebody(endpoint: Endpoint) -> Endpoint:
    """The same, and 404 for nobody: also where a route asks no `owner_of`."""

    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        owner_of(request)
        return await endpoint(request)

    return answer
